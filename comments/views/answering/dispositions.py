"""Answering what was filed: the list of all comments, many of them answered at once, and what pages share."""

import uuid
from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cica_portal import organization
from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import is_language, reader_language
from cica_portal.web.pages import REFUSED, ActPage
from comments.answering import (
    dialogue,
    dispositions,
    reply_changes,
    reply_templates,
    reply_translations,
    sent_replies,
)
from comments.answering.worklist import around, worklist_of
from comments.closed_refusals import CommentDropped
from comments.enums import ConsultationStatus, DispositionKind, DispositionStage, TranslationStatus
from comments.forms.answering import DispositionForm, Superseding, checked, translation
from comments.models import Comment, ReplyTemplate, Translations
from comments.reading.decisions import say_body_decision
from comments.reading.readings import Reading
from comments.refusals import ClosingNotRecorded, ConsultationStillOpen
from comments.taking import settling
from comments.taking.settling import Settled
from comments.views.answering import list_pane
from comments.views.base import ConsultationView
from plans.models import PaperDecision
from plans.views.frame import key_of

# Where a session keeps what its person settled last, to be undone.
SETTLED = "settled"


def begin_with(data: QueryDict, reply: str, translations: Translations) -> None:
    """Put a reply behind what was typed, in each language. A translation is as far as it was only where
    nobody has written anything else."""
    is_begun = bool(data.get("reply", "").strip())
    data["reply"] = _behind(data.get("reply", ""), reply)
    for code, one in translations.items():
        name, is_whole = translation(code), not is_begun and not data.get(translation(code), "").strip()
        data[name] = _behind(data.get(name, ""), one["text"])
        data.pop(checked(code), None)
        if is_whole and one["status"] == TranslationStatus.CHECKED:
            data[checked(code)] = "on"


def _behind(typed: str, text: str) -> str:
    return "\n\n".join(part for part in (typed.strip(), text) if part)


class DispositionView(ConsultationView):
    """What the pages share: who may answer, and the working list."""

    permission = "comments.record_disposition"
    current: Reading | None = None

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        if self.request.user.is_coordinator and self.at < self.consultation.closes_at:
            raise Http404
        self.worklist = worklist_of(self.consultation)
        self.filters, self.wanted = list_pane.filters(self.worklist, self.request.GET)

    def dropped(self, key: uuid.UUID | None) -> Comment:
        """Return a comment of this consultation that its State no longer makes; another one is a 404."""
        made = Comment.objects.filter(response__consultation=self.consultation)
        return get_object_or_404(made.select_related("response__member_state"), pk=key)

    def around(self) -> tuple[Reading | None, Reading | None]:
        """Return the comments before and after the one of the page that wait for this person."""
        shown = self.worklist.fitting(self.wanted)
        return around(shown, self.current, by_secretariat=self.request.user.is_secretariat)

    def template_chosen(self) -> ReplyTemplate | None:
        value = self.request.POST.get("template", "")
        return ReplyTemplate.objects.offered().filter(pk=value).first() if value.isdecimal() else None

    def form(self) -> DispositionForm:
        """Return the form for many comments as typed, with the reply asked for from the templates."""
        chosen = [self.worklist.by_key[key] for key in self.asked()]
        return self.form_of_many(chosen, self.begun())

    def form_of_many(self, rows: Collection[Reading], *sent: Any, **given: Any) -> DispositionForm:
        """Return the form that answers any of `rows` at once."""
        superseding = self.superseding(self.worklist.beside(rows))
        return DispositionForm(*sent, superseding=superseding, auto_id="many_%s", **given)

    def superseding(self, rows: Iterable[Reading]) -> dict[str, Superseding]:
        """Return comments, and the decisions on the plan, as what may have superseded others."""
        found = {
            f"c{row.comment.pk}": Superseding(
                f"{list_pane.name_of(self.worklist, row)}: {list_pane.beginning(row)}", row.comment
            )
            for row in rows
        }
        decisions = PaperDecision.objects.filter(paper=self.consultation.revision.paper)
        return found | {f"d{one.pk}": Superseding(say_body_decision(one), one) for one in decisions}

    def begun(self) -> Any:
        """Return what was sent, with the reply that it asks for from the templates."""
        data = self.request.POST.copy()
        template = self.template_chosen()
        if template is not None and "begin" in data:
            language = data.get("language", "")
            own = language if is_language(language) else reader_language()
            begin_with(data, template.texts[own], reply_translations.of_template(template))
            data["kind"] = data.get("kind") or template.kind
        return data

    def remember(self, settled: Settled, name: str) -> None:
        """Keep what was settled for the line that says so and offers to undo it."""
        made = settled.dispositions
        number = len(made)
        if number > 1:
            # Translators: number is how many comments
            said = ngettext("%(number)s comment", "%(number)s comments", number) % {"number": number}
            name = f"{name} ({said})" if name else said
        self.request.session[SETTLED] = {
            "consultation": self.consultation.pk,
            "act": str(made[0].act),
            "name": name,
            "kind": str(made[0].kind),
            "stage": str(next((one.stage for one in made if not one.is_confirmed), made[0].stage)),
            "in_draft": settled.in_draft,
            "waiting": settled.waiting,
        }

    def settled(self) -> dict[str, Any] | None:
        """Return what this session settled last, as the page says it."""
        found = self.request.session.get(SETTLED)
        if not found or found["consultation"] != self.consultation.pk:
            return None
        return found | {
            "word": DispositionKind(found["kind"]).label,
            "is_proposed": found["stage"] != DispositionStage.CONFIRMED,
            "url": reverse("comments:merge-all", args=[self.consultation.pk]),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, start = self.request.user, self.request.GET.get("from", "")
        pane = list_pane.pane(
            self.worklist,
            self.filters,
            self.wanted,
            current=self.current,
            start=int(start) if start.isdecimal() and len(start) < 6 else 0,
            chosen=self.chosen_keys(),
            around=self.around(),
        )
        language = {"language": reader_language()}
        return super().get_context_data(
            pane=pane,
            many=kwargs.pop("many", None) or self.form_of_many(pane["listed"], initial=language),
            settled=self.settled(),
            templates=reply_templates.offered(),
            chosen_template=self.request.POST.get("template", ""),
            is_proposing=organization.policy("DISPOSITIONS_CONFIRMED") and not user.is_secretariat,
            is_released=dialogue.is_released(self.consultation),
            changes_wait=not sent_replies.takes_effect(user),
            not_yet=self.not_yet(),
            can_keep=user.has_perm("comments.keep_replies", user),
            can_confirm=user.has_perm("comments.confirm_disposition", self.consultation),
            can_release=user.has_perm("comments.release_answers", self.consultation),
            **kwargs,
        )

    def not_yet(self) -> DomainError | None:
        """Return why nothing can be replied to yet, if so: the closing is recorded after the deadline."""
        if self.consultation.status != ConsultationStatus.OPEN:
            return None
        is_over = self.at >= self.consultation.closes_at
        return ClosingNotRecorded() if is_over else ConsultationStillOpen()

    def chosen_keys(self) -> list[str]:
        """Return the comments that were chosen in the list: of equal ones all stand in one value."""
        return [key for value in self.request.POST.getlist("comment") for key in value.split()]


class DispositionList(DispositionView):
    """The list, and how far the work is; many comments are answered at once. Filters stay in the address."""

    template_name = "comments/disposition_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        base = reverse("comments:disposition-list", args=[self.consultation.pk])
        return super().get_context_data(
            kinds=[
                (DispositionKind(kind).label, number, f"{base}?disposition={kind}")
                for kind, number in self.worklist.by_kind.items()
            ],
            missing=len(self.worklist.missing),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form, template = self.form(), self.template_chosen()
        if "begin" in request.POST:
            return self.page(context={"many": form})
        keys = self.asked()
        given = {"by": request.user, "at": self.at}
        try:
            chosen = [self.worklist.by_key[key].comment for key in keys]
            shown = request.POST.get("seen", "")
            if "all" in request.POST and not self.worklist.is_shown_by(shown):
                raise Refusal("comments.more_came")
            seen = self.worklist.versions(shown, keys)
            if "confirm" in request.POST:
                act = partial(dispositions.confirm, self.consultation, chosen, seen=seen, **given)
            elif "each" in request.POST:
                if template is None:
                    raise Refusal("comments.no_reply_chosen")
                form.full_clean()
                if form.lacks_superseding(template.kind):
                    raise Refusal("comments.superseding_needed")
                values = {"reason": form.cleaned_data.get("reason", ""), "seen": seen} | given
                values["superseded_by"] = form.chosen_superseding
                act = partial(dispositions.record_each, self.consultation, chosen, template, **values)
            elif form.is_valid():
                values = form.answer | {"seen": seen} | given
                act = partial(dispositions.record, self.consultation, chosen, **values)
            else:
                return self.page(context={"many": form}, status=REFUSED)
            settled = settling.settle_many(self.consultation, act, **given)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return self.page(context={"many": form}, status=REFUSED)
        if "confirm" in request.POST:
            request.session.pop(SETTLED, None)
            messages.success(
                request,
                # Translators: number is how many
                ngettext(
                    "Disposition confirmed for %(number)s comment.",
                    "Dispositions confirmed for %(number)s comments.",
                    len(settled.dispositions),
                )
                % {"number": len(settled.dispositions)},
            )
        else:
            first, *others = settled.dispositions
            name = "" if others else str(first.comment.response.member_state)
            self.remember(settled, name)
        return redirect(request.get_full_path())

    def asked(self) -> list[uuid.UUID]:
        """Return the comments chosen, or all that the filter shows."""
        if "all" in self.request.POST:
            return [one.comment.pk for one in self.worklist.fitting(self.wanted)]
        keys = {key_of(value) for value in self.chosen_keys()}
        return [key for key in self.worklist.by_key if key in keys]


class AnswerWith(DispositionView, ActPage):
    """The act of answering a comment together with another that says the same, or on its own again."""

    def act(self) -> None:
        known = {str(key): one.comment for key, one in self.worklist.by_key.items()}
        own, value = str(self.kwargs["comment"]), self.request.POST.get("original", "")
        if gone := {own, value} - {"", *known}:
            for one in gone:
                self.dropped(key_of(one))
            raise CommentDropped
        dispositions.answer_with(known[own], known.get(value), by=self.request.user, at=self.at)
        self.done = (
            _("The comment now shares its reply with the other one.")
            if value
            else _("The comment now has a reply of its own.")
        )

    def back(self) -> HttpResponseBase:
        if self.kwargs["comment"] in self.worklist.by_key:
            return redirect("comments:disposition-detail", **self.kwargs)
        return redirect("comments:disposition-list", pk=self.consultation.pk)


class ChangeDecide(DispositionView, ActPage):
    """The act of confirming a change of a reply that was sent, or of declining or withdrawing it."""

    def find(self, comment: uuid.UUID, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.comment = self.dropped(comment)

    def act(self) -> None:
        change = sent_replies.waiting([self.comment]).get(self.comment.pk)
        if change is None or str(change.pk) != self.request.POST.get("change"):
            raise Refusal("comments.no_change_waits")
        given = {"by": self.request.user, "at": self.at}
        if "confirm" in self.request.POST:
            act = partial(reply_changes.confirm, change, **given)
            settling.settle_many(self.consultation, act, **given)
            self.done = _("Change confirmed. The States concerned are told of the new reply.")
        else:
            reply_changes.decline(change, **given)
            self.done = _("The reply that was sent remains in force. The change is not made.")

    def back(self) -> HttpResponseBase:
        return redirect("comments:disposition-detail", **self.kwargs)

"""One comment beside the list: what becomes of it and of the draft, decided in one act, and undone."""

import uuid
from functools import partial
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal.errors import DomainError, Refusal, StaleVersion
from cica_portal.languages import CHOICES, LANGUAGES, reader_language
from cica_portal.text import seen
from cica_portal.web import following
from cica_portal.web.following import Step
from cica_portal.web.pages import CONFLICT, REFUSED, ActPage, lead_to
from comments.answering import (
    dialogue,
    dispositions,
    rebasing,
    reply_changes,
    reply_templates,
    sent_replies,
    versions,
)
from comments.closed_refusals import CommentDropped, CommentGone
from comments.enums import UNCHANGING, DispositionKind, DispositionStage, TranslationStatus
from comments.forms.answering import IN_THE_REPLY, checked, translation
from comments.models import Comment, Disposition
from comments.reading import groups, working_translations
from comments.reading.decisions import MARKS
from comments.reading.extents import Places
from comments.reading.groups import Tie
from comments.reading.readings import Reading, paragraph_name
from comments.taking import proposals, settling, sheets, take
from comments.views.answering import list_pane
from comments.views.answering.dispositions import SETTLED, DispositionView, begin_with
from comments.views.taking import choosing
from comments.views.taking.choosing import BLOCK_ACTS
from comments.views.taking.choosing_part import ChoosingPart
from comments.views.taking.settling_forms import SettlingForm
from comments.views.writing.answered import STANDINGS, fields
from plans import blocks
from plans.outline import draft_outline
from plans.views.frame import key_of


class Grouped(NamedTuple):
    """A comment in the group of another: why it is there, and whether it is answered with it."""

    row: Reading
    tie: Tie
    word: Any
    is_chosen: bool
    disposition: Disposition | None

    @property
    def seen(self) -> int:
        return self.disposition.version if self.disposition else 0


TIES = {
    Tie.LINKED: pgettext_lazy("comment", "shares the reply"),
    Tie.JOINED: pgettext_lazy("comment", "joins the same proposal"),
    Tie.EQUAL: pgettext_lazy("comment", "the same content, not joined"),
}


class FormerReply(NamedTuple):
    """A reply to an earlier wording of the comment: that wording, and what was replied to it."""

    disposition: Disposition
    said: Any
    mark: str

    @property
    def value(self) -> str:
        return str(self.disposition.pk)


# In the order of their keys.
KINDS = (
    (DispositionKind.ACCEPTED, pgettext_lazy("disposition", "Accept")),
    (DispositionKind.ACCEPTED_WITH_CHANGES, pgettext_lazy("disposition", "Accept with changes")),
    (DispositionKind.NOT_ACCEPTED, pgettext_lazy("disposition", "Not accept")),
    (DispositionKind.NOTED, pgettext_lazy("disposition", "Note")),
    (DispositionKind.FOR_SWG, pgettext_lazy("disposition", "For the SWG")),
    (DispositionKind.OVERTAKEN, pgettext_lazy("disposition", "Superseded")),
)


def superseding_value(decided: Disposition) -> str:
    """Return by which choice of the form a comment was superseded."""
    if decided.superseded_by_id:
        return f"c{decided.superseded_by_id}"
    if decided.superseded_by_decision_id:
        return f"d{decided.superseded_by_decision_id}"
    return IN_THE_REPLY if decided.kind == DispositionKind.OVERTAKEN else ""


class DispositionDetail(ChoosingPart, DispositionView):
    """One comment beside the list: what was said on which text, what becomes of it, and the draft with it."""

    template_name = "comments/disposition_detail.html"
    gives_back = ("reply", *map(translation, LANGUAGES), "no_change", "reason")
    # The comment that the address names, where its State has withdrawn or replaced it since.
    gone: Comment | None = None

    def find(self, comment: Any, **kwargs: Any) -> None:
        super().find(**kwargs)
        found = self.worklist
        paper = self.consultation.revision.paper
        self.may_merge = paper.is_editable and self.request.user.has_perm(
            "comments.merge_proposals", self.consultation
        )
        if comment not in found.by_key:
            self.gone = self.dropped(comment)
            row = Reading(self.gone, found.places)
            self.sheet = sheets.of(self.consultation, row, [row], found.places, {}, is_open=self.may_merge)
            return
        self.current = found.by_key[comment]
        beside = found.beside([self.current])
        linked = found.linked({comment})
        self.rows = [*beside, *(one for one in linked if one not in beside)]
        self.row = self.current
        self.dispositions = dispositions.current([row.comment for row in self.rows])
        self.disposition = self.dispositions.get(comment)
        self.former = self.former_replies()
        self.linked = [row.comment for row in linked]
        self.sheet = sheets.of(
            self.consultation,
            self.row,
            self.rows,
            found.places,
            self.dispositions,
            together=[one.row.comment.pk for one in self.group() if one.is_chosen],
            is_open=self.may_merge,
        )

    def former_replies(self) -> list[FormerReply]:
        found = []
        for one in versions.former_replies(self.row.comment):
            row = Reading(one.comment, self.worklist.places, number=self.row.number)
            found.append(FormerReply(one, fields(row), MARKS[DispositionKind(one.kind)]))
        return found

    def begun(self) -> Any:
        """Return what was sent; where a reply to a former wording is asked for, with that as the draft."""
        data = super().begun()
        chosen = next((one for one in self.former if one.value == data.get("former")), None)
        if chosen is not None:
            given, written = chosen.disposition, data.get("reply", "").strip()
            begin_with(data, given.reply, given.translations)
            data["kind"] = data.get("kind") or given.kind
            data["language"] = data.get("language", "") if written else given.language
        return data

    def settling_form(self) -> SettlingForm:
        if self.request.method == "POST":
            data = self.begun()
            self.colliding = choosing.compose(data, self.sheet.writable)
            return self.form_of(data)
        decided, comment = self.disposition, self.row.comment
        initial = {"language": decided.language if decided else comment.language}
        if decided:
            initial |= {"kind": decided.kind, "reply": decided.reply, "no_change": decided.no_change}
            initial["superseded_by"] = superseding_value(decided)
            for code, one in decided.translations.items():
                initial[translation(code)] = one["text"]
                initial[checked(code)] = one["status"] == TranslationStatus.CHECKED
        return self.form_of(initial=initial)

    def form_of(self, *sent: Any, **given: Any) -> SettlingForm:
        others = [row for row in self.rows if row is not self.row]
        return SettlingForm(*sent, sheet=self.sheet, superseding=self.superseding(others), **given)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment, form = self.row.comment, kwargs.pop("form", None) or self.settling_form()
        paper, others = self.consultation.revision.paper, self.others()
        renditions = working_translations.of_consultation(self.consultation, reader_language())
        recorded = Disposition.recorded.filter(comment=comment, undone=None).order_by("-version")
        history = list(recorded.select_related("by", "reaction"))
        change = history[0] if history and history[0].stage == DispositionStage.CHANGE else None
        return super().get_context_data(
            form=form,
            row=self.row,
            comment=comment,
            name=paragraph_name(self.worklist.places, comment.block_key),
            sheet=self.sheet,
            cells={text.name: form.cell(text) for text in self.sheet.texts},
            **self.choices(form),
            said=fields(self.row),
            rendition=renditions.get(comment.pk),
            disposition=self.disposition,
            mark=MARKS[DispositionKind(self.disposition.kind)] if self.disposition else "needs",
            seen=self.disposition.version if self.disposition else 0,
            change=change,
            changed_with=reply_changes.waiting_with(change) if change else [],
            may_decide=change is not None and sent_replies.may_decide(change, self.request.user),
            is_decided=any(one.is_confirmed for one in history),
            former=self.former,
            beginning=reply_templates.beginning(comment),
            asks_where=comment.operation in UNCHANGING,
            kinds=[
                {"key": key, "value": kind, "word": word, "is_chosen": form["kind"].value() == kind}
                for key, (kind, word) in enumerate(KINDS, start=1)
            ],
            languages=CHOICES,
            group=self.group(),
            thread=dialogue.threads([comment])[comment.pk],
            history=[(one, getattr(one, "reaction", None)) for one in history],
            others=others,
            same={one.comment.pk for one in others if groups.says_the_same(one.comment, comment)},
            original=self.worklist.original_of(self.row),
            carrying=self.carrying(),
            is_editable=paper.is_editable,
            locked_by=None if paper.is_editable else proposals.locked_by(self.consultation),
            can_clarify=self.request.user.has_perm("comments.clarify", self.consultation),
            **kwargs,
        )

    def others(self) -> list[Reading]:
        """Return the comments on the same paragraph, with which this one may share its reply."""
        own = self.row.comment
        found = [
            row for row in self.rows if row.comment.block_key == own.block_key and row.comment.pk != own.pk
        ]
        return sorted(found, key=lambda row: not groups.says_the_same(row.comment, own))

    def carrying(self) -> dict[str, Any] | None:
        """Return the act by which blocks come, go or move as the comment asks, if it asks for that."""
        comment = self.row.comment
        if comment.operation not in take.STRUCTURAL:
            return None
        then, now = self.worklist.places, Places(draft_outline(self.consultation.revision.paper))
        since = rebasing.since(comment, then, now)
        kind, word = STANDINGS[since.standing]
        is_done = comment.pk in take.taken([comment])
        return {
            "act": BLOCK_ACTS[comment.operation],
            "since": since,
            "since_kind": kind,
            "since_word": word,
            "is_done": is_done,
            "has_changed": not is_done and take.has_changed(self.row),
            "is_open": self.may_merge and not is_done,
        }

    def group(self) -> list[Grouped]:
        """Return the comments that one act answers with this one. Who joins the same proposal is ticked
        beforehand, unless it was answered otherwise; who merely says the same is offered."""
        chosen = set(self.request.POST.getlist("with"))
        found = []
        for row, tie in groups.of(self.row, self.rows, self.linked):
            given = self.dispositions.get(row.comment.pk)
            acts = {one.act for one in (self.disposition, given) if one}
            is_together = tie == Tie.JOINED and (given is None or len(acts) == 1)
            is_chosen = str(row.comment.pk) in chosen if self.request.method == "POST" else is_together
            found.append(Grouped(row, tie, TIES[tie], is_chosen, given))
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.gone:
            return self.lead_on(self.gone, CommentGone())
        return super().get(request, *args, **kwargs)

    def lead_on(self, gone: Comment, refusal: DomainError) -> HttpResponseBase:
        """Lead from a comment that its State makes no longer to what it says now, or to the list."""
        self.say_refused(refusal)
        now = versions.listed_as([gone]).get(gone.pk)
        entry = self.worklist.by_key.get(now.pk) if now else None
        query = list_pane.query_of(self.wanted)
        the_list = reverse("comments:disposition-list", args=[self.consultation.pk]) + query
        return lead_to(self.request, list_pane.address(self.worklist, entry, query) if entry else the_list)

    def words_sent(self) -> list[str]:
        """Return the reply, and each wording for the draft that is another than the page had offered."""
        offered = {text.name: text.wording for text in self.sheet.writable}
        typed = [self.request.POST.get(name, "") for name in offered]
        return super().words_sent() + [
            word for word, text in zip(typed, offered.values(), strict=True) if seen(word) != seen(text)
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.gone:
            return self.lead_on(self.gone, CommentDropped())
        form = self.settling_form()
        if "choose" in request.POST and request.htmx:
            return self.chosen(form)
        if {"begin", "former", "choose", "instead"} & set(request.POST):
            return self.page(context={"form": form}, status=REFUSED if self.colliding else 200)
        if {"keep", "over"} & set(request.POST):
            return self.keep(form)
        if not form.is_valid() or self.colliding:
            return self.page(context={"form": form}, status=REFUSED)
        together = [one.row.comment for one in self.group() if one.is_chosen and one.tie != Tie.LINKED]
        given = {"by": request.user, "at": self.at}
        answer = form.answer | {"no_change": form.cleaned_data["no_change"], "seen": self.seen()} | given
        act = partial(dispositions.record, self.consultation, [self.row.comment, *together], **answer)
        try:
            settled = settling.settle(
                self.consultation,
                self.row,
                self.worklist.places,
                act,
                wordings=form.wordings,
                carries_out=form.cleaned_data["carries_out"],
                despite_changes=form.cleaned_data["despite_changes"],
                **given,
            )
        except DomainError as refusal:
            return self.refused(form, refusal)
        self.remember(settled, list_pane.name_of(self.worklist, self.current))
        return self.further()

    def refused(self, form: SettlingForm, refusal: DomainError) -> HttpResponse:
        if isinstance(refusal, blocks.StaleBlock):
            text = _(
                "The text of the draft has changed since you opened this page. Check the current text, then "
                "decide."
            )
        else:
            text = str(refusal)
        messages.error(self.request, text)
        self.find(**self.kwargs)  # what is shown beside it is what stands now
        status = CONFLICT if isinstance(refusal, StaleVersion) else REFUSED
        return self.page(context={"form": self.form_of(self.begun())}, status=status)

    def further(self) -> HttpResponseBase:
        """Lead to the next comment that waits, or to the list."""
        (_before, after), query = self.around(), list_pane.query_of(self.wanted)
        if after is not None:
            return redirect(list_pane.address(self.worklist, after, query))
        left = dialogue.unanswered(self.consultation)
        if not left and not dialogue.is_released(self.consultation):
            send = reverse("comments:answers-release", args=[self.consultation.pk])
            may_send = self.request.user.has_perm("comments.release_answers", self.consultation)
            link = (send, _("Send replies")) if may_send else ()
            step = Step(_("An authorized signatory sends the replies."), *link)
            following.say(self.request, _("Every comment received in time has a reply."), [step])
        return redirect(reverse("comments:disposition-list", args=[self.consultation.pk]) + query)

    def seen(self) -> dict[uuid.UUID, int]:
        """Return the version of each disposition that the page had shown: of the comment, and of the others
        that are answered with it."""
        shown = {name.removeprefix("seen-"): name for name in self.request.POST if name.startswith("seen-")}
        found = {}
        for key, name in shown.items():
            value = self.request.POST[name]
            if known := key_of(key):
                found[known] = int(value) if value.isdecimal() and len(value) < 6 else 0
        return {self.row.comment.pk: 0} | found


class DispositionUndo(DispositionView, ActPage):
    """The act of undoing what this session settled last, the draft with it."""

    done = gettext_lazy("Undone. The comment and the draft are as they were before.")

    def act(self) -> HttpResponseBase:
        found = self.settled()
        if not found or found["act"] != self.request.POST.get("act", ""):
            raise Refusal("comments.too_late_to_undo")
        del self.request.session[SETTLED]
        made = settling.undo(self.consultation, uuid.UUID(found["act"]), by=self.request.user, at=self.at)
        entry = self.worklist.by_key.get(made[0].comment_id)
        if len(made) > 1 or entry is None:
            return self.back()
        return redirect(list_pane.address(self.worklist, entry, list_pane.query_of(self.wanted)))

    def back(self) -> HttpResponseBase:
        query = list_pane.query_of(self.wanted)
        return redirect(reverse("comments:disposition-list", args=[self.consultation.pk]) + query)

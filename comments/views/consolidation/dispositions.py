"""Answering what was filed: all comments of a round as a working list, and one comment with its dialogue."""

import uuid
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from cica_portal.alphabet import sort_key
from cica_portal.errors import DomainError
from cica_portal.languages import is_language, reader_language
from cica_portal.web.pages import REFUSED, ActPage
from comments.compilation.rows import Row, filed_rows
from comments.consolidation import (
    acceptances,
    dialogue,
    dispositions,
    groups,
    rebasing,
    reply_templates,
    three_texts,
)
from comments.consolidation.dialogue import Thread
from comments.consolidation.groups import Tie
from comments.enums import DispositionKind
from comments.forms import DispositionFilter, DispositionForm
from comments.models import Comment, Duplicate, ReplyTemplate
from comments.procedure.answering import Waiting
from comments.refusals import NoReplyChosen
from comments.remarks import working_translations
from comments.remarks.ranges import Places
from comments.views.base import ConsultationView
from comments.views.writing.answered import MARKS, STANDINGS, Answered, fields
from plans.outline import draft_outline, revision_outline
from plans.views.frame import key_of


class DispositionView(ConsultationView):
    """What the pages share: who may answer, and the comments with what became of each."""

    permission = "comments.record_disposition"

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        if self.request.user.is_coordinator and self.at < self.consultation.closes_at:
            raise Http404

    def answered(self) -> list[Answered]:
        """Return every comment in force, in document order, late ones last, each with what became of the text
        that it was made on in the draft of today."""
        rows = filed_rows(self.consultation)
        self.then = Places(revision_outline(self.consultation.revision))
        self.now = Places(draft_outline(self.consultation.revision.paper))
        threads = dialogue.threads([row.comment for row in rows])
        duplicates = Duplicate.objects.filter(comment__response__consultation=self.consultation)
        originals = {link.comment_id: link.original for link in duplicates.select_related("original")}
        self.renditions = working_translations.of_consultation(self.consultation, reader_language())
        found = [self.one(row, threads[row.comment.pk], originals.get(row.comment.pk)) for row in rows]
        linked: dict[uuid.UUID, list[Answered]] = defaultdict(list)
        for item in found:
            if item.original is not None:
                linked[item.original.pk].append(item)
        return [item._replace(linked=tuple(linked.get(item.row.comment.pk, ()))) for item in found]

    def one(self, row: Row, thread: Thread, original: Comment | None) -> Answered:
        disposition, since = thread.disposition, rebasing.since(row.comment, self.then, self.now)
        kind, word = STANDINGS[since.standing]
        return Answered(
            row=row,
            disposition=disposition,
            mark=MARKS[DispositionKind(disposition.kind)] if disposition else "needs",
            original=original,
            thread=thread,
            since=since,
            since_kind=kind,
            since_word=str(word),
            fields=fields(row),
            rendition=self.renditions.get(row.comment.pk),
        )

    def decide(self, chosen: list[Comment]) -> HttpResponseBase:
        """Carry out what the form asks of the chosen comments: confirm, record, answer each with a reply kept
        ready, or only begin from that."""
        request, form = self.request, self.form()
        template = self.template_chosen()
        if "begin" in request.POST:
            return self.page(context={"form": form})
        try:
            if "confirm" in request.POST:
                made = dispositions.confirm(self.consultation, chosen, by=request.user, at=self.at)
            elif "each" in request.POST:
                if template is None:
                    raise NoReplyChosen
                made = dispositions.record_each(
                    self.consultation, chosen, template, seen=self.seen(chosen), by=request.user, at=self.at
                )
            elif form.is_valid():
                made = dispositions.record(
                    self.consultation,
                    chosen,
                    **form.cleaned_data,
                    seen=self.seen(chosen),
                    by=request.user,
                    at=self.at,
                )
            else:
                return self.page(context={"form": form}, status=REFUSED)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return self.page(context={"form": form}, status=REFUSED)
        messages.success(
            request,
            ngettext(
                # Translators: number is how many
                "Disposition saved for %(number)s comment.",
                "Disposition saved for %(number)s comments.",
                len(made),
            )
            % {"number": len(made)},
        )
        return redirect(request.get_full_path())

    def seen(self, chosen: list[Comment]) -> dict[uuid.UUID, int]:
        """Return the version of each disposition that the page had shown: of those chosen, and of the others
        that are answered with them."""
        shown = {name.removeprefix("seen-") for name in self.request.POST if name.startswith("seen-")}
        keys = {comment.pk for comment in chosen} | {key for key in map(key_of, shown) if key}
        found = {}
        for key in keys:
            value = self.request.POST.get(f"seen-{key}", "0")
            found[key] = int(value) if value.isdecimal() and len(value) < 6 else 0
        return found

    def form(self) -> DispositionForm:
        """Return the form as typed, a reply that was asked for from the templates put in."""
        if self.request.method != "POST":
            return DispositionForm(initial={"language": reader_language()})
        data = self.request.POST.copy()
        template = self.template_chosen()
        if template is not None and "begin" in data:
            language = data.get("language", "")
            text = template.texts.get(language if is_language(language) else reader_language(), "")
            data["reply"] = "\n\n".join(part for part in (data.get("reply", "").strip(), text) if part)
            data["kind"] = data.get("kind") or template.kind
        return DispositionForm(data)

    def template_chosen(self) -> ReplyTemplate | None:
        value = self.request.POST.get("template", "")
        return ReplyTemplate.objects.offered().filter(pk=value).first() if value.isdecimal() else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            templates=reply_templates.offered(),
            chosen_template=self.request.POST.get("template", ""),
            can_keep=self.request.user.has_perm("comments.keep_replies", self.request.user),
            **kwargs,
        )


class DispositionList(DispositionView):
    """The working list: filter, choose, answer; the filters stay in the address."""

    template_name = "comments/disposition_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, reader = self.answered(), reader_language()
        states = {item.row.member_state.code: str(item.row.member_state) for item in found}
        filters = DispositionFilter(
            self.request.GET, states=sorted(states.items(), key=lambda pair: sort_key(pair[1], reader))
        )
        filters.is_valid()
        wanted = {name: filters.cleaned_data.get(name, "") for name in ("state", "type", "disposition")}
        shown = [item for item in found if _fits(item, **wanted)]
        kwargs.setdefault("form", self.form())
        return super().get_context_data(
            filters=filters,
            is_filtered=any(wanted.values()),
            total=len(found),
            shown=shown,
            counts=self.counts(found),
            can_confirm=self.request.user.has_perm("comments.confirm_disposition", self.consultation),
            can_release=self.request.user.has_perm("comments.release_answers", self.consultation)
            and not dialogue.is_released(self.consultation),
            chosen=set(self.request.POST.getlist("comment")),
            **kwargs,
        )

    def counts(self, found: list[Answered]) -> list[tuple[str, str, int]]:
        """Return what became of how many: the value that filters for them, its word and number."""
        tally = Counter(item.disposition.kind for item in found if item.disposition)
        waiting = Counter(item.waiting for item in found)
        words = dict(DispositionFilter.base_fields["disposition"].choices)
        values = [(str(value), waiting[value]) for value in Waiting if value]
        values += [(value, tally[value]) for value in DispositionKind.values]
        values.append((DispositionFilter.MAINTAINED, sum(item.thread.is_maintained for item in found)))
        return [(value, words[value], number) for value, number in values if number]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.decide(self.chosen())

    def chosen(self) -> list[Comment]:
        keys = {key_of(value) for value in self.request.POST.getlist("comment")}
        return [row.comment for row in filed_rows(self.consultation) if row.comment.pk in keys]


def _fits(item: Answered, *, state: str, type: str, disposition: str) -> bool:
    found = item.disposition
    if state and item.row.member_state.code != state or type and item.row.comment.type != type:
        return False
    if disposition == DispositionFilter.MAINTAINED:
        return item.thread.is_maintained
    if disposition in set(Waiting) - {Waiting.NOTHING}:
        return item.waiting == disposition
    return not disposition or (found is not None and found.kind == disposition)


class Grouped(NamedTuple):
    """A comment in the group of another: why it is there, and whether it is answered with it."""

    item: Answered
    tie: Tie
    word: Any
    is_chosen: bool


TIES = {
    Tie.LINKED: pgettext_lazy("comment", "shares the reply"),
    Tie.JOINED: pgettext_lazy("comment", "joins the same proposal"),
    Tie.EQUAL: pgettext_lazy("comment", "the same content, not joined"),
}


class DispositionDetail(DispositionView):
    """One comment: what was said on which text, what became of it and when, and what it is answered with."""

    template_name = "comments/disposition_detail.html"

    def find(self, comment: Any, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.found = self.answered()
        self.item = next((item for item in self.found if item.row.comment.pk == comment), None)
        if self.item is None:
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment = self.item.row.comment
        others = [
            item
            for item in self.found
            if item.row.comment.block_key == comment.block_key and item.row.comment.pk != comment.pk
        ]
        same = {item.row.comment.pk for item in others if groups.says_the_same(item.row.comment, comment)}
        others.sort(key=lambda item: item.row.comment.pk not in same)
        kwargs.setdefault("form", self.form())
        taken = acceptances.taken([comment]).get(comment.pk, ())
        return super().get_context_data(
            item=self.item,
            texts=three_texts.of(self.item.row, self.then, self.now, taken),
            history=comment.dispositions.select_related("by").order_by("-version"),
            others=others,
            same=same,
            group=self.group(),
            can_clarify=self.request.user.has_perm("comments.clarify", self.consultation),
            can_confirm=self.item.disposition is not None
            and not self.item.disposition.is_confirmed
            and self.request.user.has_perm("comments.confirm_disposition", self.consultation),
            **kwargs,
        )

    def group(self) -> list[Grouped]:
        """Return the comments that one act answers with this one. Who joins the same proposal is ticked
        beforehand, unless it was answered otherwise; who merely says the same is offered."""
        own, chosen = self.item, set(self.request.POST.getlist("with"))
        items = {item.row.comment.pk: item for item in self.found}
        linked = [one.row.comment for one in own.linked]
        found = []
        for row, tie in groups.of(own.row, (item.row for item in self.found), linked):
            item = items[row.comment.pk]
            acts = {one.disposition.act for one in (own, item) if one.disposition}
            is_together = tie == Tie.JOINED and (item.disposition is None or len(acts) == 1)
            is_chosen = str(row.comment.pk) in chosen if self.request.method == "POST" else is_together
            found.append(Grouped(item, tie, TIES[tie], is_chosen))
        return found

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chosen = [one.item.row.comment for one in self.group() if one.is_chosen and one.tie != Tie.LINKED]
        return self.decide([self.item.row.comment, *chosen])


class AnswerWith(DispositionView, ActPage):
    """The act of answering a comment together with another that says the same, or on its own again."""

    def act(self) -> None:
        rows = {str(row.comment.pk): row.comment for row in filed_rows(self.consultation)}
        own, value = str(self.kwargs["comment"]), self.request.POST.get("original", "")
        if own not in rows or (value and value not in rows):
            raise Http404
        dispositions.answer_with(rows[own], rows.get(value), by=self.request.user, at=self.at)
        self.done = (
            _("The comment now shares its reply with the other one.")
            if value
            else _("The comment now has a reply of its own.")
        )

    def back(self) -> HttpResponseBase:
        return redirect("comments:disposition-detail", **self.kwargs)

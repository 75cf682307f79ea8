"""The dialogue on what was filed: a delegation's page of its comments, and the acts on both sides."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext, pgettext

from cica_portal import alphabet
from cica_portal.errors import DomainError, NotAllowed, Refusal
from cica_portal.languages import reader_language
from cica_portal.web.following import Step
from cica_portal.web.pages import ActPage, ConfirmPage, FormPage
from comments.answering import dialogue, dispositions
from comments.answering.dialogue import Thread
from comments.answering.worklist import Worklist, worklist_of
from comments.closed_refusals import CommentDropped, ReplyChanged
from comments.enums import ConsultationStatus, DispositionKind, Operation, ReactionKind
from comments.forms.answering import ClarificationForm, ReactionForm
from comments.models import Acceptance, Comment, Response
from comments.reading.decisions import MARKS
from comments.reading.extents import Places
from comments.reading.filed import read_all
from comments.reading.gists import gist
from comments.reading.readings import Reading, paragraph_name, read
from comments.taking import proposals, take
from comments.taking.tracing import trace_readers
from comments.views.answering import list_pane
from comments.views.base import ConsultationView
from comments.views.procedure.acts import BoardPage, replies_step
from plans.comparison.redline import redline
from plans.enums import EditKind
from plans.models import Revision
from plans.outline import revision_outline


def written_in(text: str) -> str:
    """Return the language of what was typed: nobody is asked, and many write in another than they read."""
    return alphabet.language_of(text, reader_language())


def told(thread: Thread, sent_at: dt.datetime | None) -> dict[str, Any]:
    """Return how the reply to a comment is marked, and when its State had it."""
    given = thread.disposition
    mark = MARKS[DispositionKind(given.kind)] if given else "waiting"
    return {"mark": mark, "sent_at": max(given.at, sent_at) if given and sent_at else None}


class Own(NamedTuple):
    """A comment of the own State with what became of it, and of the text that it was on."""

    row: Reading
    thread: Thread
    mark: str
    sent_at: dt.datetime | None
    now: Any
    texts: list[dict[str, Any]]


class OwnView(ConsultationView):
    """A page of a delegation on its State's own comments, once the round is closed."""

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        if not self.request.user.is_delegate or self.consultation.status != ConsultationStatus.CLOSED:
            raise Http404

    def rows(self) -> list[Reading]:
        state = self.request.user.member_state_id
        return [row for row in read_all(self.consultation) if row.member_state.pk == state]


class OwnComments(OwnView):
    """What became of our comments: disposition and reply, what the next revision says, and our word on it."""

    template_name = "comments/own_comments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, consultation, user = self.rows(), self.consultation, self.request.user
        self.sent_at = dialogue.sent_at(consultation)
        is_released = self.sent_at is not None
        threads = dialogue.threads([row.comment for row in rows], is_told=True)
        later = self.later_revision()
        self.then = Places(revision_outline(consultation.revision))
        self.now = Places(revision_outline(later)) if later else None
        taken = take.taken([row.comment for row in rows]) if later else {}
        items = [self.item(row, threads[row.comment.pk], later, taken) for row in rows]
        return super().get_context_data(
            items=items,
            tally=self.tally(items) if is_released else [],
            is_released=is_released,
            later=later,
            can_react=is_released
            and dialogue.is_before_decision(consultation)
            and user.has_perm("comments.react", consultation),
            can_clarify=user.has_perm("comments.clarify", consultation),
            **kwargs,
        )

    def later_revision(self) -> Revision | None:
        """Return the next revision that this delegation may read: what its comments went into."""
        revision = self.consultation.revision
        later = trace_readers.revisions_of(self.request.user)
        return later.filter(paper=revision.paper_id, number__gt=revision.number).order_by("number").first()

    def tally(self, items: list[Own]) -> list[tuple[str, str, int]]:
        """Return of how many comments became what: mark, word and number."""
        counts = Counter(item.thread.disposition.kind for item in items if item.thread.disposition)
        return [(MARKS[kind], str(kind.label), counts[kind]) for kind in DispositionKind if counts[kind]]

    def item(
        self,
        row: Reading,
        thread: Thread,
        later: Revision | None,
        taken: Mapping[Any, list[Acceptance]],
    ) -> Own:
        until = [one for one in taken.get(row.comment.pk, ()) if later and one.at <= later.frozen_at]
        return Own(
            row=row,
            thread=thread,
            **told(thread, self.sent_at),
            now=self.as_it_is(row, until) if later else None,
            texts=self.taken(row, until),
        )

    def taken(self, row: Reading, taken: list[Acceptance]) -> list[dict[str, Any]]:
        """Return where the wording that the comment proposes was taken, whole or in part, and in what words
        where they are the Secretariat's own."""
        last = {(one.edit.block.key, one.edit.language): one for one in taken}
        return [
            {
                "language": language,
                "label": self.then.row(key).cited(language),
                "is_whole": one.is_whole,
                "counter": one.own_wording and redline(self.then.row(key).text(language), one.own_wording),
            }
            for key, proposed in proposals.wordings(row, self.then).items()
            for language in proposed
            if (one := last.get((key, language)))
        ]

    def as_it_is(self, row: Reading, taken: list[Acceptance]) -> dict[str, Any] | None:
        """Return what the text of the comment is in the later revision: gone, the same, changed or moved; of
        a comment that asks for new text, what was taken into the text for it."""
        if row.block is None:
            return None
        key, language, operation = row.block.key, row.comment.language, row.comment.operation
        if operation == Operation.ADD:
            if not taken:
                return None
            key = taken[-1].edit.block.key
        before, after = (
            next((one for one in places.rows if one.key == key), None) for places in (self.then, self.now)
        )
        if after is None:
            return {"is_gone": True}
        was, now = before.text(language) if before else "", after.text(language)
        return {
            "key": key,
            "redline": redline(was, now) if was != now else "",
            "is_new": before is None,
            "is_moved": any(one.edit.kind == EditKind.MOVED for one in taken),
            "is_the_same": was == now and operation not in take.STRUCTURAL,
        }


class CommentReact(FormPage, OwnView):
    """What the State says to the reply to one of its own comments: first exactly what will be recorded.
    Anybody else's comment does not exist."""

    template_name = "comments/comment_react.html"
    permission = "comments.react"
    form_class = ReactionForm
    beside = "statement"
    final = (
        NotAllowed,
        ReplyChanged,
        CommentDropped,
        "comments.answers_not_released",
        "comments.plan_decided_on",
        "comments.reacted_already",
    )
    done = gettext_lazy("Position of your State recorded.")
    gives_back = ("statement",)

    def find(self, comment: Any, **kwargs: Any) -> None:
        super().find(**kwargs)
        own = Comment.objects.filter(
            response__consultation=self.consultation,
            response__member_state=self.request.user.member_state_id,
        )
        self.comment: Comment = get_object_or_404(own.select_related("response__consultation"), pk=comment)
        self.thread = dialogue.threads([self.comment], is_told=True)[self.comment.pk]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_open = dialogue.is_released(self.consultation) and dialogue.is_before_decision(self.consultation)
        is_asked = self.thread.disposition is not None and self.thread.reaction is None
        has_kind = request.GET.get("kind") in ReactionKind.values
        return super().get(request) if is_open and is_asked and has_kind else self.back()

    def initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET["kind"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = read(self.comment, Places(revision_outline(self.consultation.revision)))
        kind = kwargs["form"]["kind"].value()
        return super().get_context_data(
            comment=self.comment,
            said=said,
            thread=self.thread,
            **told(self.thread, dialogue.sent_at(self.consultation)),
            kind=kind if kind in ReactionKind.values else ReactionKind.MAINTAINED,
            **kwargs,
        )

    def act(self, form: ReactionForm) -> None:
        if self.thread.disposition is None:
            raise Refusal("comments.answers_not_released")
        if str(self.thread.disposition.pk) != self.request.POST.get("disposition"):
            raise ReplyChanged
        said = form.cleaned_data | {"language": written_in(form.cleaned_data["statement"])}
        dialogue.react(self.thread.disposition, **said, by=self.request.user, at=self.at)

    def back(self) -> HttpResponseBase:
        url = reverse("comments:own-comments", args=[self.consultation.pk])
        return redirect(f"{url}#c-{self.comment.pk}")


class ThreadAct(ConsultationView, ActPage):
    """An act in the thread on a comment, of either side; of another State's comment there is none."""

    permission = "comments.clarify"

    def find(self, comment: Any, **kwargs: Any) -> None:
        super().find(**kwargs)
        answers = Response.objects.visible_to(self.request.user, self.at)
        found = Comment.objects.filter(
            pk=comment, response__in=answers, response__consultation=self.consultation
        )
        if self.request.user.is_delegate:
            found = found.filter(response__member_state=self.request.user.member_state_id)
        self.comment = found.select_related("response__consultation__revision__paper").first()
        if self.comment is None:
            raise Http404

    def back(self) -> HttpResponseBase:
        page = "comments:own-comments" if self.request.user.is_delegate else "comments:disposition-list"
        return redirect(f"{reverse(page, args=[self.consultation.pk])}#c-{self.comment.pk}")


class CommentClarify(ThreadAct):
    """A message."""

    gives_back = ("text",)
    done = gettext_lazy("Message sent.")

    def act(self) -> None:
        form = ClarificationForm(self.request.POST)
        if not form.is_valid() and self.request.POST.get("text"):
            raise DomainError(form.errors["text"][0])
        text = form.cleaned_data.get("text", "")
        said = {"text": text, "language": written_in(text)}
        dialogue.clarify(self.comment, **said, by=self.request.user, at=self.at)


class CommentSettle(ThreadAct):
    """The word that a message of the other side, the so manieth on the comment, needs no reply."""

    done = gettext_lazy("Recorded: the message needs no reply. The other side has been told.")

    def find(self, number: int, **kwargs: Any) -> None:
        super().find(**kwargs)
        said = dialogue.threads([self.comment])[self.comment.pk].messages
        if not 1 <= number <= len(said):
            raise Http404
        self.message = said[number - 1]

    def act(self) -> None:
        dialogue.settle(self.message, by=self.request.user, at=self.at)


class AnswersRelease(BoardPage, ConfirmPage):
    """The release of the dispositions to the States: each reply to each State, what stands in the way, the
    act."""

    template_name = "comments/answers_release.html"
    permission = "comments.release_answers"

    done = gettext_lazy("Replies sent. Every State can now see the replies to its comments.")
    asked_on = "comments:disposition-list", "consultation__pk"

    def act(self) -> None:
        if self.request.POST.get("seen", "") != worklist_of(self.consultation).seen:
            raise Refusal("comments.replies_changed")
        dialogue.release_answers(self.consultation, by=self.request.user, at=self.at)

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        if refusal.code != "comments.replies_changed":
            return super().refused(refusal)
        self.say_refused(refusal)
        return redirect("comments:answers-release", pk=self.consultation.pk)

    def steps(self) -> list[Step]:
        return [replies_step(self.consultation)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = worklist_of(self.consultation)
        told = self.told(found)
        number = ngettext("%(number)s State", "%(number)s States", len(told)) % {"number": len(told)}
        return super().get_context_data(
            told=told,
            facts=[(pgettext("reminder", "Recipients"), number)],
            seen=found.seen,
            left=len(dialogue.unanswered(self.consultation)),
            is_released=dialogue.is_released(self.consultation),
            **kwargs,
        )

    def told(self, found: Worklist) -> list[dict[str, Any]]:
        """Return the replies by State, in protocol order and that of the text."""
        rows = [row for row in found.readings if row.answer]
        confirmed = dispositions.confirmed([row.comment for row in rows])
        by_state: dict[Any, list[dict[str, Any]]] = {}
        for row in rows:
            if given := confirmed.get(row.comment.pk):
                told = {
                    "heading": paragraph_name(found.places, row.comment.block_key),
                    "gist": gist(row),
                    "disposition": given,
                    "mark": MARKS[DispositionKind(given.kind)],
                    "url": list_pane.address(found, row, ""),
                }
                by_state.setdefault(row.member_state, []).append(told)
        ordered = sorted(by_state, key=lambda state: state.protocol_name)
        return [{"name": str(state), "replies": by_state[state]} for state in ordered]

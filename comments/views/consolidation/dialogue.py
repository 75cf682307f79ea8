"""The dialogue on what was filed: a delegation's page of its comments, and the acts on both sides."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from cica_portal import alphabet
from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import reader_language
from cica_portal.web.following import Step
from cica_portal.web.pages import ActPage, ConfirmPage
from comments.closed_refusals import ReplyChanged
from comments.compilation.rows import Row, filed_rows
from comments.consolidation import acceptances, dialogue, dispositions, three_texts, worklist
from comments.consolidation.dialogue import Thread
from comments.consolidation.three_texts import Texts
from comments.consolidation.tracing import trace_readers
from comments.consolidation.worklist import Worklist
from comments.enums import ConsultationStatus, DispositionKind, Operation
from comments.forms import ClarificationForm, ReactionForm
from comments.models import Acceptance, Comment, Disposition, Response
from comments.remarks.gists import gist
from comments.remarks.presentation import paragraph_name
from comments.remarks.ranges import Places
from comments.views.base import ConsultationView
from comments.views.consolidation import list_pane
from comments.views.consolidation.choosing import BLOCK_ACTS
from comments.views.procedure.acts import BoardPage, replies_step
from comments.views.writing.answered import MARKS
from plans.comparison.redline import redline
from plans.enums import EditKind
from plans.models import Revision
from plans.outline import revision_outline


def written_in(text: str) -> str:
    """Return the language of what was typed: nobody is asked, and many write in another than they read."""
    return alphabet.language_of(text, reader_language())


class Own(NamedTuple):
    """A comment of the own State with what became of it, and of the text that it was on."""

    row: Row
    thread: Thread
    mark: str
    now: Any
    texts: list[Texts]


class OwnView(ConsultationView):
    """A page of a delegation on its State's own comments, once the round is closed."""

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        if not self.request.user.is_delegate or self.consultation.status != ConsultationStatus.CLOSED:
            raise Http404

    def rows(self) -> list[Row]:
        state = self.request.user.member_state_id
        return [row for row in filed_rows(self.consultation) if row.member_state.pk == state]


class OwnComments(OwnView):
    """What became of our comments: disposition and reply, what the next revision says, and our word on it."""

    template_name = "comments/own_comments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, consultation, user = self.rows(), self.consultation, self.request.user
        is_released = dialogue.is_released(consultation)
        threads = dialogue.threads([row.comment for row in rows], is_told=True)
        later = self.later_revision()
        self.then = Places(revision_outline(consultation.revision))
        self.now = Places(revision_outline(later)) if later else None
        taken = acceptances.taken([row.comment for row in rows]) if later else {}
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
        row: Row,
        thread: Thread,
        later: Revision | None,
        taken: Mapping[Any, list[Acceptance]],
    ) -> Own:
        disposition = thread.disposition
        until = [one for one in taken.get(row.comment.pk, ()) if later and one.at <= later.frozen_at]
        return Own(
            row=row,
            thread=thread,
            mark=MARKS[DispositionKind(disposition.kind)] if disposition else "waiting",
            now=self.as_it_is(row, until) if later else None,
            texts=[one for one in three_texts.of(row, self.then, self.now, until) if one.is_taken]
            if until
            else [],
        )

    def as_it_is(self, row: Row, taken: list[Acceptance]) -> dict[str, Any] | None:
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
            "is_the_same": was == now and operation not in BLOCK_ACTS,
        }


class CommentReact(OwnView, ActPage):
    """What the State says to the reply to one of its own comments; anybody else's does not exist."""

    permission = "comments.react"
    done = gettext_lazy("Position of your State recorded.")
    gives_back = ("statement",)

    def find(self, comment: Any, **kwargs: Any) -> None:
        super().find(**kwargs)
        own = Comment.objects.filter(
            response__consultation=self.consultation,
            response__member_state=self.request.user.member_state_id,
        )
        self.comment: Comment = get_object_or_404(own.select_related("response__consultation"), pk=comment)

    def act(self) -> None:
        form = ReactionForm(self.request.POST)
        thread = dialogue.threads([self.comment], is_told=True)[self.comment.pk]
        if not form.is_valid():
            unchosen = _("Choose whether your State agrees or maintains its position.")
            raise DomainError(unchosen if "kind" in form.errors else form.errors["statement"][0])
        if thread.disposition is None:
            raise Refusal("comments.answers_not_released")
        if str(thread.disposition.pk) != self.request.POST.get("disposition"):
            raise ReplyChanged
        said = form.cleaned_data | {"language": written_in(form.cleaned_data["statement"])}
        dialogue.react(thread.disposition, **said, by=self.request.user, at=self.at)

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


class ToldState(NamedTuple):
    """A State with the replies that it will see."""

    name: str
    replies: list["Told"]


class Told(NamedTuple):
    """One reply as its State will read it, beside the comment, with the page that changes it."""

    heading: str
    gist: str
    disposition: Disposition
    mark: str
    url: str


class AnswersRelease(BoardPage, ConfirmPage):
    """The release of the dispositions to the States: each reply to each State, what stands in the way, the
    act."""

    template_name = "comments/answers_release.html"
    permission = "comments.release_answers"

    done = gettext_lazy("Replies sent. Every State can now see the replies to its comments.")

    def act(self) -> None:
        if self.request.POST.get("seen", "") != worklist.of(self.consultation).seen:
            raise Refusal("comments.replies_changed")
        dialogue.release_answers(self.consultation, by=self.request.user, at=self.at)

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        if refusal.code != "comments.replies_changed":
            return super().refused(refusal)
        self.say_refused(refusal)
        return redirect("comments:answers-release", pk=self.consultation.pk)

    def steps(self) -> list[Step]:
        return [replies_step(self.consultation)]

    def back(self) -> HttpResponseBase:
        return redirect("comments:disposition-list", pk=self.consultation.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = worklist.of(self.consultation)
        told = self.told(found)
        number = ngettext("%(number)s State", "%(number)s States", len(told)) % {"number": len(told)}
        return super().get_context_data(
            told=told,
            facts=[(pgettext("note", "Recipients"), number)],
            seen=found.seen,
            left=len(dialogue.unanswered(self.consultation)),
            is_released=dialogue.is_released(self.consultation),
            **kwargs,
        )

    def told(self, found: Worklist) -> list[ToldState]:
        """Return the replies by State, in protocol order and that of the text."""
        rows = found.rows([entry for entry in found.entries if entry.decided])
        confirmed = dispositions.confirmed([row.comment for row in rows])
        by_state: dict[Any, list[Told]] = {}
        for row in rows:
            if given := confirmed.get(row.comment.pk):
                entry = found.by_key[row.comment.pk]
                told = Told(
                    paragraph_name(found.places, row.comment.block_key),
                    gist(row.said),
                    given,
                    MARKS[DispositionKind(given.kind)],
                    list_pane.address(found, entry, ""),
                )
                by_state.setdefault(row.member_state, []).append(told)
        ordered = sorted(by_state, key=lambda state: state.protocol_name)
        return [ToldState(str(state), by_state[state]) for state in ordered]

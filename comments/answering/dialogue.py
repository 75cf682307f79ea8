"""The dialogue on what was filed: answers released to their States, what each says to them, clarifications.

The comments are frozen; only what is said about them is added. A State whose position is not met may maintain
it: the position, with its statement, stands on the list for the SWG.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cica_portal.database import once
from cica_portal.errors import NotAllowed, Refusal
from cica_portal.text import is_blank
from comments.answering import dispositions, versions
from comments.closed_refusals import (
    CommentDropped,
    ReplyChanged,
)
from comments.enums import ConsultationStatus, DispositionKind, ReactionKind
from comments.models import (
    AnswersRelease,
    Clarification,
    Comment,
    Consultation,
    Disposition,
    NoReplyNeeded,
    Reaction,
)
from comments.procedure import consultations, telling
from comments.procedure.lists import answering
from comments.reading.filed import read_all
from comments.refusals import ConsultationStillOpen
from members import audit
from members.delegations import acting
from members.models import MemberState, User
from plans.enums import PUBLISHED_STATUSES, PaperStatus


@transaction.atomic
def release_answers(consultation: Consultation, *, by: User, at: dt.datetime) -> AnswersRelease:
    """Release the dispositions: every State reads what became of its comments, all at the same time.

    Refused while a comment filed in time has no confirmed disposition.
    """
    held = consultations.hold(consultation)
    by.require("comments.release_answers", held)
    if held.status != ConsultationStatus.CLOSED:
        raise ConsultationStillOpen
    if is_released(held):
        raise Refusal("comments.answers_released_already")
    if left := len(unanswered(held)):
        raise Refusal("comments.not_all_answered", number=left)
    released = AnswersRelease.objects.create(consultation=held, by=by, at=at)
    listed = versions.listed().filter(response__consultation=held)
    given = Disposition.objects.confirmed().filter(comment__in=listed)
    states = set(given.values_list("comment__response__member_state", flat=True))
    telling.tell(telling.Kind.REPLIES_SENT, held, states, about=str(held.pk), at=at)
    audit.record("consultation.release_answers", subject=held, by=by, at=at)
    return released


def sent_at(consultation: Consultation) -> dt.datetime | None:
    """Return when the replies were sent to the States, if they were."""
    return AnswersRelease.objects.filter(consultation=consultation).values_list("at", flat=True).first()


def is_released(consultation: Consultation) -> bool:
    return sent_at(consultation) is not None


def is_before_decision(consultation: Consultation) -> bool:
    """Tell whether a position can still come before the SWG: the plan is neither adopted nor withdrawn."""
    return consultation.revision.paper.status not in {*PUBLISHED_STATUSES, PaperStatus.WITHDRAWN}


def unreacted(consultations: QuerySet[Consultation]) -> QuerySet[Disposition]:
    """Return the replies on which a word of the State is awaited: its comment counts and was not accepted,
    and it has neither agreed nor maintained its position."""
    counted = answering.counted(consultations)
    return Disposition.objects.confirmed().filter(
        kind=DispositionKind.NOT_ACCEPTED, reaction=None, comment__in=counted.values("pk")
    )


def reactions_asked(user: User) -> list[tuple[int, int]]:
    """Return by consultation how many reactions of the reader's State are awaited, to replies that were sent
    and to which the State can still react (one query)."""
    sent = Consultation.objects.filter(
        Exists(AnswersRelease.objects.filter(consultation=OuterRef("pk"))),
        ~Q(revision__paper__status__in={*PUBLISHED_STATUSES, PaperStatus.WITHDRAWN}),
    )
    own = unreacted(sent).filter(comment__response__member_state=user.member_state_id)
    consultation = "comment__response__consultation"
    found = own.order_by().values(consultation).annotate(number=Count("pk"))
    return list(found.order_by(consultation).values_list(consultation, "number"))


def unanswered(consultation: Consultation) -> list[Comment]:
    """Return the comments filed in time, or under a grant, that have no confirmed disposition."""
    counted = answering.counted(Consultation.objects.filter(pk=consultation.pk))
    counted = counted.select_related("response__member_state")
    return [*answering.for_answer(counted), *answering.for_confirmation(counted)]


@transaction.atomic
def react(
    disposition: Disposition, *, kind: str, statement: str, language: str, by: User, at: dt.datetime
) -> Reaction:
    """Say for the State that commented whether it agrees with the answer, or maintains its position. Once,
    and while the State makes the comment: of another nobody would hear.

    What a coordinator has proposed in place of the answer is not told to the State, and refuses nothing.
    """
    comment = disposition.comment
    consultation = consultations.hold(comment.response.consultation)  # else the answer changes meanwhile
    if comment.response.member_state_id != by.member_state_id:
        raise NotAllowed
    acting.require(by, "comments.react", consultation)
    if not is_released(consultation):
        raise Refusal("comments.answers_not_released")
    if not is_before_decision(consultation):
        raise Refusal("comments.plan_decided_on")
    if versions.listed_as([comment]).get(comment.pk) != comment:
        raise CommentDropped
    if kind == ReactionKind.MAINTAINED and is_blank(statement):
        raise Refusal("comments.statement_needed")
    if kind == ReactionKind.AGREED and not is_blank(statement):
        raise Refusal("comments.statement_not_needed")
    told = dispositions.confirmed([comment]).get(comment.pk)
    if told is None or told.pk != disposition.pk:
        raise ReplyChanged
    with once.refuse_second(Refusal("comments.reacted_already")):
        made = Reaction.objects.create(
            disposition=disposition, kind=kind, statement=statement, language=language, by=by, at=at
        )
    audit.record(
        "disposition.react",
        subject=comment,
        by=by,
        at=at,
        after={"kind": str(kind), "statement": statement, "disposition": disposition.version},
    )
    return made


@transaction.atomic
def clarify(comment: Comment, *, text: str, language: str, by: User, at: dt.datetime) -> Clarification:
    """Add a message to the thread on a filed comment, once the round is closed, while its State makes it: on
    another nobody would read it. The same words sent again by the same person, before anybody answered, are
    the same message."""
    consultation = consultations.hold(comment.response.consultation)
    acting.require(by, "comments.clarify", consultation)
    if by.is_delegate and comment.response.member_state_id != by.member_state_id:
        raise NotAllowed
    if consultation.status != ConsultationStatus.CLOSED:
        raise ConsultationStillOpen
    if is_blank(text):
        raise Refusal("comments.message_needed")
    if not versions.listed_as([comment]):
        raise CommentDropped
    last = threads([comment])[comment.pk].asked
    if last is not None and (last.by_id, last.text) == (by.pk, text):
        return last
    made = Clarification.objects.create(comment=comment, text=text, language=language, by=by, at=at)
    if not by.is_delegate:
        state = comment.response.member_state_id
        telling.tell(telling.Kind.QUESTION_ASKED, consultation, [state], about=str(made.pk), at=at)
    audit.record("comment.clarify", subject=comment, by=by, at=at, after={"text": text})
    return made


@transaction.atomic
def settle(message: Clarification, *, by: User, at: dt.datetime) -> NoReplyNeeded:
    """Say for the side that a message was written to that it needs no reply; who wrote it is told.

    Refused once it was replied to or settled: then nothing waits for a reply.
    """
    comment = message.comment
    consultation = comment.response.consultation
    acting.require(by, "comments.clarify", consultation)
    if by.is_delegate and comment.response.member_state_id != by.member_state_id:
        raise NotAllowed
    asked = threads([comment])[comment.pk].asked
    if asked is None or asked.pk != message.pk or asked.by.is_delegate == by.is_delegate:
        raise Refusal("comments.nothing_asked")
    with once.refuse_second(Refusal("comments.nothing_asked")):
        made = NoReplyNeeded.objects.create(message=asked, by=by, at=at)
    about = {"about": str(asked.pk), "at": at, "comment": str(comment.pk)}
    if asked.by.is_delegate:
        state = comment.response.member_state_id
        telling.tell(telling.Kind.QUESTION_SETTLED, consultation, [state], **about)
    else:
        telling.tell_person(telling.Kind.QUESTION_SETTLED, consultation, asked.by, **about)
    audit.record("comment.settle", subject=comment, by=by, at=at, after={"text": asked.text})
    return made


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said about one comment: its disposition, what its State said to that, the messages."""

    disposition: Disposition | None
    reaction: Reaction | None
    messages: Sequence[Clarification]

    @property
    def is_maintained(self) -> bool:
        return self.reaction is not None and self.reaction.kind == ReactionKind.MAINTAINED

    @property
    def asked(self) -> Clarification | None:
        """Return the message that waits for the other side, if one does."""
        last = self.messages[-1] if self.messages else None
        return None if last is None or last.settlement else last


def threads(comments: Sequence[Comment], *, is_told: bool = False) -> dict[uuid.UUID, Thread]:
    """Return what was said about each comment (three queries, however many): to its State (`is_told`) of its
    disposition what is confirmed. What the State said to that stands until another is confirmed. Messages are
    those on earlier versions of the comment, too."""
    current, told = {}, {}
    for one in Disposition.objects.filter(comment__in=comments).order_by("version"):
        current[one.comment_id] = one
        if one.is_confirmed:
            told[one.comment_id] = one
    shown = told if is_told else current
    reactions = {
        reaction.disposition.comment_id: reaction
        for reaction in Reaction.objects.filter(disposition__in=told.values()).select_related(
            "by", "disposition"
        )
    }
    messages: dict[uuid.UUID, list[Clarification]] = {}
    said = versions.messages(comments)
    for message in said.select_related("comment", "by__member_state", "no_reply_needed__by__member_state"):
        messages.setdefault(_remark(message.comment), []).append(message)
    return {
        one.pk: Thread(shown.get(one.pk), reactions.get(one.pk), messages.get(_remark(one), ()))
        for one in comments
    }


def _remark(comment: Comment) -> uuid.UUID:
    """Return what tells a remark through the versions of its State's response."""
    return comment.draft_id or comment.pk


def passed_on(consultation: Consultation) -> QuerySet[Disposition]:
    """Return the dispositions with which a comment goes to the SWG: passed on to it, if only as it is
    proposed, or not agreed to as its State has been told. What its State withdrew goes nowhere."""
    listed = versions.listed().filter(response__consultation=consultation)
    given = Disposition.objects.filter(comment__in=listed)
    for_swg = given.current().filter(kind=DispositionKind.FOR_SWG)
    maintained = given.confirmed().filter(reaction__kind=ReactionKind.MAINTAINED)
    return given.filter(Q(pk__in=for_swg.values("pk")) | Q(pk__in=maintained.values("pk")))


def yet_to_react(consultation: Consultation) -> list[MemberState]:
    """Return the States whose reactions are awaited, in the order of protocol."""
    awaited = unreacted(Consultation.objects.filter(pk=consultation.pk))
    return list(MemberState.objects.filter(pk__in=awaited.values("comment__response__member_state")))


def for_swg(consultation: Consultation) -> list[Comment]:
    """Return the comments that the SWG is to decide: passed on to it, or maintained by their State."""
    wanted = set(passed_on(consultation).values_list("comment", flat=True))
    if not wanted:
        return []
    return [row.comment for row in read_all(consultation) if row.comment.pk in wanted]

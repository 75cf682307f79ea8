"""What is to be settled in a room: positions that States maintain, proposals passed on to the body, and
conditions of support that are not met. Each leaves the room with a result (rule 56)."""

import uuid
from dataclasses import dataclass

from comments.answering import dialogue
from comments.answering.dialogue import Thread
from comments.enums import ConsultationStatus, PositionResult, RoomActKind
from comments.models import Comment, Consultation, Room, RoomAct
from comments.reading import compilation, stances
from comments.reading.readings import Reading
from members.models import MemberState


@dataclass(frozen=True, slots=True)
class BeforeBody:
    """One comment before the body under its number in the compilation, with the paragraph of the room that it
    is on (none: the whole text, or a text that is gone), the reply and what its State said to that."""

    comment: Comment
    consultation: Consultation
    state: MemberState
    number: int
    block_key: uuid.UUID | None
    said: Reading
    thread: Thread

    @property
    def is_condition(self) -> bool:
        return self.comment.is_condition


def before_the_body(room: Room) -> list[BeforeBody]:
    """Return what is before the body, in the order of rounds and of the document; not what an earlier room of
    the plan settled."""
    rounds = Consultation.objects.for_comments().filter(revision__paper=room.revision.paper_id)
    rounds = rounds.exclude(status__in=[ConsultationStatus.WITHDRAWN, ConsultationStatus.OPEN])
    keys = {block.key for block in room.revision.frozen_blocks}
    settled = set(_settled(room))
    return [
        one
        for consultation in rounds.select_related("revision__paper").order_by("opens_at", "pk")
        for one in _of(consultation, room.language, keys)
        if one.comment.pk not in settled
    ]


def _of(consultation: Consultation, language: str, keys: set[uuid.UUID]) -> list[BeforeBody]:
    wanted = {comment.pk for comment in dialogue.for_swg(consultation)}
    wanted |= stances.unmet(stances.stated(consultation, with_late=False))
    if not wanted:
        return []
    rows = compilation.entire(consultation, language).readings
    chosen = [(row.number, one) for row in rows for one in (row, *row.others) if one.comment.pk in wanted]
    threads = dialogue.threads([one.comment for _number, one in chosen], is_told=True)
    return [
        BeforeBody(
            one.comment,
            consultation,
            one.member_state,
            number,
            one.comment.block_key if one.comment.block_key in keys else None,
            one,
            threads[one.comment.pk],
        )
        for number, one in chosen
    ]


def _settled(room: Room) -> list[uuid.UUID | None]:
    """Return the comments that earlier rooms of the plan settled: what remains comes again."""
    acts = RoomAct.objects.filter(
        room__revision__paper=room.revision.paper_id, room__at__lt=room.at, kind=RoomActKind.POSITION_RESULT
    )
    undone = RoomAct.objects.filter(kind=RoomActKind.UNDO, room__in=acts.values("room"))
    taken_back = set(undone.values_list("room", "about"))
    last: dict[uuid.UUID | None, str] = {}
    for act in acts.order_by("room__at", "number"):
        if (act.room_id, act.number) not in taken_back:
            last[act.comment_id] = act.result
    return [comment for comment, result in last.items() if result != PositionResult.REMAINS]

"""What was agreed ad referendum is confirmed, or declined, by each State that has to (rule 56)."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from cica_portal import clock
from cica_portal.errors import AlreadyMoved, NotAllowed, Refusal
from cica_portal.languages import reader_language
from cica_portal.text import is_blank
from comments.enums import ParagraphState, RoomActKind
from comments.models import Room, RoomAct
from comments.room import state as states
from comments.room.acts import Said, hold, members_on, write
from comments.room.state import Paragraph
from members.models import MemberState, User


def awaited(place: Paragraph, members: Mapping[str, MemberState]) -> list[MemberState]:
    """Return the States that have to confirm a paragraph and have not answered, in protocol order: those that
    were named, or all `members` of the first day of the meeting, by code."""
    if place.state != ParagraphState.AD_REFERENDUM:
        return []
    said = {code for one in place.answers for code in one.states}
    return [one for code, one in members.items() if code not in said and code in (place.asked or members)]


def answer(
    room: Room, key: uuid.UUID, *, confirms: bool, reason: str = "", by: User, at: dt.datetime
) -> RoomAct:
    """Confirm a paragraph that was agreed ad referendum in the name of the own State, or decline it with the
    reason: then it is in brackets again. Received when the request had arrived, also after the day.

    Refused: comments.decline_reason_needed; a State that is not awaited was not asked, or has answered
    (AlreadyMoved).
    """
    if not by.has_perm("comments.answer_ad_referendum"):
        raise NotAllowed
    received_at = clock.arrived()
    with transaction.atomic():
        now = states.read(hold(room))
        place = now.paragraph(key)
        if now.signed is None or place is None or place.settled is None:
            raise AlreadyMoved
        if by.acting_state not in awaited(place, members_on(room.item.meeting.first_on)):
            raise AlreadyMoved
        if not confirms and is_blank(reason):
            raise Refusal("comments.decline_reason_needed")
        kind = RoomActKind.CONFIRMED if confirms else RoomActKind.DECLINED
        said = Said(
            block_key=key,
            states=(by.acting_state.code,),
            texts={} if confirms else {reader_language(): reason.strip()},
        )
        about = place.settled.number
        return write(now, kind, said, key=uuid.uuid4(), by=by, at=received_at, about=about)

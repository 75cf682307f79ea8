"""How a room ends: closed by an officer, its record confirmed by a signatory (rule 56)."""

import datetime as dt
import uuid

from django.db import transaction

from cica_portal.errors import AlreadyMoved, NotAllowed, Refusal
from cica_portal.languages import reader_language
from comments.enums import RoomActKind
from comments.models import Room, RoomAct
from comments.room import state as states
from comments.room.acts import Said, hold, write
from comments.room.before import BeforeBody, before_the_body
from comments.room.state import RoomState
from members.models import User


def without_result(now: RoomState) -> list[BeforeBody]:
    """Return what is before the body and has not left the room with a result yet."""
    return [one for one in before_the_body(now.room) if one.comment.pk not in now.results]


def close(room: Room, *, by: User, at: dt.datetime) -> RoomAct:
    """Close a room: variants that no State supports fall, and nothing is recorded or undone after.

    Refused: comments.room_closed (F13), comments.results_missing (F8, with the paragraphs).
    """
    if not by.has_perm("comments.keep_room"):
        raise NotAllowed
    with transaction.atomic():
        now = states.read(hold(room))
        if now.closed:
            raise Refusal("comments.room_closed")
        if missing := without_result(now):
            raise Refusal("comments.results_missing", number=len(missing), found=_cited(now, missing))
        for place in now.paragraphs:
            for variant in place.variants:
                if not variant.is_backed and variant.number != place.chosen:
                    fell = Said(block_key=place.key, variant=variant.number)
                    write(now, RoomActKind.FELL, fell, key=uuid.uuid4(), by=by, at=at)
        return write(now, RoomActKind.CLOSED, Said(), key=uuid.uuid4(), by=by, at=at)


def sign(room: Room, *, by: User, at: dt.datetime) -> RoomAct:
    """Confirm the record of a closed room: from then on all Member States of its day read it."""
    if not by.has_perm("comments.sign_room"):
        raise NotAllowed
    with transaction.atomic():
        now = states.read(hold(room))
        if now.closed is None or now.signed is not None:
            raise AlreadyMoved
        return write(now, RoomActKind.SIGNED, Said(), key=uuid.uuid4(), by=by, at=at)


def _cited(now: RoomState, missing: list[BeforeBody]) -> str:
    """Return the numbers of their paragraphs, each once; the whole text and one that is gone have none."""
    keys = {one.block_key for one in missing}
    places = (one for one in now.paragraphs if one.key in keys and one.row is not None)
    return "; ".join(one.row.cited(reader_language()) for one in places if one.row) or "–"

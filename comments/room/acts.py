"""What is done in the room of an agenda item: opened by a secretary, then one act after another (rule 56).

Each act holds the room's row, so that two secretaries take turns, and names the last act of its paragraph
that its screen showed. The same key is the same act, however often it is sent.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from cica_portal import clock, formats
from cica_portal.deadlines import seat_date
from cica_portal.errors import AlreadyMoved, NotAllowed, Refusal
from cica_portal.languages import reader_language
from cica_portal.text import is_blank, sha256
from comments.closed_refusals import StaleRoom
from comments.enums import Operation, RoomActKind, VariantSource
from comments.models import Comment, Room, RoomAct
from comments.room import state as states
from comments.room.before import before_the_body
from comments.room.state import OF_NOBODY, SETTLED, UNDOABLE, Paragraph, RoomState
from members import audit
from members.models import MemberState, User
from plans.enums import AWAITING_DECISION
from plans.life import meetings
from plans.models import MeetingItem

Kind = RoomActKind
# What no other act of its paragraph can make stale.
_UNSEEN = frozenset({Kind.SHOWN, Kind.TOOK_SCREEN})


@dataclass(frozen=True, slots=True)
class Said:
    """What an act says, beside its kind; the fields are those of `RoomAct`.

    `block_key` is the paragraph, none the whole text; `after_key` of a new paragraph the one that it follows;
    `saw` the last act of the paragraph that the screen showed, 0 none. `said_at` is the device's clock, which
    is kept and never counts; `was_offline` marks what was kept without a line.
    """

    block_key: uuid.UUID | None = None
    after_key: uuid.UUID | None = None
    saw: int = 0
    variant: int | None = None
    operation: str = ""
    source: str = ""
    states: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    comment: Comment | None = None
    result: str = ""
    until: dt.date | None = None
    said_at: dt.datetime | None = None
    was_offline: bool = False


@transaction.atomic
def open_room(item: MeetingItem, *, language: str, by: User, at: dt.datetime) -> Room:
    """Open the room of an item from the first day of its meeting, in one language, on the text last frozen.

    A second call returns the room that is open. Refused: comments.room_too_early (F5), and without a frozen
    text plans.nothing_submitted; a plan that no body is to decide on has moved.
    """
    if not by.has_perm("comments.keep_room"):
        raise NotAllowed
    held = meetings.hold_item(item, by)
    if known := Room.objects.filter(item=held).first():
        return known
    first_on = held.meeting.first_on
    if seat_date(at) < first_on:
        raise Refusal("comments.room_too_early", date=formats.date(first_on, reader_language()))
    if held.paper.status not in AWAITING_DECISION:
        raise AlreadyMoved
    revision = held.paper.revisions.order_by("number").last()
    if revision is None:
        raise Refusal("plans.nothing_submitted")
    room = Room.objects.create(item=held, revision=revision, language=language, by=by, at=at)
    after = {"item": held.pk, "language": language, "revision": revision.number}
    audit.record("room.open", subject=room, by=by, at=at, after=after)
    return room


def record(
    room: Room, kind: RoomActKind, said: Said, *, key: uuid.UUID, by: User, at: dt.datetime
) -> RoomAct:
    """Record one act of a secretary; the same `key` returns the act that it made.

    Refused: comments.room_closed (F13), StaleRoom (F6: with the newer acts), comments.source_needed (F7),
    comments.members_only (F12), comments.paragraph_settled, comments.screen_driven, plans.nothing_written,
    comments.day_needed; what names no such paragraph, variant or comment has moved (AlreadyMoved).
    """
    if not by.has_perm("comments.keep_room"):
        raise NotAllowed
    with transaction.atomic():
        held = hold(room)
        if known := held.acts.filter(key=key).first():
            return known
        now = states.read(held)
        if now.closed:
            raise Refusal("comments.room_closed")
        place = _place(now, kind, said)
        if kind not in _UNSEEN and place.last != said.saw:
            raise StaleRoom([act for act in place.acts if act.number > said.saw])
        values = _CHECKS[kind](now, place, said, by)
        return write(now, kind, said, key=key, by=by, at=at, **values)


def hold(room: Room) -> Room:
    """Return the room with its row locked: whoever acts in it takes turns."""
    found = Room.objects.select_for_update(of=("self",)).select_related("item__meeting", "revision__paper")
    return found.get(pk=room.pk)


def write(
    now: RoomState, kind: RoomActKind, said: Said, *, key: uuid.UUID, by: User, at: dt.datetime, **values: Any
) -> RoomAct:
    """Store the next act of a room that is held, chained to the one before."""
    room, last = now.room, now.acts[-1] if now.acts else None
    fields = {name: getattr(said, name) for name in _FIELDS} | {"states": list(said.states)} | values
    fields["texts"] = {language: text for language, text in fields["texts"].items() if text}
    act = RoomAct(room=room, number=now.last + 1, key=key, kind=kind, by=by, at=at, **fields)
    act.sha256 = checksum(act, last.sha256 if last else room.revision.sha256)
    act.save(force_insert=True)
    after = {"room": room.pk, "number": act.number, "kind": str(kind), "sha256": act.sha256}
    audit.record("room.act", subject=room, by=by, at=at, after=after)
    now.acts.append(act)
    now.last = act.number
    return act


_FIELDS = tuple(name for name in Said.__slots__ if name != "states")
_HASHED = (
    *("room_id", "number", "key", "kind", "block_key", "after_key", "saw", "variant", "operation", "source"),
    *("states", "texts", "comment_id", "result", "until", "about", "edit_id", "said_at", "was_offline"),
    *("by_id", "at"),
)


def checksum(act: RoomAct, before: str) -> str:
    """Return the SHA-256 of an act and of the checksum `before` it, of the first that of the text."""
    return sha256([before, *(_plain(getattr(act, name)) for name in _HASHED)])


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return clock.stamp(value)
    return value if value is None or isinstance(value, (int, list, dict)) else str(value)


def members_on(day: dt.date) -> dict[str, MemberState]:
    """Return the Member States of a day, by code, in protocol order."""
    return {one.code: one for one in MemberState.objects.members_on(day)}


# What each kind of act needs -------------------------------------------------------------------------
def _place(now: RoomState, kind: RoomActKind, said: Said) -> Paragraph:
    """Return the paragraph of an act; of a new one, that does not exist yet, an empty one."""
    known = now.paragraph(said.block_key)
    if known is not None:
        return known
    is_new = kind == Kind.VARIANT and said.operation == Operation.ADD
    if is_new and said.block_key and said.after_key and now.paragraph(said.after_key) is not None:
        made = Paragraph(said.block_key, None, said.after_key, now.room.language)
        made.acts = [act for act in now.acts if act.block_key == said.block_key]
        made.last = made.acts[-1].number if made.acts else 0
        return made
    raise AlreadyMoved


def _variant(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    _open_only(now, place)
    if said.operation not in _OPERATIONS:
        raise AlreadyMoved
    if (said.operation == Operation.ADD) != (place.row is None):
        raise AlreadyMoved
    codes = list(said.states)
    if said.source == VariantSource.COMMENT and said.comment is not None:
        if said.comment.response.consultation.revision.paper_id != now.room.revision.paper_id:
            raise AlreadyMoved
        codes = [said.comment.response.member_state.code, *codes]
    elif said.source not in OF_NOBODY and (said.source != VariantSource.STATES or not codes):
        raise Refusal("comments.source_needed")
    _members_only(codes, now)
    texts = said.texts if said.operation in (Operation.MODIFY, Operation.ADD) else {}
    if said.operation == Operation.NONE and place.row:
        texts = place.row.texts
    elif said.operation != Operation.SUPPRESS and is_blank(texts.get(now.room.language, "")):
        raise Refusal("plans.nothing_written")
    own = (act for act in now.acts if (act.kind, act.block_key) == (Kind.VARIANT, said.block_key))
    comment = said.comment if said.source == VariantSource.COMMENT else None
    kept = {"states": list(dict.fromkeys(codes)), "texts": dict(texts), "comment": comment}
    return kept | {
        "variant": max((act.variant or 0 for act in own), default=0) + 1,
        "result": "",
        "until": None,
    }


_OPERATIONS = (Operation.MODIFY, Operation.ADD, Operation.SUPPRESS, Operation.NONE)


def _behind(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    """Who comes to stand behind a variant, or leaves it."""
    _open_only(now, place)
    _known(place, said.variant)
    if not said.states:
        raise Refusal("comments.source_needed")
    _members_only(said.states, now)
    return {}


def _left(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    _open_only(now, place)
    if not set(said.states) or not set(said.states) <= set(_known(place, said.variant).states):
        raise AlreadyMoved
    return {}


def _taken(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    _open_only(now, place)
    _known(place, said.variant)
    if said.source not in OF_NOBODY:
        raise Refusal("comments.source_needed")
    return {"states": []}


def _hidden(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    if _known(place, said.variant).is_backed:
        raise AlreadyMoved
    return {}


def _agreed(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    _open_only(now, place)
    if said.variant is None or (said.variant and place.variant(said.variant) is None):
        raise AlreadyMoved
    return {"states": [], "until": None}


def _ad_referendum(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    _agreed(now, place, said, by)
    if said.until is None or said.until <= now.room.item.meeting.first_on:
        raise Refusal("comments.day_needed")
    _members_only(said.states, now)
    return {"states": list(said.states) or list(members_on(_day(now)))}


def _set_aside(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    _open_only(now, place)
    return {}


def _reopened(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    if place.state not in SETTLED:
        raise AlreadyMoved
    return {}


def _announced(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    if len(said.states) != 1:
        raise Refusal("comments.source_needed")
    _members_only(said.states, now)
    return {}


def _result(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    known = {one.comment.pk: one for one in before_the_body(now.room)}
    one = known.get(said.comment.pk) if said.comment else None
    if one is None or not said.result or one.block_key != said.block_key:
        raise AlreadyMoved
    return {"states": [one.state.code], "variant": None}


def _shown(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    if by.pk != now.driver_id:
        driver = User.objects.get(pk=now.driver_id)
        raise Refusal("comments.screen_driven", name=driver.display_name)
    return {}


def _took_screen(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    return {"block_key": None}


def _undo(now: RoomState, place: Paragraph, said: Said, by: User) -> dict[str, Any]:
    """Find the last act of the paragraph that nobody took back."""
    standing = [act for act in place.acts if act.kind in UNDOABLE and act.number not in now.undone]
    if not standing:
        raise AlreadyMoved
    return {"about": standing[-1].number}


_Check = Callable[[RoomState, Paragraph, Said, User], dict[str, Any]]
_CHECKS: Mapping[RoomActKind, _Check] = {
    Kind.SHOWN: _shown,
    Kind.TOOK_SCREEN: _took_screen,
    Kind.VARIANT: _variant,
    Kind.SUPPORT: _behind,
    Kind.LEAVE: _left,
    Kind.TAKEN: _taken,
    Kind.HIDDEN: _hidden,
    Kind.AGREED: _agreed,
    Kind.AD_REFERENDUM: _ad_referendum,
    Kind.SET_ASIDE: _set_aside,
    Kind.REOPENED: _reopened,
    Kind.ANNOUNCED: _announced,
    Kind.POSITION_RESULT: _result,
    Kind.UNDO: _undo,
}


def _open_only(now: RoomState, place: Paragraph) -> None:
    if place is now.whole:
        raise AlreadyMoved
    if place.state in SETTLED:
        raise Refusal("comments.paragraph_settled")


def _known(place: Paragraph, number: int | None) -> states.Variant:
    found = next((one for one in place.variants if one.number == number and not one.fell), None)
    if found is None:
        raise AlreadyMoved
    return found


def _day(now: RoomState) -> dt.date:
    return now.room.item.meeting.first_on


def _members_only(codes: Any, now: RoomState) -> None:
    """Refuse whoever is no Member State on the day of the meeting: an observer stands behind no variant."""
    known = members_on(_day(now))
    if others := [code for code in codes if code not in known]:
        named = MemberState.objects.filter(code=others[0]).first()
        raise Refusal("comments.members_only", name=named.name if named else others[0])

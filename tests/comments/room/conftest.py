"""A room of an SWG meeting, open on a draft with a title and two paragraphs."""

import datetime as dt
import uuid

import pytest

from comments.enums import Operation, RoomActKind, VariantSource
from comments.room import acts, state
from comments.room.acts import Said
from plans.enums import PaperStatus
from tests.factories import comments, members, plans

AT = dt.datetime(2026, 12, 23, 6, tzinfo=dt.UTC)
DAY = dt.date(2026, 12, 23)


@pytest.fixture
def officer():
    return members.officer(username="officer")


@pytest.fixture
def item(officer):
    paper = plans.paper(status=PaperStatus.BEFORE_SWG)
    comments.revision(paper)
    for code in ("IN", "TH", "TR"):
        members.member_state(code)
    return plans.item(paper, plans.meeting(DAY))


class Hall:
    """The room as a secretary works in it: each act shows what was there before it."""

    def __init__(self, room, by):
        self.room, self.by = room, by
        self.keys = [block.key for block in room.revision.frozen_blocks]

    @property
    def now(self):
        return state.read(self.room)

    def place(self, number=1):
        return self.now.paragraph(self.keys[number])

    def act(self, kind, number=1, *, by=None, key=None, at=AT, **said):
        block_key = said.pop("block_key", None if number is None else self.keys[number])
        place = self.now.paragraph(block_key)
        said.setdefault("saw", place.last if place else 0)
        return acts.record(
            self.room,
            RoomActKind(kind),
            Said(block_key=block_key, **said),
            key=key or uuid.uuid4(),
            by=by or self.by,
            at=at,
        )

    def variant(self, text, number=1, *, states=(), source=VariantSource.STATES, **said):
        said.setdefault("operation", Operation.MODIFY)
        texts = {"en": text} if text else {}
        return self.act("variant", number, texts=texts, states=tuple(states), source=source, **said)


@pytest.fixture
def hall(item, officer):
    return Hall(acts.open_room(item, language="en", by=officer, at=AT), officer)

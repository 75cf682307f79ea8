"""The room of an agenda item: what its acts make of the text, and what is refused."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction

from cica_portal.errors import AlreadyMoved
from comments.closed_refusals import StaleRoom
from comments.enums import Operation, ParagraphState, VariantSource
from comments.models import Room, RoomAct
from comments.room import acts
from members.models import AuditEntry
from tests.comments.room.conftest import AT, DAY
from tests.factories import members
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def test_a_room_opens_on_the_first_day_of_its_meeting(item, officer):
    with refused("comments.room_too_early", match="23 December 2026"):
        acts.open_room(item, language="en", by=officer, at=AT - dt.timedelta(days=1))

    room = acts.open_room(item, language="en", by=officer, at=AT)

    assert acts.open_room(item, language="ru", by=officer, at=AT) == room
    assert (room.language, room.revision) == ("en", item.paper.revisions.get())
    assert AuditEntry.objects.filter(action="room.open").count() == 1


def test_acts_make_a_paragraph_what_it_is(hall):
    assert hall.place().state == ParagraphState.NOT_OPENED
    hall.act("shown")
    assert hall.place().state == ParagraphState.OPEN
    hall.variant("First words", states=["IN"])
    assert hall.place().state == ParagraphState.IN_BRACKETS
    hall.act("agreed", variant=1)
    assert (hall.place().state, hall.place().text) == (ParagraphState.AGREED, "First words")
    with refused("comments.paragraph_settled"):
        hall.variant("Second words", states=["TH"])
    hall.act("reopened")
    hall.act("set_aside")
    assert hall.place().state == ParagraphState.SET_ASIDE
    hall.act("undo")
    assert hall.place().state == ParagraphState.IN_BRACKETS
    assert hall.now.shown == hall.keys[1]


def test_a_variant_has_a_source_and_a_number_of_its_own(hall):
    with refused("comments.source_needed"):
        hall.variant("Words")
    with refused("comments.source_needed"):
        hall.variant("Words", source="")
    with refused("plans.nothing_written"):
        hall.variant("", states=["IN"])
    hall.variant("Words of India", states=["IN"])
    hall.act("undo")
    made = hall.variant("Words of the Chair", source=VariantSource.CHAIR)
    assert made.variant == 2
    assert [one.number for one in hall.place().variants] == [2]


def test_member_states_of_the_day_alone_stand_behind_a_variant(hall):
    members.member_state("UZ", joined_on=DAY + dt.timedelta(days=1))
    for code in ("UZ", "XX"):
        with refused("comments.members_only"):
            hall.variant("Words", states=[code])
    hall.variant("Words", states=["TR"])
    with refused("comments.members_only"):
        hall.act("support", variant=1, states=("UZ",))
    hall.act("support", variant=1, states=("IN",))
    assert hall.place().variants[0].states == ["TR", "IN"]


def test_a_variant_whose_last_state_leaves_it_goes_at_the_secretarys_word(hall):
    hall.variant("Words", states=["TR"])
    with refused(AlreadyMoved):
        hall.act("hidden", variant=1)
    hall.act("leave", variant=1, states=("TR",))
    assert not hall.place().variants[0].is_backed
    hall.act("hidden", variant=1)
    assert hall.place().standing == []
    hall.act("taken", variant=1, source=VariantSource.CHAIR)
    assert [one.is_backed for one in hall.place().standing] == [True]


def test_a_new_paragraph_stands_behind_the_one_that_it_follows(hall):
    key = uuid.uuid4()
    hall.act(
        "variant",
        block_key=key,
        after_key=hall.keys[1],
        operation=Operation.ADD,
        texts={"en": "New"},
        states=("IN",),
        source=VariantSource.STATES,
    )
    assert [one.key for one in hall.now.paragraphs] == [*hall.keys[:2], key, *hall.keys[2:]]
    hall.act("undo", block_key=key)
    assert [one.key for one in hall.now.paragraphs] == hall.keys


def test_two_secretaries_one_of_them_without_a_line(hall):
    """Case 15: the second is refused with both shown; nothing is recorded twice."""
    other, key = members.officer(username="colleague"), uuid.uuid4()
    hall.variant("One", states=["IN"])
    hall.variant("Two", states=["TH"])
    saw = hall.place().last
    hall.act("agreed", variant=1, by=other)

    with refused(StaleRoom, match="Both are shown") as found:
        hall.act("agreed", variant=2, saw=saw, key=key, was_offline=True)

    assert [(one.kind, one.variant) for one in found.value.newer] == [("agreed", 1)]
    assert hall.place().chosen == 1
    hall.act("reopened", key=key, was_offline=True)
    before = RoomAct.objects.count()
    hall.act("reopened", key=key, was_offline=True)
    assert RoomAct.objects.count() == before
    with refused("comments.screen_driven"):
        hall.act("shown", by=other)
    hall.act("took_screen", None, by=other)
    hall.act("shown", by=other)
    assert hall.now.driver_id == other.pk


def test_rows_of_a_room_never_change(hall):
    made = hall.variant("One", states=["IN"])
    for change in (
        lambda: RoomAct.objects.filter(pk=made.pk).update(variant=7),
        lambda: RoomAct.objects.filter(pk=made.pk).delete(),
        lambda: Room.objects.update(language="ru"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

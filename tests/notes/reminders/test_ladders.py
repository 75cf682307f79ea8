import datetime as dt

import pytest

from members.delegations import addresses
from members.enums import Role
from members.models import MemberState, User, today
from notes.delivery import reachability
from notes.models import Dispatch
from notes.reminders import ladders
from tests.factories import comments, members, notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def kazakhstan(people):
    state = people["KZ"].member_state
    members.user(Role.DEPUTY, state, email="deputy@example.org", language="ru")
    members.drafter(state)
    addresses.add(
        state, kind="embassy", email="embassy@example.org", language="kk", by=members.officer(), at=notes.AT
    )
    return state


@pytest.fixture
def consultation(kazakhstan):
    return notes.circulated()


def climbed(consultation, state, level):
    return [(one.address, one.language) for one in ladders.reminded([state], level)]


def test_reminder_climbs_from_contact_point_to_deputy_to_embassy(consultation, kazakhstan):
    contact, deputy, embassy = (
        ("kz@example.org", "kk"),
        ("deputy@example.org", "ru"),
        ("embassy@example.org", "kk"),
    )
    assert [climbed(consultation, kazakhstan, level) for level in (1, 2, 3)] == [
        [contact],
        [contact, deputy],
        [contact, deputy, embassy],
    ]


def test_rung_on_which_nobody_stands_is_passed_over(consultation, kazakhstan):
    User.objects.filter(role=Role.DEPUTY).update(is_active=False)
    assert climbed(consultation, kazakhstan, 2) == [("kz@example.org", "kk"), ("embassy@example.org", "kk")]


def test_rung_whose_every_address_bounced_is_passed_over(consultation, kazakhstan):
    dispatch = Dispatch.objects.get(address="kz@example.org")
    reachability.lose(dispatch, at=notes.AT)
    assert climbed(consultation, kazakhstan, 1) == [("deputy@example.org", "ru")]


def test_address_out_of_use_is_on_no_rung(consultation, kazakhstan):
    addresses.remove(kazakhstan.addresses.get(), by=members.officer(), at=notes.AT)
    assert climbed(consultation, kazakhstan, 3) == [("kz@example.org", "kk"), ("deputy@example.org", "ru")]


def test_note_itself_goes_to_contact_points_deputies_and_official_addresses(consultation):
    found = Dispatch.objects.filter(member_state__code="KZ").values_list("address", flat=True)
    assert list(found) == ["deputy@example.org", "embassy@example.org", "kz@example.org"]


def test_states_without_an_answer_are_awaited(consultation, people, set_clock):
    set_clock(notes.AT + dt.timedelta(days=1))
    comments.answer(consultation, people["RU"])
    assert [state.code for state in ladders.awaiting(consultation)] == ["KZ", "TR"]


def test_a_state_that_has_left_the_organization_is_awaited_no_more(consultation, people):
    MemberState.objects.filter(code="KZ").update(left_on=today())
    assert "KZ" not in [state.code for state in ladders.awaiting(consultation)]
    MemberState.objects.filter(code="KZ").update(left_on=today() + dt.timedelta(days=1))
    assert "KZ" in [state.code for state in ladders.awaiting(consultation)]

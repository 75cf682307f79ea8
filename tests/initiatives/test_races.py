"""Acts on one event at the same instant: each happens once."""

import datetime as dt

import pytest

from cica_portal.deadlines import closing_instant
from cica_portal.errors import AlreadyMoved, StaleVersion
from initiatives.implementation import records
from initiatives.models import Initiative, InitiativeEvent, Participant
from initiatives.participation import registration
from members.accounts import feed_keys
from members.models import FeedKey
from tests.factories import initiatives, members, plans
from tests.refusing import kind_of
from tests.threads import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

AT = dt.datetime(2023, 5, 20, 6, tzinfo=dt.UTC)


@pytest.fixture
def event():
    paper = plans.paper(status="implementing")
    return initiatives.initiative(
        paper,
        status="announced",
        year=2023,
        date_from=dt.date(2023, 9, 12),
        registration_closes_at=closing_instant(dt.date(2023, 9, 1), "Asia/Almaty"),
    )


def test_two_who_register_the_same_person_register_one(event):
    state = members.member_state("KZ")
    people = [members.contact_point(state), members.user("deputy", state)]
    person = {"name": "Aigerim Bek", "post": "First Secretary", "attendance": "online", "at": AT}
    results = at_once(*(lambda by=by: registration.register(event, by=by, **person) for by in people))
    assert sorted(kind_of(one) for one in results) == ["Participant", "initiatives.registered_already"]
    assert Participant.objects.count() == 1


def test_of_two_who_cancel_and_put_off_one_wins(event):
    officers = [members.officer(), members.officer()]
    results = at_once(
        *(
            lambda by=by, to=to: records.move(event, to, by=by, at=AT, reason="Why")
            for by, to in zip(officers, ("cancelled", "cancelled"), strict=True)
        )
    )
    assert sorted(type(one).__name__ for one in results) == ["AlreadyMoved", "Initiative"]
    assert isinstance(next(one for one in results if isinstance(one, Exception)), AlreadyMoved)
    assert InitiativeEvent.objects.count() == 1


def test_of_two_who_save_the_record_the_second_sees_a_conflict(event):
    results = at_once(
        *(
            lambda place=place: records.revise(event, version=0, by=members.officer(), at=AT, place=place)
            for place in ("Almaty", "Astana")
        )
    )
    assert sum(isinstance(one, StaleVersion) for one in results) == 1
    assert Initiative.objects.get().version == 1


def test_addresses_made_twice_at_once_leave_one_in_force():
    person = members.contact_point()
    results = at_once(*(lambda: feed_keys.make(person, at=AT) for _click in range(2)))
    assert all(isinstance(one, FeedKey) for one in results)
    assert FeedKey.objects.filter(revoked_at=None).count() == 1

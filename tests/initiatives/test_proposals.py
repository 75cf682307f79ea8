import datetime as dt

import pytest
from django.db import IntegrityError, InternalError, transaction

from cica_portal.errors import AlreadyMoved, NotAllowed
from initiatives import proposals
from initiatives.models import ProposedEvent
from tests.factories import members, plans
from tests.factories.initiatives import proposed_event

AT = dt.datetime(2022, 6, 1, 6, tzinfo=dt.UTC)


@pytest.fixture
def paper(db):
    return plans.paper(blocks=0)


@pytest.fixture
def drafter(db):
    return members.drafter()


def test_proposal_is_saved_for_the_own_state(paper, drafter):
    proposed_event(paper, drafter, title="Seminar", kind="seminar", year=2022, quarter=4, at=AT)
    stored = ProposedEvent.objects.get()
    assert (
        stored.member_state.code,
        stored.title,
        stored.kind,
        stored.year,
        stored.quarter,
        stored.version,
        stored.created_at,
        stored.filed_at,
    ) == ("KZ", "Seminar", "seminar", 2022, 4, 1, AT, None)


def test_proposal_is_edited_with_the_version_that_was_read(paper, drafter):
    event = proposed_event(paper, drafter)
    proposals.save(paper, by=drafter, at=AT, event=event, version=1, title="First")
    assert (event.title, event.version) == ("First", 2)
    with pytest.raises(proposals.StaleEvent) as caught:
        proposals.save(paper, by=drafter, at=AT, event=event, version=1, title="Second")
    assert (caught.value.current.title, caught.value.mine) == ("First", {"title": "Second"})


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"title": "\u200b "}, proposals.TitleNeeded),
        ({"year": 2024}, proposals.YearOutsidePeriod),
        ({"quarter": 1}, proposals.QuarterWithoutYear),
    ],
)
def test_proposal_is_refused(paper, drafter, fields, refusal):
    with pytest.raises(refusal):
        proposed_event(paper, drafter, **fields)
    assert ProposedEvent.objects.count() == 0


def test_proposal_of_another_state_is_neither_changed_nor_removed(paper, drafter):
    event = proposed_event(paper, drafter)
    stranger = members.drafter(members.member_state("TR"))
    with pytest.raises(NotAllowed):
        proposals.save(paper, by=stranger, at=AT, event=event, version=1, title="Mine")
    with pytest.raises(NotAllowed):
        proposals.remove(event, by=stranger)
    assert ProposedEvent.objects.get().title == "Workshop on incident response"


def test_proposal_that_was_not_filed_is_removed(paper, drafter):
    proposals.remove(proposed_event(paper, drafter), by=drafter)
    assert ProposedEvent.objects.count() == 0


def test_filed_proposal_is_frozen(paper, drafter):
    event = proposed_event(paper, drafter)
    proposals.mark_filed(event, by=drafter, at=AT)
    for act in (
        lambda: proposals.mark_filed(event, by=drafter, at=AT),
        lambda: proposals.save(paper, by=drafter, at=AT, event=event, version=1, title="Changed"),
        lambda: proposals.remove(event, by=drafter),
    ):
        with pytest.raises(AlreadyMoved):
            act()
    for act in (
        lambda: ProposedEvent.objects.update(title="Changed"),
        lambda: ProposedEvent.objects.all()._raw_delete("default"),
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            act()
    assert ProposedEvent.objects.get().title == "Workshop on incident response"


def test_proposal_is_seen_by_the_own_state_and_once_filed_by_the_secretariat(paper, drafter):
    coordinator = members.coordinator()
    plans.coordinator_of(paper.measure, coordinator, state=coordinator.member_state)
    people = {
        "own": members.user("reader"),
        "other": members.contact_point(members.member_state("TR")),
        "officer": members.officer(),
        "coordinator": coordinator,
        "stranger": members.coordinator(),
    }
    event = proposed_event(paper, drafter)

    def seen():
        return {name: list(ProposedEvent.objects.visible_to(user)) for name, user in people.items()}

    nobody = dict.fromkeys(people, [])
    assert seen() == nobody | {"own": [event]}
    proposals.mark_filed(event, by=drafter, at=AT)
    assert seen() == nobody | {"own": [event], "officer": [event], "coordinator": [event]}

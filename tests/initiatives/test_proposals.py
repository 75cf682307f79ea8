import datetime as dt

import pytest
from django.db import IntegrityError, InternalError, transaction

from cica_portal.errors import AlreadyMoved, NotAllowed
from initiatives import proposals
from initiatives.models import ProposedEvent
from tests.factories import members, plans
from tests.factories.initiatives import proposed_event
from tests.refusing import refused

AT = dt.datetime(2022, 6, 1, 6, tzinfo=dt.UTC)


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
        ({"title": "\u200b "}, "initiatives.title_needed"),
        ({"year": 2024}, proposals.YearOutsidePeriod),
        ({"quarter": 1}, "initiatives.quarter_without_year"),
        ({"month": 5}, "initiatives.month_without_year"),
        ({"year": 2023, "month": 5, "quarter": 2}, "initiatives.month_and_quarter"),
        ({"date_from": dt.date(2023, 5, 2), "month": 5}, "initiatives.days_and_part"),
        ({"date_from": dt.date(2023, 5, 2), "date_to": dt.date(2023, 5, 1)}, "initiatives.days_out_of_order"),
        ({"date_to": dt.date(2023, 5, 2)}, "initiatives.last_day_alone"),
        ({"date_from": dt.date(2023, 12, 31), "date_to": dt.date(2024, 1, 1)}, proposals.YearOutsidePeriod),
        ({"co_hosts": ["XX"]}, "initiatives.unknown_state"),
        ({"objectives": ["7d1c9b52-6f1e-4e6e-8d0a-3d8a2c7c0001"]}, "initiatives.unknown_objective"),
    ],
)
def test_proposal_is_refused(paper, drafter, fields, refusal):
    with refused(refusal):
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


@pytest.mark.good_path
def test_proposal_that_was_not_filed_is_removed(paper, drafter):
    proposals.remove(proposed_event(paper, drafter), by=drafter)
    assert ProposedEvent.objects.count() == 0


@pytest.mark.both_databases
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


def test_proposal_keeps_days_hosts_and_objectives(paper, drafter, objective):
    host, second = members.member_state("KZ"), members.member_state("TR")
    proposed_event(
        paper,
        drafter,
        date_from=dt.date(2023, 5, 12),
        date_to=dt.date(2023, 5, 14),
        host=host,
        co_hosts=[second.code],
        objectives=[objective.key],
    )
    stored = ProposedEvent.objects.get()
    assert proposals.content(stored) == {
        "language": "en",
        "title": "Workshop on incident response",
        "kind": "workshop",
        "format": "online",
        "description": "",
        "year": 2023,
        "quarter": None,
        "month": None,
        "date_from": "2023-05-12",
        "date_to": "2023-05-14",
        "place": "",
        "host": "KZ",
        "co_hosts": ["TR"],
        "objectives": [str(objective.key)],
        "contact": "",
    }


def test_a_host_as_co_host_and_an_objective_of_another_plan_are_refused(paper, drafter):
    host = members.member_state("KZ")
    with refused("initiatives.host_twice"):
        proposed_event(paper, drafter, host=host, co_hosts=["KZ"])

    foreign = plans.paper().blocks.last()
    with refused("initiatives.unknown_objective"):
        proposed_event(paper, drafter, objectives=[foreign.key])


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "fields",
    [
        {"month": 13, "year": 2023},
        {"month": 5},
        {"month": 5, "quarter": 2, "year": 2023},
        {"date_to": dt.date(2023, 5, 1)},
        {"date_from": dt.date(2023, 5, 2), "date_to": dt.date(2023, 5, 1)},
    ],
)
def test_the_database_refuses_an_unsound_time(paper, drafter, fields):
    event = proposed_event(paper, drafter)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedEvent.objects.filter(pk=event.pk).update(**fields)


def test_proposal_is_seen_by_the_own_state_and_once_filed_by_the_secretariat(paper, drafter):
    coordinator = plans.coordinating(paper)
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

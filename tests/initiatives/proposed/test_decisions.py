import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from cica_portal.errors import AlreadyMoved, NotAllowed
from initiatives import proposals
from initiatives.enums import ProposalStatus
from initiatives.models import Initiative, ProposalDecision, ProposedEvent
from initiatives.proposed import decisions
from members.models import AuditEntry
from plans import blocks, open_points
from plans.editing import editor_rows, progress
from plans.enums import BlockKind, PaperStatus, PlanGate
from plans.life import carrying
from plans.models import Block, ConceptPaper
from plans.open_points import point_kinds
from plans.outline import draft_outline
from tests.factories import members, plans
from tests.factories.comments import revision
from tests.factories.initiatives import proposed_event
from tests.refusing import refused
from tests.threads import at_once

AT = dt.datetime(2022, 6, 20, 6, tzinfo=dt.UTC)


@pytest.fixture
def event(paper, contact):
    return filed(paper, contact)


def filed(paper, contact, **fields) -> ProposedEvent:
    made = proposed_event(paper, contact, **fields)
    return proposals.mark_filed(made, by=contact, at=AT)


def status(paper, value):
    ConceptPaper.objects.filter(pk=paper.pk).update(status=value)


def answer(event, by, status="declined", reason="Served by another event."):
    return decisions.answer(event, status, reason=reason, language="en", by=by, at=AT)


def withdraw(event, by, reason=""):
    return decisions.withdraw(event, reason=reason, language="en", by=by, at=AT)


def test_accepting_writes_a_line_and_its_record(paper, contact, coordinator, objective):
    state = members.member_state("TR")
    event = filed(
        paper,
        contact,
        language="ru",
        title="Реагирование",
        year=2023,
        place="Астана",
        host=contact.member_state,
        co_hosts=[state.code],
        objectives=[objective.key],
    )
    decision = decisions.accept(event, by=coordinator, at=AT)

    rows = draft_outline(paper)
    assert [row.kind for row in rows[-2:]] == [BlockKind.INITIATIVE, BlockKind.INITIATIVE]
    assert rows[-1].texts == {
        "en": "",
        "ru": "Проведение Республика KZ (ins) в 2023 г. онлайн-семинара «Реагирование» (Астана).",
        "kk": "",
    }
    initiative = Initiative.objects.get()
    assert (decision.initiative, initiative.block_key) == (initiative, rows[-1].key)
    assert (initiative.paper, initiative.host, initiative.co_hosts, initiative.objectives) == (
        paper,
        contact.member_state,
        ["TR"],
        [str(objective.key)],
    )
    assert (initiative.kind, initiative.year, initiative.place_in("ru"), initiative.status) == (
        "workshop",
        2023,
        "Астана",
        "proposed",
    )
    entry = AuditEntry.objects.get(action="proposed_event.decide")
    assert (entry.actor, entry.member_state, entry.before, entry.after) == (
        coordinator,
        contact.member_state,
        {"status": "proposed"},
        {"status": "accepted", "reason": ""},
    )


def test_an_accepted_line_awaits_its_translations(paper, event, officer):
    decisions.accept(event, by=officer, at=AT)
    missing = {one.language: one.missing for one in progress.columns(paper, editor_rows.rows(paper))}
    assert missing == {"en": 0, "ru": 1, "kk": 1}


def test_a_line_goes_behind_the_last_initiative_and_not_behind_what_follows_it(paper, event, officer):
    plans.block(paper, kind=BlockKind.PARAGRAPH, texts={"en": "Closing words"})
    decisions.accept(event, by=officer, at=AT)
    assert [row.text("en") for row in draft_outline(paper)][-3:] == [
        "First line",
        "Holding the online-workshop “Workshop on incident response”.",
        "Closing words",
    ]


def test_a_plan_without_initiatives_gets_its_first_at_the_end(paper, event, officer):
    Block.objects.filter(paper=paper, kind=BlockKind.INITIATIVE).update(removed_at=AT)
    decisions.accept(event, by=officer, at=AT)
    assert draft_outline(paper)[-1].kind == BlockKind.INITIATIVE


@pytest.mark.parametrize("value", [PaperStatus.CIRCULATED, PaperStatus.BEFORE_SWG, PaperStatus.WITHDRAWN])
def test_accepting_needs_an_open_draft(paper, event, officer, value):
    status(paper, value)
    with pytest.raises(blocks.NotEditable):
        decisions.accept(event, by=officer, at=AT)
    assert (ProposalDecision.objects.count(), Initiative.objects.count()) == (0, 0)


@pytest.mark.parametrize("kept", ["later", "declined"])
def test_an_answer_keeps_its_reason(event, coordinator, kept):
    answer(event, coordinator, kept)
    stored = ProposalDecision.objects.get()
    assert (stored.status, stored.reason, stored.language, stored.by, stored.at, stored.initiative) == (
        kept,
        "Served by another event.",
        "en",
        coordinator,
        AT,
        None,
    )


def test_an_answer_needs_a_reason(event, officer):
    with refused("initiatives.decisions_reason_needed"):
        answer(event, officer, reason="\u200b ")
    with pytest.raises(ValueError):
        answer(event, officer, "withdrawn")


@pytest.mark.parametrize("value", sorted(decisions.SETTLED))
def test_a_settled_plan_decides_no_more(paper, event, officer, value):
    status(paper, value)
    with refused("initiatives.plan_settled"):
        answer(event, officer)


@pytest.mark.parametrize(
    "value", [PaperStatus.CIRCULATED, PaperStatus.ADOPTED, PaperStatus.IMPLEMENTING, PaperStatus.COMPLETED]
)
def test_a_circulated_or_adopted_plan_still_answers(paper, event, officer, value):
    status(paper, value)
    answer(event, officer)
    assert decisions.standing(event) == ProposalStatus.DECLINED


def test_what_was_kept_for_later_may_still_be_taken_in(event, officer):
    answer(event, officer, "later")
    decisions.accept(event, by=officer, at=AT)
    assert list(event.decisions.values_list("number", "status")) == [(1, "later"), (2, "accepted")]


@pytest.mark.parametrize("count", [1, 3])
def test_what_was_deferred_is_an_open_point_of_the_next_plan_until_that_is_circulated(
    paper, contact, coordinator, officer, count, django_assert_num_queries
):
    for number in range(count):
        answer(filed(paper, contact, title=f"Workshop {number}"), officer, "later")
    filed(paper, contact, title="Undecided")
    years = paper.period_to + 1
    later = plans.paper(measure=paper.measure, period_from=years, period_to=years)
    plans.paper(period_from=years, period_to=years)  # of another measure
    kind = point_kinds.kinds()["event_deferred"]

    with django_assert_num_queries(2):
        found = list(kind.find(point_kinds.Scope(ConceptPaper.objects.all(), AT)))

    assert {(str(one.about), one.paper_id, one.owner, one.state_id) for one in found} == {
        (f"Workshop {number}", later.pk, "coordinator", contact.member_state_id) for number in range(count)
    }
    assert {one.kind for one in open_points.of_reader(contact, AT)} == {"event_undecided"}
    points = carrying.before(later, PlanGate.CIRCULATION, at=AT)
    assert len([one for one in points if one.kind == "event_deferred"]) == count
    status(later, PaperStatus.CIRCULATED)
    assert list(kind.find(point_kinds.Scope(ConceptPaper.objects.all(), AT))) == []


@pytest.mark.parametrize("first", ["accepted", "declined", "withdrawn"])
def test_a_decision_is_taken_once(event, officer, contact, first):
    acts = {
        "accepted": lambda: decisions.accept(event, by=officer, at=AT),
        "declined": lambda: answer(event, officer),
        "withdrawn": lambda: withdraw(event, contact),
    }
    acts[first]()
    for act in acts.values():
        with pytest.raises(AlreadyMoved):
            act()
    assert ProposalDecision.objects.get().status == first


def test_a_state_withdraws_its_own_proposal(event, contact):
    withdraw(event, contact, reason="Another host")
    stored = ProposalDecision.objects.get()
    assert (stored.status, stored.reason, stored.language) == ("withdrawn", "Another host", "en")


def test_who_may_decide_and_who_may_withdraw(paper, event, contact):
    elsewhere = members.coordinator()
    for person in (contact, members.drafter(), elsewhere):
        with pytest.raises(NotAllowed):
            decisions.accept(event, by=person, at=AT)
        with pytest.raises(NotAllowed):
            answer(event, person)
    strangers = (members.drafter(), members.officer(), members.contact_point(members.member_state("TR")))
    for person in strangers:
        with pytest.raises(NotAllowed):
            withdraw(event, person)
    assert ProposalDecision.objects.count() == 0


def test_a_draft_is_not_decided(paper, contact, officer):
    with pytest.raises(ProposedEvent.DoesNotExist):
        decisions.accept(proposed_event(paper, contact), by=officer, at=AT)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "fields", [{"status": "declined", "reason": ""}, {"status": "accepted", "reason": "r"}]
)
def test_the_database_wants_a_reason_and_an_initiative(event, officer, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposalDecision.objects.create(event=event, number=1, by=officer, at=AT, **fields)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_stands():
    paper = plans.paper(blocks=1)
    revision(paper)
    contact, officer = members.contact_point(), members.officer()
    event = filed(paper, contact)
    results = at_once(
        lambda: decisions.accept(event, by=officer, at=AT),
        lambda: withdraw(event, contact),
        lambda: answer(event, officer),
    )
    assert sorted(type(result).__name__ for result in results) == [
        "AlreadyMoved",
        "AlreadyMoved",
        "ProposalDecision",
    ]
    assert ProposalDecision.objects.count() == 1

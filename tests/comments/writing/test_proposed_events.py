import datetime as dt

import pytest
from django.urls import reverse

from cica_portal import clock
from cica_portal.errors import AlreadyMoved, NotAllowed
from cica_portal.text import sha256
from comments import refusals
from comments.models import Receipt, Response
from comments.procedure import certificates, consultations
from comments.procedure.deadlines import grants
from comments.procedure.replies import ledger
from comments.writing import proposed_events, receipts
from initiatives.models import ProposedEvent
from members.models import AuditEntry
from plans.life import papers
from tests.factories import comments, members
from tests.factories.initiatives import proposed_event


def test_filing_an_event_gives_a_receipt(consultation, contact, drafter, monkeypatch, at):
    monkeypatch.setattr(clock, "database_now", lambda using="default": at)
    event = proposed_event(consultation.revision.paper, drafter, year=2023, quarter=2, place="Astana")
    receipt = proposed_events.file(event, consultation, by=contact, request_key=None)
    assert receipt.number == f"{consultation.reference}-KZ-1"
    assert receipt.content["event"] == {
        "language": "en",
        "title": "Workshop on incident response",
        "kind": "workshop",
        "format": "online",
        "description": "",
        "year": 2023,
        "quarter": 2,
        "month": None,
        "date_from": None,
        "date_to": None,
        "place": "Astana",
        "host": None,
        "co_hosts": [],
        "objectives": [],
        "contact": "",
    }
    assert receipt.sha256 == sha256(receipt.content)
    stored = ProposedEvent.objects.get()
    assert (stored.filed_at, stored.filed_by, event.filed_at) == (at, contact, at)
    assert AuditEntry.objects.get(action="proposed_event.file").after == {
        "receipt": receipt.number,
        "sha256": receipt.sha256,
    }
    assert Response.objects.count() == 0


def test_a_receipt_of_before_the_terms_grew_still_verifies(consultation, contact):
    event = proposed_event(consultation.revision.paper, contact)
    receipt = proposed_events.file(event, consultation, by=contact)
    content = {name: value for name, value in receipt.content.items() if name != "event"}
    content |= {"receipt": "NCT/T/OLD-KZ-1", "event": {"title": event.title, "year": 2023, "quarter": 2}}
    old = Receipt.objects.create(
        number="NCT/T/OLD-KZ-1",
        consultation=consultation,
        member_state=contact.member_state,
        proposed_event=proposed_event(consultation.revision.paper, contact, year=2023, quarter=2),
        issued_at=receipt.issued_at,
        issued_to=contact,
        content=content,
        sha256=sha256(content),
    )
    assert receipts.is_genuine(old.number, old.sha256)


def test_filing_an_event_twice_returns_the_receipt(consultation, contact):
    event = proposed_event(consultation.revision.paper, contact)
    first = proposed_events.file(event, consultation, by=contact)
    assert proposed_events.file(event, consultation, by=contact) == first
    assert Receipt.objects.count() == 1

    proposed_events.file(event, consultation, by=contact)
    with pytest.raises(AlreadyMoved):
        proposed_events.remove(event, consultation, by=contact)
    assert ProposedEvent.objects.count() == 1


def test_answers_and_events_share_the_states_count(consultation, contact):
    comments.answer(consultation, contact)
    event = proposed_event(consultation.revision.paper, contact)
    assert proposed_events.file(event, consultation, by=contact).number == f"{consultation.reference}-KZ-2"


def test_an_event_after_the_deadline_is_refused_and_kept(consultation, contact, set_clock):
    event = proposed_event(consultation.revision.paper, contact)
    set_clock("2022-06-07T00:00:00+06:00")
    with pytest.raises(refusals.ConsultationClosed):
        proposed_events.file(event, consultation, by=contact)
    assert (ProposedEvent.objects.get().filed_at, Receipt.objects.count()) == (None, 0)


def test_no_event_is_proposed_for_a_plan_that_was_withdrawn(consultation, contact, signatory, at):
    event = proposed_event(consultation.revision.paper, contact)
    papers.withdraw(consultation.revision.paper, reason="Why", by=signatory, at=at)
    with pytest.raises(refusals.PlanWithdrawn):
        proposed_events.file(event, consultation, by=contact)
    consultations.stop(consultation, at=at)
    with pytest.raises(refusals.PlanWithdrawn):
        proposed_events.file(event, consultation, by=contact)
    assert (ProposedEvent.objects.get().filed_at, Receipt.objects.count()) == (None, 0)


@pytest.mark.parametrize("is_recorded", [True, False])
def test_an_event_proposed_in_additional_time_is_counted_everywhere_and_frozen_nowhere(
    consultation, contact, other, officer, signatory, set_clock, client, is_recorded
):
    proposed_events.file(proposed_event(consultation.revision.paper, other), consultation, by=other)
    after, until = set_clock("2022-06-07T09:00:00+06:00"), dt.datetime(2022, 6, 9, tzinfo=dt.UTC)
    if is_recorded:
        consultations.close(consultation, at=after)
        before = certificates.source(consultation, at=after)
    grants.give(consultation, contact.member_state, until=until, reason="Why", by=signatory, at=after)
    event = proposed_event(consultation.revision.paper, contact, title="Cyber drill")
    proposed_events.file(event, consultation, by=contact)
    found = {row.member_state.code: row.events_proposed for row in ledger.rows(consultation, at=after)}
    assert found == {"KZ": 1, "TR": 1}
    page = client.signed_in(officer).get(reverse("comments:consultation-board", args=[consultation.pk]))
    assert "Cyber drill" in page.content.decode()
    if is_recorded:
        assert certificates.source(consultation, at=after) != before
        rows = certificates.content(consultation, "en", at=after).rows
        assert [row.events for row in rows] == ["1", "1"]
    else:
        consultations.close(consultation, at=after)
    frozen = dict(consultation.ledger.values_list("member_state__code", "events_proposed"))
    assert frozen == {"KZ": 0, "TR": 1}


def test_an_event_that_arrived_in_time_is_counted_though_the_closing_was_recorded_before_it(
    consultation, contact, set_clock, monkeypatch
):
    event = proposed_event(consultation.revision.paper, contact)
    after = set_clock("2022-06-07T09:00:00+06:00")
    consultations.close(consultation, at=after)
    arrived = consultation.closes_at - dt.timedelta(seconds=1)
    monkeypatch.setattr(clock, "arrived", lambda: arrived)
    proposed_events.file(event, consultation, by=contact)
    found = {row.member_state.code: row.events_proposed for row in ledger.rows(consultation, at=after)}
    assert found == {"KZ": 1, "TR": 0}


@pytest.mark.parametrize("role", ["drafter", "reader", "officer", "coordinator"])
def test_filing_is_refused_to_who_may_not_submit(consultation, contact, role):
    event = proposed_event(consultation.revision.paper, contact)
    with pytest.raises(NotAllowed):
        proposed_events.file(event, consultation, by=members.user(role))
    assert ProposedEvent.objects.get().filed_at is None


def test_an_event_of_another_plan_or_state_is_not_filed(consultation, contact, other):
    event = proposed_event(comments.consultation().revision.paper, contact)
    with pytest.raises(NotAllowed):
        proposed_events.file(event, consultation, by=contact)

    event = proposed_event(consultation.revision.paper, contact)
    with pytest.raises(NotAllowed):
        proposed_events.file(event, consultation, by=other)


def test_saving_needs_a_writer_of_an_addressed_state(consultation, at):
    for person in (members.user("reader"), members.officer(), members.drafter(members.member_state("JP"))):
        with pytest.raises(NotAllowed):
            proposed_events.save(consultation, by=person, at=at, language="en", title="A title")
    assert ProposedEvent.objects.count() == 0

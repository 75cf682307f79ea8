import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from cica_portal.calendar.days import TooFarAhead
from comments import refusals
from comments.enums import ConsultationStatus, Outcome, Standing
from comments.models import Consultation, ConsultationEvent, ConsultationExtension
from comments.procedure import consultations, reaching
from comments.writing import proposed_events
from members.models import AuditEntry
from plans.enums import PaperStatus
from plans.models import ConceptPaper
from tests.factories import comments, members
from tests.factories.initiatives import proposed_event
from tests.refusing import refused

DAY = dt.timedelta(days=1)
CLOSED = dt.datetime(2022, 6, 6, 18, 0, 30, tzinfo=dt.UTC)


def _states(*, joined_on: dt.date, codes: list[str]) -> None:
    for code in codes:
        members.member_state(code, joined_on=joined_on)


def _codes(count: int) -> list[str]:
    return [f"{first}{second}" for first in "ABCDEF" for second in "ABCDEFG"][:count]


@pytest.mark.django_db
def test_consultation_addresses_the_members_of_the_day_of_circulation():
    _states(joined_on=dt.date(1999, 1, 1), codes=_codes(27))
    _states(joined_on=dt.date(2022, 10, 13), codes=["KW"])
    then = comments.consultation(states=())
    today = comments.consultation(
        states=(), opens_at=dt.datetime(2026, 11, 24, 3, tzinfo=dt.UTC), respond_by=dt.date(2026, 12, 4)
    )
    assert list(then.addressees.values_list("member_state__code", flat=True)) == _codes(27)
    assert list(today.addressees.values_list("member_state__code", flat=True)) == [*_codes(27), "KW"]


@pytest.mark.django_db
def test_consultation_addresses_by_the_local_date_of_circulation():
    members.member_state("KZ")
    members.member_state("KW", joined_on=dt.date(2022, 10, 13))
    late_evening = dt.datetime(2022, 10, 12, 19, tzinfo=dt.UTC)
    consultation = comments.consultation(states=(), opens_at=late_evening, respond_by=dt.date(2022, 10, 24))
    assert list(consultation.addressees.values_list("member_state__code", flat=True)) == ["KW", "KZ"]


@pytest.mark.django_db
def test_opening_stores_the_deadline_and_records_the_act():
    consultation = comments.consultation(states=("KZ",))
    assert consultation.closes_at == dt.datetime(2022, 6, 6, 18, tzinfo=dt.UTC)
    assert list(consultation.events.values_list("from_status", "to_status", "at")) == [
        ("", "open", comments.OPENS_AT)
    ]
    entry = AuditEntry.objects.get(action="consultation.open")
    assert entry.after == {
        "reference": consultation.reference,
        "revision": "0" * 64,
        "closes_at": "2022-06-06T18:00:00+00:00",
        "visibility": "after_compilation",
        "member_states": ["KZ"],
    }


@pytest.mark.django_db
def test_opening_refuses_a_deadline_before_the_circulation():
    members.member_state("KZ")
    with refused("comments.deadline_before_opening"):
        comments.consultation(respond_by=dt.date(2022, 5, 25))
    assert Consultation.objects.count() == 0


@pytest.mark.django_db
def test_opening_refuses_a_second_consultation_of_an_open_revision():
    first = comments.consultation()
    with refused("comments.already_consulted"):
        comments.consultation(revision=first.revision)
    assert Consultation.objects.count() == 1


@pytest.mark.django_db
def test_opening_refuses_when_there_is_nobody_to_consult():
    with refused("comments.nobody_to_consult"):
        comments.consultation(states=())


def test_consultation_is_open_from_its_opening_until_the_instant_of_closing():
    consultation = Consultation(
        opens_at=comments.OPENS_AT, closes_at=comments.CLOSES_AT, status=ConsultationStatus.OPEN
    )
    tick = dt.timedelta(microseconds=1)
    asked = [
        comments.OPENS_AT - tick,
        comments.OPENS_AT,
        comments.CLOSES_AT - tick,
        comments.CLOSES_AT,
    ]
    assert [consultation.is_open(instant) for instant in asked] == [False, True, True, False]


def test_extending_keeps_the_old_deadline_the_reason_and_the_person(consultation, signatory, at):
    extension = consultations.extend(
        consultation, dt.date(2022, 6, 10), reason="Holidays", by=signatory, at=at
    )
    stored = Consultation.objects.get()
    assert (stored.respond_by, stored.closes_at) == (
        dt.date(2022, 6, 10),
        dt.datetime(2022, 6, 10, 18, tzinfo=dt.UTC),
    )
    assert consultation.closes_at == stored.closes_at
    assert (extension.old_respond_by, extension.old_closes_at, extension.reason, extension.by) == (
        dt.date(2022, 6, 6),
        comments.CLOSES_AT,
        "Holidays",
        signatory,
    )
    entry = AuditEntry.objects.get(action="consultation.extend")
    assert (entry.actor, entry.before, entry.after) == (
        signatory,
        {"closes_at": "2022-06-06T18:00:00+00:00"},
        {"closes_at": "2022-06-10T18:00:00+00:00", "reason": "Holidays"},
    )


@pytest.mark.parametrize(
    ("respond_by", "reason", "at", "refusal"),
    [
        (dt.date(2022, 6, 6), "Why", dt.datetime(2022, 6, 1, tzinfo=dt.UTC), "comments.not_later"),
        (dt.date(2022, 6, 3), "Why", dt.datetime(2022, 6, 1, tzinfo=dt.UTC), "comments.not_later"),
        (dt.date(2022, 6, 9), " \u200b", dt.datetime(2022, 6, 1, tzinfo=dt.UTC), "comments.reason_needed"),
        (dt.date(2022, 6, 9), "Why", comments.CLOSES_AT, refusals.ConsultationClosed),
        (dt.date(2023, 6, 3), "Why", dt.datetime(2022, 6, 1, tzinfo=dt.UTC), TooFarAhead),
        (dt.date.max, "Why", dt.datetime(2022, 6, 1, tzinfo=dt.UTC), TooFarAhead),
    ],
)
def test_extending_refuses(consultation, signatory, respond_by, reason, at, refusal):
    with refused(refusal):
        consultations.extend(consultation, respond_by, reason=reason, by=signatory, at=at)
    assert Consultation.objects.get().closes_at == comments.CLOSES_AT
    assert ConsultationExtension.objects.count() == 0


def test_reaching_a_state_is_recorded_once(consultation, at):
    state = members.member_state("KZ")
    consultation.addressees.update(reached_at=None)
    assert reaching.mark_reached(consultation, state, at=at) is True
    assert reaching.mark_reached(consultation, state, at=at + dt.timedelta(days=1)) is False
    assert list(consultation.addressees.values_list("member_state__code", "reached_at")) == [
        ("KZ", at),
        ("TR", None),
    ]
    assert AuditEntry.objects.filter(action="consultation.reach").count() == 1


def test_closing_before_the_instant_does_nothing(consultation, set_clock):
    set_clock("2022-06-06T23:59:59+06:00")
    assert consultations.close(consultation, at=dt.datetime(2022, 6, 6, 17, 59, 59, tzinfo=dt.UTC)) is False
    assert (consultation.status, consultation.ledger.count()) == ("open", 0)


def test_closing_waits_for_the_clock_of_the_database(consultation, set_clock):
    """An application host that runs ahead must not shut the door early."""
    set_clock("2022-06-06T23:59:30+06:00")
    assert consultations.close(consultation, at=CLOSED) is False
    assert consultations.close(consultation, at=set_clock(CLOSED)) is True


def test_closing_in_silence_sends_the_draft_to_the_swg(consultation, set_clock):
    assert consultations.close(consultation, at=set_clock(CLOSED)) is True
    assert (consultation.status, consultation.outcome, consultation.closed_at) == (
        ConsultationStatus.CLOSED,
        Outcome.SILENCE,
        CLOSED,
    )
    assert ConceptPaper.objects.get().status == PaperStatus.BEFORE_SWG
    assert list(consultation.ledger.values_list("member_state__code", "standing")) == [
        ("KZ", "silent"),
        ("TR", "silent"),
    ]

    before = Consultation.objects.values().get()
    assert consultations.close(consultation, at=CLOSED + dt.timedelta(days=1)) is False
    assert Consultation.objects.values().get() == before
    assert consultation.ledger.count() == 2
    assert ConsultationEvent.objects.filter(to_status="closed").count() == 1
    assert AuditEntry.objects.filter(action="consultation.close").count() == 1


def test_closing_with_comments_sends_the_draft_to_consolidation(consultation, contact, other, set_clock):
    comments.answer(consultation, contact, "comments")
    comments.answer(consultation, other, "no_objection")
    consultations.close(consultation, at=set_clock(CLOSED))
    assert consultation.outcome == Outcome.COMMENTS
    assert ConceptPaper.objects.get().status == PaperStatus.UNDER_CONSOLIDATION
    assert list(consultation.ledger.values_list("member_state__code", "standing")) == [
        ("KZ", "commented"),
        ("TR", "no_objection"),
    ]


def test_no_objection_and_proposed_events_do_not_break_silence(consultation, contact, other, set_clock):
    comments.answer(consultation, contact, "no_objection")
    event = proposed_event(consultation.revision.paper, other)
    proposed_events.file(event, consultation, by=other, request_key=None)
    consultations.close(consultation, at=set_clock(CLOSED))
    assert consultation.outcome == Outcome.SILENCE
    assert list(consultation.ledger.values_list("member_state__code", "standing", "events_proposed")) == [
        ("KZ", "no_objection", 0),
        ("TR", "silent", 1),
    ]


def test_a_state_not_reached_is_never_silent(consultation, set_clock):
    consultation.addressees.filter(member_state__code="TR").update(reached_at=None)
    consultations.close(consultation, at=set_clock(CLOSED))
    assert list(consultation.ledger.values_list("member_state__code", "standing")) == [
        ("KZ", Standing.SILENT),
        ("TR", Standing.NOT_REACHED),
    ]


def test_a_state_reached_after_the_deadline_is_not_reached(consultation, set_clock):
    consultation.addressees.filter(member_state__code="TR").update(reached_at=comments.CLOSES_AT)
    consultations.close(consultation, at=set_clock(CLOSED))
    entry = consultation.ledger.get(member_state__code="TR")
    assert (entry.standing, entry.reached_at) == (Standing.NOT_REACHED, None)


def test_closing_leaves_a_withdrawn_paper_withdrawn(consultation, set_clock):
    ConceptPaper.objects.update(status=PaperStatus.WITHDRAWN)
    assert consultations.close(consultation, at=set_clock(CLOSED)) is True
    assert ConceptPaper.objects.get().status == PaperStatus.WITHDRAWN


@pytest.mark.parametrize(
    "moved",
    [
        {"closes_at": comments.CLOSES_AT - dt.timedelta(hours=1)},
        {"closes_at": comments.CLOSES_AT + dt.timedelta(hours=1)},
        {"respond_by": comments.RESPOND_BY - dt.timedelta(days=1)},
    ],
)
@pytest.mark.parametrize("is_extended", [False, True])
def test_a_deadline_moves_only_by_its_extension(consultation, signatory, moved, is_extended):
    """The portal's own role in the database can do no other (rule 41)."""
    if is_extended:
        longer = comments.RESPOND_BY + dt.timedelta(days=1)
        consultations.extend(consultation, longer, reason="Asked for", by=signatory, at=comments.OPENS_AT)
    before = Consultation.objects.values().get()
    with pytest.raises(DatabaseError, match="official rows are never changed"), transaction.atomic():
        Consultation.objects.update(**moved)
    with pytest.raises(DatabaseError, match="official rows are never changed"), transaction.atomic():
        Consultation.objects.update(closes_at=comments.CLOSES_AT, respond_by=comments.RESPOND_BY - DAY)
    assert Consultation.objects.values().get() == before


def test_open_consultations_are_those_that_receive_answers_at_the_instant(consultation):
    tick = dt.timedelta(microseconds=1)
    instants = [comments.OPENS_AT - tick, comments.OPENS_AT, comments.CLOSES_AT - tick, comments.CLOSES_AT]
    assert [consultation.is_open(at) for at in instants] == [False, True, True, False]
    assert [Consultation.objects.open(at).exists() for at in instants] == [False, True, True, False]
    assert [consultation.has_ended(at) for at in instants] == [False, False, False, True]
    assert [Consultation.objects.due(at).exists() for at in instants] == [False, False, False, True]
    Consultation.objects.update(status=ConsultationStatus.WITHDRAWN)
    consultation.refresh_from_db()
    assert not Consultation.objects.open(comments.OPENS_AT).exists()
    assert consultation.has_ended(comments.OPENS_AT)

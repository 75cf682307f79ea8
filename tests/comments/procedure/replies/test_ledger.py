import datetime as dt

from comments.enums import Standing
from comments.models import Addressee, LedgerEntry
from comments.procedure import consultations, outcomes
from comments.procedure.replies import ledger
from comments.refusals import ConsultationClosed
from comments.writing import proposed_events
from members.models import MemberState
from tests.factories import comments
from tests.factories.initiatives import proposed_event

AFTER = dt.datetime(2022, 6, 7, 3, tzinfo=dt.UTC)


def _words(consultation, at):
    return [(row.member_state.code, row.standing) for row in ledger.rows(consultation, at=at)]


def _late(consultation, by):
    try:
        comments.answer(consultation, by)
    except ConsultationClosed:
        return
    raise AssertionError("the answer was not late")


def test_ledger_of_an_open_consultation_says_who_is_awaited(consultation, contact, at):
    response = comments.answer(consultation, contact, "comments")
    proposed_events.file(proposed_event(consultation.revision.paper, contact), consultation, by=contact)
    rows = ledger.rows(consultation, at=at)
    assert [
        (row.member_state.code, row.standing, row.events_proposed, row.response, row.late_at, row.reached_at)
        for row in rows
    ] == [
        ("KZ", Standing.COMMENTED, 1, response, None, comments.OPENS_AT),
        ("TR", Standing.AWAITING, 0, None, None, comments.OPENS_AT),
    ]


def test_ledger_is_the_same_before_and_after_the_closing_is_recorded(consultation, contact, set_clock):
    comments.answer(consultation, contact)
    set_clock(AFTER)
    before = _words(consultation, AFTER)
    consultations.close(consultation, at=AFTER)
    assert before == _words(consultation, AFTER) == [("KZ", "no_objection"), ("TR", "silent")]
    assert ledger.digest(ledger.entries(consultation)) == consultation.ledger_sha256
    assert ledger.digest(consultation.ledger.all()) == consultation.ledger_sha256


def test_late_answer_is_shown_and_leaves_the_frozen_ledger(consultation, contact, other, set_clock):
    consultations.close(consultation, at=set_clock(AFTER))
    frozen = list(LedgerEntry.objects.values())
    _late(consultation, other)
    assert _words(consultation, AFTER) == [("KZ", "silent"), ("TR", "late")]
    assert list(LedgerEntry.objects.values()) == frozen
    assert ledger.digest(consultation.ledger.all()) == consultation.ledger_sha256


def test_late_answer_before_the_closing_runs_is_frozen_as_silent(consultation, other, set_clock):
    set_clock(AFTER)
    _late(consultation, other)
    consultations.close(consultation, at=AFTER)
    assert list(LedgerEntry.objects.values_list("standing", flat=True)) == ["silent", "silent"]
    assert _words(consultation, AFTER) == [("KZ", "silent"), ("TR", "late")]


def test_closing_a_week_later_freezes_the_same_ledger(set_clock, db):
    digests = []
    for day in (AFTER, AFTER + dt.timedelta(days=7)):
        set_clock("2022-06-01T12:00:00+06:00")
        consultation = comments.consultation(states=("KZ", "TR", "JP"))
        consultation.reference = "NCT/T/SAME"
        set_clock(day)
        digests.append(ledger.digest(ledger.entries(consultation)))
        consultations.close(consultation, at=day)
    assert digests[0] == digests[1]


def test_a_state_that_withdrew_its_answer_is_not_silent(consultation, contact, at, set_clock):
    comments.answer(consultation, contact)
    withdrawal = comments.answer(consultation, contact, "withdrawn")
    assert _words(consultation, at) == [("KZ", "withdrawn"), ("TR", "awaiting")]
    assert _words(consultation, AFTER) == [("KZ", "withdrawn"), ("TR", "silent")]
    consultations.close(consultation, at=set_clock(AFTER))
    row, _silent = ledger.rows(consultation, at=AFTER)
    assert (row.standing, row.frozen, row.withdrawal) == ("withdrawn", "withdrawn", withdrawal)
    assert row.withdrawn == (f"response withdrawn on 1 June 2022, receipt {withdrawal.receipt.number}")
    assert ledger.tally(ledger.rows(consultation, at=AFTER)) == {Standing.WITHDRAWN: 1, Standing.SILENT: 1}


def test_a_state_that_left_before_the_deadline_is_not_silent(consultation, other, at, set_clock):
    MemberState.objects.filter(code="TR").update(left_on=dt.date(2022, 6, 6))
    assert _words(consultation, at) == [("KZ", "awaiting"), ("TR", "awaiting")]
    assert _words(consultation, AFTER) == [("KZ", "silent"), ("TR", "left")]
    consultations.close(consultation, at=set_clock(AFTER))
    _silent, row = ledger.rows(consultation, at=AFTER)
    assert (row.standing, row.frozen) == ("left", "left")
    assert row.member_until == "last day as a Member State: 5 June 2022"
    assert outcomes.awaited(consultation, [row]) == ([], [], [])


def test_a_state_that_left_after_the_deadline_let_it_pass(consultation, set_clock):
    MemberState.objects.filter(code="TR").update(left_on=dt.date(2022, 6, 7))
    consultations.close(consultation, at=set_clock(AFTER))
    assert _words(consultation, AFTER) == [("KZ", "silent"), ("TR", "silent")]


def test_what_a_state_said_before_it_left_counts(consultation, contact, set_clock):
    comments.answer(consultation, contact, "comments")
    MemberState.objects.filter(code="KZ").update(left_on=dt.date(2022, 6, 3))
    row, _silent = ledger.rows(consultation, at=AFTER)
    assert (row.standing, row.left_on) == ("commented", dt.date(2022, 6, 3))


def test_a_returned_note_is_one_statement_with_its_day(consultation, set_clock):
    Addressee.objects.filter(consultation=consultation, member_state__code="TR").update(
        reached_at=None, sent_at=comments.OPENS_AT, lost_at=comments.OPENS_AT + dt.timedelta(hours=1)
    )
    consultations.close(consultation, at=set_clock(AFTER))
    _silent, row = ledger.rows(consultation, at=AFTER)
    steps = row.delivery
    assert [word for word, _time in steps] == ["note sent", "not delivered, returned"]
    assert all(time for _word, time in steps)

import datetime as dt

from comments.enums import Standing
from comments.models import LedgerEntry
from comments.procedure import consultations, ledger
from comments.refusals import RoundClosed
from comments.writing import proposed_events
from tests.factories import comments, members
from tests.factories.initiatives import proposed_event

AFTER = dt.datetime(2022, 6, 7, 3, tzinfo=dt.UTC)


def _words(comment_round, at):
    return [(row.member_state.code, row.standing) for row in ledger.rows(comment_round, at=at)]


def _late(comment_round, by):
    try:
        comments.answer(comment_round, by)
    except RoundClosed:
        return
    raise AssertionError("the answer was not late")


def test_ledger_of_an_open_round_says_who_is_awaited(comment_round, contact, at):
    response = comments.answer(comment_round, contact, "comments")
    proposed_events.file(proposed_event(comment_round.revision.paper, contact), comment_round, by=contact)
    rows = ledger.rows(comment_round, at=at)
    assert [
        (row.member_state.code, row.standing, row.events_proposed, row.response, row.late_at, row.reached_at)
        for row in rows
    ] == [
        ("KZ", Standing.COMMENTED, 1, response, None, comments.OPENS_AT),
        ("TR", Standing.AWAITING, 0, None, None, comments.OPENS_AT),
    ]


def test_ledger_is_the_same_before_and_after_the_closing_is_recorded(comment_round, contact, set_clock):
    comments.answer(comment_round, contact)
    set_clock(AFTER)
    before = _words(comment_round, AFTER)
    consultations.close(comment_round, at=AFTER)
    assert before == _words(comment_round, AFTER) == [("KZ", "no_objection"), ("TR", "silent")]


def test_late_answer_is_shown_and_leaves_the_frozen_ledger(comment_round, contact, other, set_clock):
    set_clock(AFTER)
    consultations.close(comment_round, at=AFTER)
    frozen = list(LedgerEntry.objects.values())
    _late(comment_round, other)
    assert _words(comment_round, AFTER) == [("KZ", "silent"), ("TR", "late")]
    assert list(LedgerEntry.objects.values()) == frozen
    assert ledger.digest(comment_round.ledger.all()) == comment_round.ledger_sha256


def test_late_answer_before_the_closing_runs_is_frozen_as_silent(comment_round, other, set_clock):
    set_clock(AFTER)
    _late(comment_round, other)
    consultations.close(comment_round, at=AFTER)
    assert list(LedgerEntry.objects.values_list("standing", flat=True)) == ["silent", "silent"]
    assert _words(comment_round, AFTER) == [("KZ", "silent"), ("TR", "late")]


def test_closing_a_week_later_freezes_the_same_ledger(set_clock, db):
    digests = []
    for day in (AFTER, AFTER + dt.timedelta(days=7)):
        set_clock("2022-06-01T12:00:00+06:00")
        comment_round = comments.comment_round(states=("KZ", "TR", "JP"))
        comment_round.reference = "NCT/T/SAME"
        set_clock(day)
        digests.append(ledger.digest(ledger.entries(comment_round)))
        consultations.close(comment_round, at=day)
    assert digests[0] == digests[1]


def test_recomputed_ledger_has_the_recorded_hash(comment_round, contact, set_clock):
    comments.answer(comment_round, contact, "comments")
    set_clock(AFTER)
    consultations.close(comment_round, at=AFTER)
    assert ledger.digest(ledger.entries(comment_round)) == comment_round.ledger_sha256
    assert ledger.digest(comment_round.ledger.all()) == comment_round.ledger_sha256


def test_withdrawn_answer_counts_as_silence(comment_round, contact, at):
    comments.answer(comment_round, contact)
    comments.answer(comment_round, contact, "withdrawn")
    assert _words(comment_round, at) == [("KZ", "awaiting"), ("TR", "awaiting")]
    assert _words(comment_round, AFTER) == [("KZ", "silent"), ("TR", "silent")]


def test_ledger_takes_as_many_queries_for_many_states_as_for_few(db, set_clock, django_assert_num_queries):
    few = comments.comment_round(states=("KZ",))
    many = comments.comment_round(states=tuple(f"A{letter}" for letter in "ABCDEFGHIJ"))
    for comment_round in (few, many):
        with django_assert_num_queries(2):
            ledger.rows(comment_round, at=comments.OPENS_AT)
    set_clock(AFTER)
    for comment_round in (few, many):
        consultations.close(comment_round, at=AFTER)
        with django_assert_num_queries(2):
            for row in ledger.rows(comment_round, at=AFTER):
                assert row.member_state.code


def test_a_state_that_joined_later_is_not_in_the_ledger(comment_round, at):
    members.member_state("KW", joined_on=dt.date(2022, 10, 13))
    assert _words(comment_round, at) == [("KZ", "awaiting"), ("TR", "awaiting")]

"""A note handed over on paper: proof that it reached a State which no mail reaches."""

import datetime as dt

import pytest

from cica_portal.errors import NotAllowed
from comments.models import PaperNote
from comments.procedure import consultations, reaching
from comments.procedure.replies import addenda, ledger
from members.models import AuditEntry, MemberState
from tests.factories import comments, members
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = comments.OPENS_AT + dt.timedelta(days=4)
DAY = dt.date(2022, 5, 28)
NOON = dt.datetime(2022, 5, 28, 6, tzinfo=dt.UTC)


@pytest.fixture
def consultation(set_clock):
    set_clock(AT)
    made = comments.consultation()
    made.addressees.filter(member_state__code="TR").update(reached_at=None, lost_at=comments.OPENS_AT)
    return made


@pytest.fixture
def hand_over(consultation):
    def hand_over(code="TR", at=AT, **given):
        values = {"handed_on": DAY, "remark": "To the duty officer", "by": members.officer()} | given
        return reaching.record_paper_note(consultation, MemberState.objects.get(code=code), at=at, **values)

    return hand_over


def row_of(consultation, at):
    return next(row for row in ledger.rows(consultation, at=at) if row.member_state.code == "TR")


def test_paper_note_proves_that_the_state_is_reached(consultation, hand_over):
    assert row_of(consultation, AT).standing == "not_reached"
    hand_over()
    row = row_of(consultation, AT)
    assert (row.standing, row.proof, row.paper_on, row.reached_at) == ("awaiting", "paper", DAY, NOON)
    entry = AuditEntry.objects.get(action="consultation.hand_over")
    assert entry.after == {"handed_on": "2022-05-28", "remark": "To the duty officer"}


def test_paper_note_that_is_recorded_after_the_closing_is_added_to_the_record(
    consultation, hand_over, set_clock
):
    after = comments.CLOSES_AT + dt.timedelta(days=1)
    consultations.close(consultation, at=set_clock(after))
    hand_over(at=after)
    row = row_of(consultation, after)
    assert (row.frozen, row.standing, row.reached_at) == ("not_reached", "silent", NOON)
    assert [one.reached_at for one in addenda.of(consultation)] == [NOON] and addenda.hold(consultation)


def test_paper_note_handed_over_after_the_deadline_changes_no_record(consultation, hand_over, set_clock):
    after = comments.CLOSES_AT + dt.timedelta(days=2)
    consultations.close(consultation, at=set_clock(after))
    hand_over(at=after, handed_on=dt.date(2022, 6, 8))
    assert row_of(consultation, after).standing == "not_reached" and addenda.of(consultation) == []


@pytest.mark.parametrize("day", [dt.date(2022, 5, 25), dt.date(2022, 5, 31)])
def test_paper_note_has_a_day_that_can_be(hand_over, day):
    with refused("comments.wrong_day"):
        hand_over(handed_on=day)


def test_paper_note_is_recorded_once_by_the_secretariat_of_an_addressed_state(hand_over):
    hand_over()
    with refused("comments.recorded_already"):
        hand_over()
    with pytest.raises(NotAllowed):
        hand_over("KZ", by=members.contact_point(MemberState.objects.get(code="KZ")))
    members.member_state("IN")
    with refused("comments.not_addressed"):
        hand_over("IN")
    assert PaperNote.objects.count() == 1

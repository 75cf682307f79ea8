import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from comments.enums import Position
from comments.procedure import consultations
from notes.management.commands.ledger import ledger_of
from tests.factories import comments, notes

pytestmark = pytest.mark.django_db

REACHED_AT = "2022-05-26T03:00:00Z"
STAYS = {"withdrawn_at": None, "withdrawal_receipt": None, "left_on": None}
RESPONDED = STAYS | {
    "channel": "portal",
    "source": None,
    "unentered": 0,
    "reached_by": "responded",
    "reached_at": REACHED_AT,
}
TAKEN = STAYS | {
    "channel": None,
    "source": None,
    "unentered": 0,
    "reached_by": "taken",
    "reached_at": REACHED_AT,
}
NOTHING = STAYS | {"channel": None, "source": None, "unentered": 0, "reached_by": None, "reached_at": None}


def run(command, *args, **options):
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def consultation(people, set_clock):
    made = notes.circulated()
    made.addressees.exclude(member_state__code="TR").update(reached_at=notes.AT)
    set_clock("2022-05-27T03:00:00+00:00")
    comments.answer(made, people["KZ"], Position.COMMENTS)
    return made


# Ledger ----------------------------------------------------------------------------------------------
def test_ledger_of_an_open_consultation(consultation, set_clock):
    assert json.loads(run("ledger", "№ nct/ict/689", "--json")) == {
        "reference": "NCT/ICT/689",
        "opens_at": "2022-05-26T03:00:00Z",
        "closes_at": "2022-06-06T18:00:00Z",
        "state": "open",
        "outcome": None,
        "member_states": [
            {"code": "KZ", "status": "commented", "events_proposed": 0} | RESPONDED,
            {"code": "RU", "status": "awaiting", "events_proposed": 0} | TAKEN,
            {"code": "TR", "status": "awaiting", "events_proposed": 0} | NOTHING,
        ],
    }

    at = set_clock("2022-06-06T17:59:50+00:00")
    assert ledger_of(consultation, at=at)["state"] == "open"


def test_ledger_is_the_same_before_and_after_the_closing_is_recorded(consultation, set_clock):
    at = set_clock("2022-06-06T18:00:00+00:00")
    due = json.loads(run("ledger", "NCT/ICT/689", "--json"))
    consultation.refresh_from_db()
    assert consultation.status == "open"
    consultations.close(consultation, at=at)
    assert json.loads(run("ledger", "NCT/ICT/689", "--json")) == due
    assert (due["state"], due["outcome"], due["member_states"]) == (
        "closed",
        "comments",
        [
            {"code": "KZ", "status": "commented", "events_proposed": 0} | RESPONDED,
            {"code": "RU", "status": "silent", "events_proposed": 0} | TAKEN,
            {"code": "TR", "status": "not_reached", "events_proposed": 0} | NOTHING,
        ],
    )


def test_ledger_as_a_table(consultation):
    lines = run("ledger", "NCT/ICT/689").splitlines()
    assert lines[:5] == [
        "reference   NCT/ICT/689",
        "opens_at    2022-05-26T03:00:00Z",
        "closes_at   2022-06-06T18:00:00Z",
        "state       open",
        "outcome     -",
    ]
    assert lines[7].split() == ["KZ", "commented", "0", "portal", "-", "responded", REACHED_AT, "0"]


def test_unknown_reference_is_one_clear_line():
    with pytest.raises(CommandError) as error:
        run("ledger", "NCT/ICT/1")
    assert str(error.value) == "There is no note with the number “NCT/ICT/1”."

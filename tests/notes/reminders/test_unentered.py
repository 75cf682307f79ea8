"""A State whose reply is in the register and does not count yet is not reminded, and everybody reads why."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.spaces import ordinary
from comments.enums import Position
from comments.writing.entered import confirming
from members.models import AuditEntry
from notes.acts import readiness, recipients
from notes.acts.reminding import reminder_planning, reminder_sending
from notes.delivery import sending
from notes.models import Dispatch, ReminderStep
from notes.register import incoming_notes, unentered
from notes.reminders import ladders
from tests.factories import comments, notes
from tests.notes.conftest import media, officer, people, signatory
from tests.refusing import refused

__all__ = ["media", "officer", "people", "signatory"]

pytestmark = pytest.mark.django_db

REGISTERED_AT = dt.datetime(2022, 5, 27, 6, tzinfo=dt.UTC)
MONDAY = dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)


@pytest.fixture
def consultation(people, set_clock):
    set_clock(REGISTERED_AT)
    made = notes.circulated()
    notes.deliver(REGISTERED_AT)
    return made


def register(consultation, person, officer, *, number="214", at=REGISTERED_AT, **given):
    values = {
        "dated_on": dt.date(2022, 5, 27),
        "received_on": dt.date(2022, 5, 27),
        "member_state": person.member_state,
        "subject": "Position on the plan",
        "answers_to": notes.note_of(consultation),
    }
    return incoming_notes.enter(number=number, by=officer, at=at, **values | given)


def begin(incoming, officer):
    return incoming_notes.begin_response(
        incoming,
        channel="note",
        position="no_objection",
        received_at=REGISTERED_AT,
        by=officer,
        at=REGISTERED_AT,
    )


def reminded(consultation):
    return [state.code for state in ladders.parted(consultation)[0]]


def test_a_registered_reply_is_not_recalled_and_the_record_says_to_whom_it_went(
    consultation, people, officer
):
    register(consultation, people["TR"], officer)
    (step,) = reminder_sending.send_due(MONDAY)
    sent = Dispatch.objects.filter(note=step.note).values_list("member_state__code", flat=True)
    assert sorted(sent) == ["KZ", "RU"]
    entry = AuditEntry.objects.filter(action="verbal_note.issue").last()
    assert entry.after["awaited"] == ["KZ", "RU"]


@pytest.mark.good_path
def test_a_reply_that_is_being_entered_is_not_recalled_and_a_discarded_entry_changes_nothing(
    consultation, people, officer
):
    made = begin(register(consultation, people["TR"], officer), officer)
    assert reminded(consultation) == ["KZ", "RU"]
    (reply,) = ladders.parted(consultation)[1]
    assert reply.entered == made
    confirming.discard(made, by=officer, at=REGISTERED_AT)
    assert reminded(consultation) == ["KZ", "RU"]
    assert ladders.parted(consultation)[1][0].entered is None


def test_a_correction_that_says_it_is_no_reply_has_the_state_reminded_again(consultation, people, officer):
    mistaken = register(consultation, people["TR"], officer)
    register(consultation, people["TR"], officer, corrects=mistaken, answers_to=None)
    assert reminded(consultation) == ["KZ", "RU", "TR"]


def test_who_withdraws_its_response_after_the_note_is_not_reminded(consultation, people, officer, set_clock):
    register(consultation, people["TR"], officer)
    set_clock(REGISTERED_AT + dt.timedelta(hours=1))
    comments.answer(consultation, people["TR"])
    comments.answer(consultation, people["TR"], Position.WITHDRAWN)
    assert reminded(consultation) == ["KZ", "RU"]


def test_when_every_state_has_replied_nobody_is_reminded(consultation, people, officer):
    for number, person in enumerate(people.values()):
        register(consultation, person, officer, number=str(number))
    with refused("notes.everybody_replied"):
        reminder_planning.draft_now(consultation, level=1, by=officer, at=REGISTERED_AT)
    (step,) = reminder_sending.send_due(MONDAY)
    assert (step.skipped, step.note) == ("replied", None)


@pytest.mark.parametrize("by_note", [True, False])
def test_a_reminder_on_its_way_is_cancelled_when_the_reply_is_registered(
    consultation, people, officer, set_clock, by_note
):
    ReminderStep.objects.filter(working_days=5).update(by_note=by_note)
    reminder_sending.send_due(set_clock(MONDAY))
    notes.store_all()
    received = {"dated_on": dt.date(2022, 5, 30), "received_on": dt.date(2022, 5, 30)}
    register(consultation, people["TR"], officer, at=MONDAY, **received)
    sending.deliver_due(MONDAY)
    kept = Dispatch.objects.exclude(status="sent").values_list("member_state__code", "status", "error")
    assert list(kept) == [("TR", "cancelled", "replied")]


def test_the_plan_of_reminders_and_the_page_of_issue_name_who_is_not_reminded_and_why(
    consultation, people, officer, signatory, client
):
    incoming = register(consultation, people["TR"], officer)
    note = reminder_planning.draft_now(consultation, level=1, by=officer, at=REGISTERED_AT)
    values = {"state": people["TR"].member_state.name, "number": incoming.register_number}
    why = ordinary(str(unentered.REGISTERED % values))
    client.force_login(signatory)
    for name, key in (
        ("notes:reminder-plan", consultation.pk),
        ("notes:note-detail", note.key),
        ("notes:note-issue", note.key),
    ):
        assert why in ordinary(client.page(name, key))
    plan = client.page("notes:reminder-plan", consultation.pk)
    assert reverse("notes:response-enter", args=[incoming.pk]) in plan
    assert "tr@example.org" not in plan and "kz@example.org" in plan
    at = REGISTERED_AT
    assert [one.code for one in recipients.states_of(note, at=at).order_by("code")] == ["KZ", "RU"]
    assert readiness.find(note, at=at).remarks[0].number == incoming.register_number

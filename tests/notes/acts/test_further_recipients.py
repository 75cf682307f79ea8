"""Addresses that came on record after a note was issued: the note goes there by a person's decision."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.errors import NotAllowed
from members.delegations import addresses
from members.models import AuditEntry, MemberState
from notes.acts import free_notes, issuing, recipients
from notes.delivery import bounces, sending
from notes.models import Dispatch
from tests.factories import members, notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = notes.AT + dt.timedelta(hours=1)


@pytest.fixture
def note(people, set_clock):
    set_clock(AT)
    return notes.note_of(notes.circulated())


def add(state, email, officer):
    state = state if isinstance(state, MemberState) else MemberState.objects.get(code=state)
    return addresses.add(state, kind="embassy", email=email, language="kk", by=officer, at=AT)


def of(note, at=AT):
    return [one.address for one in recipients.of(note, at=at)]


def test_a_note_reaches_a_state_by_an_address_that_was_added_later(note, people, officer, client):
    consultation = note.consultation
    addressee = consultation.addressees.get(member_state=people["KZ"].member_state)
    Dispatch.objects.filter(address="kz@example.org").update(status="failed", error="550")
    type(addressee).objects.filter(pk=addressee.pk).update(lost_at=AT)
    assert of(note) == []
    add("KZ", "embassy.kz@example.org", officer)
    page = client.signed_in(officer).page("notes:note-detail", note.key)
    assert "embassy.kz@example.org" in page
    shown = recipients.mark(recipients.of(note, at=AT))
    path = reverse("notes:note-send-further", args=[note.key])
    for _click in range(2):
        client.post(path, {"shown": shown})
    made = Dispatch.objects.get(address="embassy.kz@example.org")
    assert (made.status, made.language, made.member_state.code, of(note)) == ("queued", "kk", "KZ", [])
    entry = AuditEntry.objects.get(action="verbal_note.send_further")
    assert (entry.actor, entry.after["addresses"]) == (officer, ["embassy.kz@example.org"])
    notes.store_all()
    soon = AT + dt.timedelta(minutes=5)
    sending.deliver_due(soon)
    addressee.refresh_from_db()
    assert (addressee.reached_at is not None, bounces.lost(soon)) == (True, [])


def test_only_what_was_shown_is_sent_and_by_the_secretariat_alone(note, people, officer):
    add("KZ", "embassy.kz@example.org", officer)
    shown = recipients.mark(recipients.of(note, at=AT))
    add("TR", "embassy.tr@example.org", officer)
    with refused("notes.other_messages"):
        recipients.send(note, shown=shown, by=officer, at=AT)
    shown = recipients.mark(recipients.of(note, at=AT))
    with pytest.raises(NotAllowed):
        recipients.send(note, shown=shown, by=people["KZ"], at=AT)
    assert not Dispatch.objects.filter(address__startswith="embassy").exists()


def test_nobody_more_gets_a_note_whose_consultation_has_ended_nor_a_state_that_was_not_addressed(
    note, officer
):
    add(members.member_state("IN"), "embassy.in@example.org", officer)
    assert of(note) == []
    add("KZ", "embassy.kz@example.org", officer)
    assert of(note) == ["embassy.kz@example.org"]
    assert of(note, at=note.consultation.closes_at) == []


def test_a_note_on_another_subject_goes_to_its_own_addressees_alone(people, officer, signatory, set_clock):
    set_clock(AT)
    notes.name_states()
    made = notes.free_note(by=officer)
    free_notes.hand_over(made, by=officer, at=AT)
    issuing.issue(made, by=signatory, at=AT)
    add("KZ", "embassy.kz@example.org", officer)
    assert of(made) == ["embassy.kz@example.org"]

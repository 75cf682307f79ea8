"""A State that a note is addressed to without an address: named as not reached wherever deliveries are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import User
from notes.acts import free_notes, issuing
from notes.delivery import by_note
from notes.enums import NoteGroup
from notes.models import Dispatch, VerbalNote
from tests.factories import notes

pytestmark = pytest.mark.django_db

OUTBOX = reverse("notes:outbox")


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(notes.AT)


@pytest.fixture
def issued(people, officer, signatory):
    """Return what issues a free note to all Member States, of which TR has no address; all others have it."""
    notes.numbered_after("CICA/GEN", 0)
    notes.name_states()
    User.objects.filter(pk=people["TR"].pk).update(is_active=False)

    def issue(**changed) -> VerbalNote:
        note = notes.free_note(by=officer, **changed)
        free_notes.hand_over(note, by=officer, at=notes.AT)
        issuing.issue(note, by=signatory, at=notes.AT)
        Dispatch.objects.filter(note=note).update(status="delivered", sent_at=notes.AT)
        return note

    return issue


def test_the_outbox_lists_the_note_among_those_not_delivered_and_names_the_state(issued, officer, client):
    note = issued()
    client.force_login(officer)
    page = client.get(OUTBOX)
    (section,) = page.context["sections"]
    (line,) = section.lines
    assert (line.note, line.note.group) == (note, NoteGroup.FAILED)
    assert [words for _kind, words in line.said] == ["nobody reached in: Türkiye", "delivered: 2 of 2"]
    assert [number for *_rest, number, _kind in page.context["chips"]] == [1, 0, 0]
    assert f'href="{reverse("notes:note-detail", args=[note.key])}#dispatches"' in page.content.decode()


def test_the_page_of_the_note_names_the_state_first_and_leads_to_its_addresses(
    issued, people, officer, client
):
    note = issued()
    client.force_login(officer)
    page = client.get(reverse("notes:note-detail", args=[note.key]))
    states = [(one["state"].code, one["has_no_address"]) for one in page.context["tally"]]
    assert states == [("TR", True), ("KZ", False), ("RU", False)]
    shown = page.content.decode()
    assert "no address on record" in shown and reverse("members:state-addresses", args=["TR"]) in shown
    client.force_login(people["KZ"])  # another State reads nothing of it
    assert "no address on record" not in client.get(
        reverse("notes:note-detail", args=[note.key])
    ).content.decode()  # fmt: skip


def test_once_the_note_is_sent_to_the_state_it_is_named_no_more(issued, people):
    note = issued()
    assert by_note.unreached([note]) == {note.pk: ["Türkiye"]}
    made = Dispatch.objects.filter(note=note).first()
    made.pk, made.member_state, made.address = None, people["TR"].member_state, "tr@example.org"
    made.message_id = "<another@example.org>"
    made.save()
    assert by_note.unreached([note]) == {}


def test_three_notes_ask_as_often_as_one(issued, officer, client):
    client.force_login(officer)
    asked = []
    for subject in ("One", "Two", "Three"):
        issued(subject=dict.fromkeys(("en", "ru", "kk"), subject))
        client.get(OUTBOX)
        with CaptureQueriesContext(connection) as seen:
            client.get(OUTBOX)
        asked.append(len(seen))
    assert len(set(asked)) == 1

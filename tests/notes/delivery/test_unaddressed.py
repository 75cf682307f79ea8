"""A State that a note is addressed to without an address: named as not reached wherever deliveries are."""

import pytest
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


def test_the_outbox_and_the_page_of_the_note_name_the_state_until_the_note_is_sent_to_it(
    issued, officer, client, people
):
    note = issued()
    page = client.signed_in(officer).get(OUTBOX)
    (section,) = page.context["sections"]
    (line,) = section["lines"]
    assert (line.note, line.note.group) == (note, NoteGroup.FAILED)
    assert [words for _kind, words in line.said] == [
        "not delivered to any address: Türkiye",
        "delivered: 2 of 2",
    ]
    assert [number for *_rest, number, _kind in page.context["chips"]] == [1, 0, 0]
    assert f'href="{reverse("notes:note-detail", args=[note.key])}">Add an address' in page.content.decode()

    page = client.signed_in(officer).get(reverse("notes:note-detail", args=[note.key]))
    states = [(one["state"].code, one["has_no_address"]) for one in page.context["tally"]]
    assert states == [("TR", True), ("KZ", False), ("RU", False)]
    shown = page.content.decode()
    assert "no address on record" in shown and reverse("members:state-addresses", args=["TR"]) in shown
    client.force_login(people["KZ"])  # another State reads nothing of it
    assert "no address on record" not in client.page("notes:note-detail", note.key)  # fmt: skip

    assert by_note.unreached([note]) == {note.pk: ["Türkiye"]}
    made = Dispatch.objects.filter(note=note).first()
    made.pk, made.member_state, made.address = None, people["TR"].member_state, "tr@example.org"
    made.message_id = "<another@example.org>"
    made.save()
    assert by_note.unreached([note]) == {}

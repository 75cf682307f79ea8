"""The outbox by note: counts, order, and the messages behind a line."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cica_portal.spaces import ordinary
from comments.models import Addressee, Consultation
from dashboard import sweeps
from notes.delivery import by_note, reachability
from notes.enums import NoteGroup
from notes.models import Dispatch
from tests.factories import notes

pytestmark = pytest.mark.django_db
OUTBOX = reverse("notes:outbox")


@pytest.fixture
def three_notes(people):
    """A note that failed in part, one under way and one that was delivered."""
    made = [notes.note_of(notes.circulated(paper=notes.paper())) for _ in range(3)]
    failed, waiting, _delivered = made
    Dispatch.objects.exclude(note=waiting).update(status="sent", sent_at=notes.AT)
    Dispatch.objects.filter(note=failed, address="kz@example.org").update(
        status="bounced", error="550 unknown"
    )
    Dispatch.objects.filter(note=failed, address="ru@example.org").update(status="cancelled")
    Dispatch.objects.filter(note=waiting, address="tr@example.org").update(status="held")
    return made


def lines(page):
    return [line for section in page.context["sections"] for line in section["lines"]]


def test_outbox_has_a_line_a_note_with_failures_first(three_notes, officer, client):
    page = client.signed_in(officer).get(OUTBOX)
    assert [
        (section["number"], [line.note for line in section["lines"]]) for section in page.context["sections"]
    ] == [
        (1, [three_notes[0]]),
        (1, [three_notes[1]]),
        (1, [three_notes[2]]),
    ]
    assert [[words for _kind, words in line.said] for line in lines(page)] == [
        ["not delivered: 1 of 2", "delivered: 1 of 2"],
        ["on hold: 1 of 3", "under way: 2 of 3"],
        ["delivered: 3 of 3"],
    ]
    assert lines(page)[0].bar == {"failed": "50.00%", "delivered": "50.00%"}
    assert [[row["dispatch"].address for row in line.messages] for line in lines(page)] == [
        ["kz@example.org"],
        [],
        [],
    ]
    assert "550 unknown" in page.content.decode()


def test_group_narrows_the_notes(three_notes, officer, client):
    page = client.signed_in(officer).get(OUTBOX, {"group": NoteGroup.WAITING.value})
    assert [line.note for line in lines(page)] == [three_notes[1]]
    assert [number for *_rest, number, _kind in page.context["chips"]] == [1, 1, 1]


def test_message_to_an_address_that_rejects_mail_counts_as_not_delivered(three_notes):
    reachability.lose(Dispatch.objects.get(note=three_notes[0], address="tr@example.org"), at=notes.AT)
    tallies, dead = by_note.tallies([three_notes[2]])
    tally = tallies[three_notes[2].pk]
    assert (tally.total, tally.delivered, tally.failed) == (3, 2, 1)
    assert "tr@example.org" in dead


def test_a_note_that_did_not_reach_a_state_says_so_behind_the_deadline_as_well(
    three_notes, officer, client, set_clock
):
    note = three_notes[2]
    addressed = Addressee.objects.filter(consultation=note.consultation)
    addressed.exclude(member_state__code="TR").update(reached_at=notes.AT)
    addressed.filter(member_state__code="TR").update(lost_at=notes.AT)
    Dispatch.objects.filter(note=note, address="tr@example.org").update(status="cancelled")
    ended = note.consultation.closes_at + dt.timedelta(minutes=5)
    client.force_login(officer)
    for at in (notes.AT + dt.timedelta(hours=1), ended):
        set_clock(at)
        (line,) = [one for one in lines(client.get(OUTBOX)) if one.note == note]
        assert [words for _kind, words in line.said] == [
            "not delivered to any address: State TR",
            "delivered: 2 of 2",
        ]
    list(sweeps.close_consultations(ended))
    (line,) = [one for one in lines(client.get(OUTBOX)) if one.note == note]
    assert (Consultation.objects.get(pk=note.consultation_id).status, len(line.said)) == ("closed", 2)


@pytest.mark.both_databases
def test_messages_are_read_from_an_index_and_never_sorted(three_notes):
    plan = by_note.notes(()).explain()
    if connection.vendor == "sqlite":
        assert "message_of_note_by_status" in plan
    with CaptureQueriesContext(connection) as seen:
        list(by_note.notes(()))
    assert [("notes_dispatch" in one["sql"].split("ORDER BY")[-1]) for one in seen] == [False]


def test_what_may_have_arrived_is_sent_again_after_a_second_click(three_notes, officer, client):
    said = "Nobody knows whether this message arrived"
    Dispatch.objects.filter(note=three_notes[0], address="tr@example.org").update(status="unknown")
    address = reverse("notes:note-detail", args=[three_notes[0].key])
    page = ordinary(client.signed_in(officer).get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode())
    # The message that came back is sent again at once; the other one says first what may happen.
    assert page.count(said) == 1
    assert page.count("/resend/") == 2
    before, behind = page.split(said)
    assert before.rindex("<details>") > before.rindex("/resend/") and "/resend/" in behind

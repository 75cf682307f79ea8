"""A note handed over on paper, of whatever kind: its State has it, and nothing waits for its messages."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.errors import NotAllowed
from comments.models import Addressee, Consultation, PaperNote
from dashboard.start import open_points
from members.models import AuditEntry, MemberState, User
from notes.acts import free_notes, issuing
from notes.delivery import by_note, paper_deliveries
from notes.enums import NoteGroup
from notes.models import PaperDelivery, VerbalNote
from tests.factories import members, notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

LATER = notes.AT + dt.timedelta(days=3)
DAY = dt.date(2022, 5, 27)
NOON = dt.datetime(2022, 5, 27, 6, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(LATER)


@pytest.fixture
def free_note(people, officer, signatory):
    """Return an issued note on another subject, of which Türkiye has no address."""
    notes.numbered_after("CICA/GEN", 0)
    notes.name_states()
    User.objects.filter(pk=people["TR"].pk).update(is_active=False)
    note = notes.free_note(by=officer)
    free_notes.hand_over(note, by=officer, at=notes.AT)
    issuing.issue(note, by=signatory, at=notes.AT)
    note.dispatches.update(status="delivered", sent_at=notes.AT)
    return VerbalNote.objects.get(pk=note.pk)


@pytest.fixture
def circulated(people, officer, signatory):
    """Return the note of a consultation whose message to Türkiye came back, and who hands it over."""
    consultation = notes.circulated(by=signatory)
    consultation.addressees.filter(member_state__code="TR").update(lost_at=notes.AT)
    note = notes.note_of(consultation)
    note.dispatches.filter(member_state__code="TR").update(status="bounced", sent_at=notes.AT)
    return note


def record(note: VerbalNote, code: str = "TR", **given: object) -> PaperDelivery:
    values = {"handed_on": DAY, "remark": "To the embassy", "by": members.officer(), "at": LATER} | given
    return paper_deliveries.record(note, MemberState.objects.get(code=code), **values)


def points_of(reader: User) -> list[tuple[str, str]]:
    """Return the points of States that notes did not come to: the kind, and the State."""
    found = open_points.of_reader(reader, LATER).own
    kinds = ("free_note_unreached", "free_note_message", "message_returned", "state_not_reached")
    return sorted(
        (point.kind, MemberState.objects.get(pk=point.state_id).code)
        for point in found
        if point.kind in kinds
    )


def groups() -> list[int]:
    return [note.group for note in by_note.notes([])]


def test_a_free_note_that_no_address_takes_is_an_open_point_until_it_is_handed_over(
    free_note, officer, client
):
    client.force_login(officer)
    asked = "Bring 1 note on another subject to a State without an address"
    assert (points_of(officer), groups()) == ([("free_note_unreached", "TR")], [NoteGroup.FAILED])
    assert asked in client.get("/").content.decode()
    record(free_note)
    assert (points_of(officer), groups()) == ([], [NoteGroup.DELIVERED])
    assert by_note.unreached([free_note]) == {}
    assert asked not in client.get("/").content.decode()
    entry = AuditEntry.objects.get(action="verbal_note.hand_to_state")
    assert (entry.member_state.code, entry.after) == (
        "TR",
        {"number": free_note.number, "handed_on": "2022-05-27", "remark": "To the embassy"},
    )


def test_a_message_that_came_back_waits_for_nobody_once_the_note_is_handed_over(free_note, officer):
    record(free_note)
    free_note.dispatches.filter(member_state__code="KZ").update(status="bounced")
    assert (points_of(officer), groups()) == ([("free_note_message", "KZ")], [NoteGroup.FAILED])
    record(free_note, "KZ")
    assert (points_of(officer), groups()) == ([], [NoteGroup.DELIVERED])


def test_a_note_of_a_consultation_reaches_its_state_by_hand(circulated, officer, signatory):
    assert points_of(officer) == [("message_returned", "TR"), ("state_not_reached", "TR")]
    record(circulated)
    assert points_of(officer) == []
    assert Addressee.objects.get(member_state__code="TR").reached_at == NOON
    # A second note of the consultation is handed over as well; the record of replies has the first.
    consultation = Consultation.objects.get(pk=circulated.consultation_id)
    followed = notes.extended(consultation, dt.date(2022, 6, 13), by=signatory)
    record(followed)
    assert PaperDelivery.objects.count() == 2 and PaperNote.objects.get().handed_on == DAY


@pytest.mark.parametrize("day", [dt.date(2022, 5, 25), dt.date(2022, 5, 30)])
def test_it_has_a_day_that_can_be(free_note, day):
    with refused("comments.wrong_day"):
        record(free_note, handed_on=day)
    assert not PaperDelivery.objects.exists()


def test_it_is_recorded_once_by_the_secretariat_of_a_state_that_the_note_is_addressed_to(free_note, people):
    with pytest.raises(NotAllowed):
        record(free_note, by=people["TR"])
    members.member_state("IN")
    with refused("notes.not_addressed_by_note"):
        record(free_note, "IN")
    record(free_note)
    with refused("comments.recorded_already"):
        record(free_note)
    assert PaperDelivery.objects.count() == 1


def test_an_officer_records_it_on_the_page_of_the_note(free_note, officer, client):
    page = reverse("notes:note-detail", args=[free_note.key])
    url = reverse("notes:note-paper", args=[free_note.key])
    assert f"{url}?state=TR" in client.signed_in(officer).get(page).content.decode()
    shown = client.get(f"{url}?state=TR").content.decode()
    assert '<option value="TR" selected>' in shown
    answer = client.post(url, {"state": "TR", "handed_on": "2030-01-01", "remark": "To the embassy"})
    assert answer.status_code == 422 and "between the date of the note and today" in answer.content.decode()
    answer = client.post(url, {"state": "TR", "handed_on": "2022-05-27", "remark": "To the embassy"})
    assert answer.url == page
    shown = client.get(page).content.decode().replace("\xa0", " ")
    assert "handed over on paper, 27 May 2022" in shown and f"{url}?state=TR" not in shown
    assert '<option value="TR"' not in client.get(url).content.decode()


def test_an_officer_records_it_from_the_board_of_the_consultation(circulated, officer, client):
    url = reverse("notes:consultation-paper", args=[circulated.consultation_id])
    board = reverse("comments:consultation-board", args=[circulated.consultation_id])
    assert url in client.signed_in(officer).get(board).content.decode()
    answer = client.post(url, {"state": "TR", "handed_on": "2022-05-27", "remark": "To the embassy"})
    assert answer.url == board
    page = client.get(board, {"standing": "all"}).content.decode()
    assert "handed over on paper" in page and url not in page

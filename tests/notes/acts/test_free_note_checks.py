"""Notes in a person's own words: checked while they are written, sent when they can be signed, taken back."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.errors import AlreadyMoved, NotAllowed
from cica_portal.languages import LANGUAGES
from dashboard.start import open_points
from members.models import AuditEntry
from notes.acts import free_notes, issuing, readiness
from notes.enums import NoteStatus
from notes.models import NoteText, VerbalNote
from notes.wording import consistency
from tests.factories import members, notes

pytestmark = pytest.mark.django_db

AT = notes.AT
CLOSED_DAYS = {
    "en": "The Secretariat is closed from 31 December 2022 to 7 January 2023.",
    "ru": "Секретариат закрыт с 31 декабря 2022 г. по 7 января 2023 г.",
    "kk": "Хатшылық 2022 жылғы 31 желтоқсаннан бастап 2023 жылғы 7 қаңтарға дейін жабық.",
}
DIFFERING = CLOSED_DAYS | {"ru": "Секретариат закрыт с 31 декабря 2022 г. по 8 января 2023 г."}


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(AT)


@pytest.fixture
def note(people, officer):
    notes.name_states()
    notes.numbered_after("CICA/GEN", 0)
    return notes.free_note(by=officer, paragraphs=CLOSED_DAYS)


@pytest.fixture
def differing(people, officer):
    notes.name_states()
    notes.numbered_after("CICA/GEN", 0)
    return notes.free_note(by=officer, paragraphs=DIFFERING)


def sent(note, officer):
    free_notes.hand_over(note, by=officer, at=AT)
    return note


def of_note(name, note):
    return reverse(f"notes:{name}", args=[note.key])


def page(client, person, address):
    return client.signed_in(person).get(address).content.decode()


def test_the_days_of_a_free_note_are_no_deadline(note, officer, signatory):
    assert readiness.find(sent(note, officer), at=AT).defects == []
    assert issuing.issue(note, by=signatory, at=AT).number == "CICA/GEN/1"


def test_what_the_check_finds_stands_beside_the_draft_and_its_preview(client, differing, officer):
    assert "The other dates differ" in page(client, officer, of_note("note-detail", differing))
    form = client.get(of_note("free-note-edit", differing)).context["form"]
    given = {field.html_name: field.value() or "" for field in form} | {"preview": "1"}
    preview = client.post(of_note("free-note-edit", differing), given).content.decode()
    assert "The other dates differ" in preview and "A signatory can accept this" in preview
    given |= {f"paragraphs-{code}": text for code, text in CLOSED_DAYS.items()}
    assert "agree in all three languages" in client.post(
        of_note("free-note-edit", differing), given
    ).content.decode()  # fmt: skip


def test_a_signatory_issues_over_a_finding_of_a_free_note_with_a_reason(
    client, differing, officer, signatory
):
    sent(differing, officer)
    with pytest.raises(consistency.NotConsistent, match="other dates differ"):
        issuing.issue(differing, by=signatory, at=AT)
    assert "The other dates differ" in page(client, signatory, of_note("note-issue", differing))
    given = notes.shown(differing)
    assert client.post(of_note("note-issue", differing), given).status_code == 422
    client.post(of_note("note-issue", differing), given | {"reason": "Both days are right"})
    differing.refresh_from_db()
    assert differing.status == NoteStatus.ISSUED
    entry = AuditEntry.objects.get(action="verbal_note.issue")
    assert entry.after["reason"] == "Both days are right"
    assert "other dates differ" in entry.after["accepted"][0]


def test_what_nobody_could_sign_is_not_sent_for_signature(client, note, officer, monkeypatch):
    held = [consistency.Defect("The languages differ.", consistency.Weight.UNEQUAL)]
    monkeypatch.setattr("notes.wording.facts.defects", lambda *args, **terms: held)
    with pytest.raises(free_notes.NotSent, match="The languages differ"):
        sent(note, officer)
    client.force_login(officer)
    answer = client.post(of_note("free-note-hand-over", note), follow=True).content.decode()
    assert "could not be issued. The languages differ." in answer and "now awaits a signature" not in answer
    note.refresh_from_db()
    assert note.status == NoteStatus.IN_PREPARATION


def test_a_draft_that_cannot_be_signed_says_so_and_names_no_signatory(client, note, officer, monkeypatch):
    signatory = members.signatory(first_name="Aliya", last_name="Signs")
    sent(note, officer)
    assert "Aliya Signs" in page(client, officer, of_note("note-detail", note))
    held = [consistency.Defect("The languages differ.", consistency.Weight.UNEQUAL)]
    monkeypatch.setattr("notes.wording.facts.defects", lambda *args, **terms: held)
    shown = page(client, officer, of_note("note-detail", note))
    assert "Aliya Signs" not in shown and "awaiting signature" not in shown
    monkeypatch.undo()
    signatory.is_active = False
    signatory.save()
    assert "No signatory can issue this note" in page(client, officer, of_note("note-detail", note))


@pytest.mark.good_path
def test_a_note_is_taken_back_until_it_is_signed(client, note, officer, signatory, people):
    sent(note, officer)
    with pytest.raises(NotAllowed):
        free_notes.take_back(note, by=people["KZ"], at=AT)
    client.signed_in(officer).post(of_note("free-note-take-back", note))
    note.refresh_from_db()
    assert (note.status, free_notes.returned(note)) == (NoteStatus.IN_PREPARATION, "")
    assert AuditEntry.objects.filter(action="verbal_note.take_back", actor=officer).count() == 1
    sent(note, officer)
    issuing.issue(note, by=signatory, at=AT)
    with pytest.raises(AlreadyMoved):
        free_notes.take_back(note, by=officer, at=AT)
    assert NoteText.objects.filter(note=note).count() == 3


@pytest.mark.good_path
def test_a_returned_note_is_first_of_its_drafter_with_the_reason_until_it_is_sent_again(
    client, note, officer, signatory
):
    other = members.officer(username="other")
    free_notes.send_back(sent(note, officer), reason="Say the hours.", by=signatory, at=AT)
    first = open_points.of_reader(officer, AT).own[0]
    assert (first.kind, str(first.about)) == (
        "note_returned",
        "Office hours: returned because “Say the hours.”",
    )
    stuck = notes.free_note(by=other, subject=dict.fromkeys(LANGUAGES, "Holidays"))
    issuing.issue(sent(stuck, other), by=signatory, at=AT)
    stuck.dispatches.update(status="failed", not_before=AT - dt.timedelta(days=1))
    start = page(client, officer, reverse("home"))
    assert "Change 1 returned note" in start and "Say the hours." in start
    assert start.index("Change 1 returned note") < start.index("messages of a note on another subject")
    assert {one.kind for one in open_points.of_reader(other, AT).own} == {"free_note_message"}
    stuck.dispatches.update(status="cancelled")
    officer.is_active = False
    officer.save()
    assert [one.kind for one in open_points.of_reader(other, AT).own] == ["note_returned"]
    free_notes.hand_over(VerbalNote.objects.get(pk=note.pk), by=other, at=AT)
    assert [one.kind for one in open_points.of_reader(other, AT).own] == []

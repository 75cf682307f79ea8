import csv
import datetime as dt
import hashlib
import io
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cica_portal import uploads
from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from cica_portal.spreadsheets import reading
from cica_portal.uploads import Admitted
from dashboard.cases.reference_case import load_reference_case
from members.models import AuditEntry, User
from notes.models import IncomingNote
from notes.register import incoming_notes, unentered
from tests.cica_portal.test_spreadsheets import cells
from tests.factories import members, notes
from tests.files import CHANGES, blank_pdf, document, locked_pdf, pdf_with, refusal, saved
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = notes.AT + dt.timedelta(days=5)
PAPER = dt.date(2022, 5, 30)


@pytest.fixture
def letter(people):
    return notes.note_of(notes.circulated())


@pytest.fixture
def enter(people, officer):
    def act(**changes):
        given = {
            "number": "2022/88",
            "dated_on": PAPER,
            "received_on": PAPER,
            "member_state": people["TR"].member_state,
            "subject": "Comments on the draft",
            "by": officer,
            "at": AT,
        }
        return incoming_notes.enter(**given | changes)

    return act


# Entering --------------------------------------------------------------------------------------------
def test_a_states_note_is_entered_under_a_number_of_the_register(enter, letter, officer):
    made = enter(answers_to=letter, file=Admitted("note.pdf", "pdf", saved(blank_pdf()), is_scanned=False))
    second = enter(number="2022/89")

    assert [made.register_number, second.register_number] == ["IN/1", "IN/2"]
    with made.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == made.file_sha256
    assert list(incoming_notes.incoming_of(letter.consultation)) == [made]
    entry = AuditEntry.objects.get(action="incoming_note.enter", subject_id=made.pk)
    assert (entry.after["number"], entry.after["answers_to"], entry.member_state.code) == (
        "2022/88",
        "NCT/ICT/689",
        "TR",
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"received_on": PAPER - dt.timedelta(days=1)}, "notes.in_the_future"),
        ({"received_on": dt.date(2022, 7, 1)}, "notes.in_the_future"),
        ({"number": "2022/88"}, "notes.entered_twice"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_and_takes_no_number(enter, changes, refusal):
    enter()

    with refused(refusal):
        enter(**{"number": "2022/90"} | changes)

    assert notes.last_number("IN") == 1


def test_a_note_without_a_number_is_entered_once_by_its_date_and_subject(enter):
    made = enter(number="")
    other = enter(number="", subject="On events")

    assert [made.given_number, other.register_number] == ["without a number", "IN/2"]
    with refused("notes.entered_twice_unnumbered"):
        enter(number="", subject="comments on the draft")
    assert enter(number="2022/88").register_number == "IN/3"


def test_a_mistaken_entry_is_corrected_by_another(enter):
    wrong = enter(subject="Coments", file=Admitted("note.pdf", "pdf", saved(blank_pdf()), is_scanned=False))

    right = enter(subject="Comments", corrects=wrong)

    assert (right.corrects, right.file_sha256, right.file.name) == (wrong, wrong.file_sha256, wrong.file.name)
    with refused("notes.entered_twice"):
        enter()


def test_a_delegate_enters_nothing(enter, people):
    with pytest.raises(NotAllowed):
        enter(by=people["TR"])


# Files -----------------------------------------------------------------------------------------------
def upload(content, name="note.pdf"):
    return SimpleUploadedFile(name, content)


def test_a_plain_pdf_passes_the_gate():
    content = saved(blank_pdf())
    admitted = uploads.admit(upload(content), uploads.LETTER)

    assert (admitted.content, admitted.kind) == (content, "pdf")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<html>", "not_a_letter"),
        (b"%PDF-1.7 and nothing", "damaged_pdf"),
        (b"PK\x03\x04 not a package", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_word"),
        (pdf_with("file /OpenAction", "<< /S /JavaScript /JS (x) >>"), "active_pdf"),
        (pdf_with("file /Names", "<< /EmbeddedFiles << >> >>"), "active_pdf"),
        (locked_pdf(), "locked"),
    ],
)
def test_other_files_do_not_pass_the_gate(content, code):
    assert refusal(content, uploads.LETTER) == code


def test_what_the_file_of_a_note_carries_is_told_in_the_register(client, officer, people):
    client.force_login(officer)
    given = {
        "number": "2022/88",
        "dated_on": "2022-05-25",
        "received_on": "2022-05-25",
        "member_state": people["TR"].member_state_id,
        "subject": "Comments",
        "file": upload(document(f"<w:p>{CHANGES}</w:p>"), "note.docx"),
    }
    page = client.post(reverse("notes:incoming-create"), given, follow=True)

    assert any("“note.docx” contains: tracked changes." in str(one) for one in page.context["messages"])
    assert "Contains: tracked changes" in page.content.decode()
    one = IncomingNote.objects.get()
    assert incoming_notes.source(one)["file_carries"] == one.file_carries == ["tracked_changes"]


# Pages -----------------------------------------------------------------------------------------------
def sent(page):
    return [note.number for note, *_rest in page.context["notes"]]


def test_a_note_of_a_state_shows_its_number_as_one_and_leads_to_the_response(enter, letter, client, officer):
    number = "No. 2022/88"
    enter(answers_to=letter)
    enter(number="", subject="On events", answers_to=letter)
    client.force_login(officer)
    pages = [
        ordinary(client.get(reverse(name, args=of)).content.decode())
        for name, of in (
            ("notes:incoming-list", []),
            ("notes:consultation-notes", [letter.consultation_id]),
            ("notes:note-detail", [letter.key]),
        )
    ]
    assert [f'<span class="ref">{number}</span>' in page for page in pages] == [True] * 3
    assert [page.count("Enter or open the response") for page in pages] == [2, 2, 0]


def test_the_register_is_narrowed_by_its_columns(letter, client, officer, people):
    client.force_login(officer)
    address = reverse("notes:note-list")

    def found(**chosen):
        return sent(client.get(address, chosen))

    assert found(kind="circulation") == ["NCT/ICT/689"]
    assert found(kind="reminder") == []
    assert found(state=people["KZ"].member_state_id, status="issued") == ["NCT/ICT/689"]
    assert found(since="2022-05-27") == []
    assert found(since="2022-05-26", until="2022-05-26", series=letter.series_id) == ["NCT/ICT/689"]
    assert found(since="nonsense") == ["NCT/ICT/689"]


@pytest.mark.parametrize("typed", ["NST/ICT/688", "NCT/ICT/688", "нота № NST/ICT/688"])
def test_the_letter_is_found_by_both_its_numbers(client, typed):
    load_reference_case()
    client.force_login(User.objects.get(username="officer"))

    assert sent(client.get(reverse("notes:note-list"), {"q": typed})) == ["NCT/ICT/688"]


def test_a_delegate_narrows_by_kind_and_day_alone(letter, client, people):
    page = client.signed_in(people["KZ"]).get(reverse("notes:note-list"), {"status": "drafted", "as": "csv"})

    assert sent(page) == ["NCT/ICT/689"]
    assert "id_state" not in page.content.decode() and "id_kind" in page.content.decode()


def table(answer):
    assert answer["Content-Disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_lists_go_out_as_tables_that_hold_no_formula(letter, enter, client, officer):
    enter(number="=1+1", subject="@SUM(A1)")

    outgoing = table(client.signed_in(officer).get(reverse("notes:note-list"), {"as": "csv"}))
    incoming = table(client.get(reverse("notes:incoming-list"), {"as": "csv"}))

    assert outgoing[1][:7] == ["NCT/ICT/689", "", "2022-05-26", "issued", "", "", "circulation"]
    assert (incoming[1][0], incoming[1][1], incoming[1][5]) == ("IN/1", "'=1+1", "'@SUM(A1)")


def test_the_lists_go_out_as_workbooks_whose_cells_are_text(letter, enter, client, officer):
    enter(number="=1+1", subject="@SUM(A1)")

    outgoing = client.signed_in(officer).get(reverse("notes:note-list"), {"as": "xlsx"})
    incoming = client.get(reverse("notes:incoming-list"), {"as": "xlsx"})

    assert outgoing["Content-Disposition"] == 'attachment; filename="register.xlsx"'
    (table,) = reading.tables(outgoing.content).values()
    assert table[1][:2] == ["NCT/ICT/689", ""]
    (table,) = reading.tables(incoming.content).values()
    assert (table[1][0], table[1][1], table[1][5]) == ("IN/1", "=1+1", "@SUM(A1)")
    assert cells(incoming.content)["B2"].get("t") == "s"


def test_a_reply_is_not_received_before_the_note_that_it_answers(letter, enter):
    before = notes.AT.date() - dt.timedelta(days=1)
    with refused("notes.before_our_note", match=letter.number):
        enter(answers_to=letter, dated_on=before, received_on=before)
    assert enter(answers_to=letter, dated_on=before, received_on=notes.AT.date()).answers_to == letter
    assert enter(number="2022/89", dated_on=before, received_on=before).answers_to is None


def test_a_note_leads_to_the_notes_that_answer_it_for_the_secretariat_alone(
    letter, enter, client, officer, people
):
    mistaken = enter(answers_to=letter)
    enter(answers_to=letter, number="2022/89", corrects=mistaken)
    address = reverse("notes:note-detail", args=[letter.key])

    shown = client.signed_in(officer).get(address).content.decode()
    assert "2022/89" in shown and "?q=IN/2" in shown and "2022/88" not in shown
    assert "2022/89" not in client.signed_in(people["TR"]).get(address).content.decode()


def test_an_entry_leads_to_its_acts_until_it_is_corrected(letter, enter, client, officer):
    first = enter(answers_to=letter)
    address = reverse("notes:incoming-list")
    acts = [reverse(f"notes:{act}", args=[first.pk]) for act in ("response-enter", "incoming-correct")]
    shown = client.signed_in(officer).get(address).content.decode()
    assert all(f'href="{act}"' in shown for act in acts)
    assert "corrected by" not in shown and "<s>" not in shown

    enter(answers_to=letter, number="2022/89", corrects=first)
    shown = client.get(address).content.decode()
    assert not any(f'href="{act}"' in shown for act in acts)
    assert "corrected by IN/2" in shown and shown.count("<s>") == 1


def test_the_register_is_searched_by_the_measure_in_any_language(letter, client, officer):
    client.force_login(officer)
    for language in ("en", "ru", "kk"):
        title = getattr(letter.paper.measure, f"title_{language}")
        for typed in (title, title.lower(), title.upper()):
            page = client.page("notes:note-list", q=typed)
            assert "NCT/ICT/689" in page, typed
    assert "NCT/ICT/689" not in client.page("notes:note-list", q="fisheries")


def test_received_notes_are_found_by_their_subject_in_whatever_case(letter, enter, client, officer):
    enter(number="2022/1", subject="Ответ Министерства (проект)")
    client.force_login(officer)
    for typed, number in (("министерства", 1), ("(ПРОЕКТ)", 1), ("МИНИСТЕРСТВО", 0), ("Ответ.", 0)):
        answer = client.get(reverse("notes:incoming-list"), {"q": typed})
        assert len(answer.context["notes"]) == number, typed


def test_received_notes_are_sorted_by_the_heads_of_their_columns(letter, enter, client, officer, people):
    enter(number="2022/1", dated_on=dt.date(2022, 5, 30))
    enter(number="2022/2", dated_on=dt.date(2022, 5, 29))
    client.force_login(officer)

    def listed(sort):
        answer = client.get(reverse("notes:incoming-list"), {"sort": sort})
        return [one.number for one in answer.context["notes"]]

    assert listed("dated") == listed("-registered") == ["2022/2", "2022/1"]
    assert listed("-dated") == listed("registered") == ["2022/1", "2022/2"]


def test_a_note_is_entered_found_and_corrected_on_pages(letter, client, officer, people, set_clock):
    set_clock(AT)
    address = f"{reverse('notes:incoming-create')}?round={letter.consultation_id}"
    assert 'value="NCT/ICT/689"' in client.signed_in(officer).get(address).content.decode()
    entry = {
        "member_state": people["TR"].member_state_id,
        "number": "2022/88",
        "dated_on": "2022-05-30",
        "received_on": "2022-05-31",
        "subject": "Comments <b>",
        "answers_to": "№ NCT/ICT/689",
    }
    wrong = client.post(address, entry | {"answers_to": "XYZ/1"}).content.decode()
    assert "There is no note with the number “XYZ/1”." in wrong and 'value="2022/88"' in wrong
    client.post(address, entry | {"file": upload(saved(blank_pdf()), "Нота 88.pdf")})
    made = IncomingNote.objects.get()
    assert (made.answers_to, made.file_name) == (letter, "Нота 88.pdf")

    page = client.page("notes:incoming-list", q="2022/88")
    assert "Comments &lt;b&gt;" in page and "IN/1" in page
    file = client.get(reverse("notes:incoming-file", args=[made.pk]))
    assert file.content.startswith(b"%PDF") and file["X-Content-Type-Options"] == "nosniff"
    client.post(reverse("notes:incoming-correct", args=[made.pk]), entry | {"subject": "Comments"})
    page = client.page("notes:incoming-list")
    assert "corrected by IN/2" in page and "replaces IN/1" in page
    assert client.get(reverse("notes:incoming-correct", args=[made.pk])).status_code == 404


# Uploaded by the State itself ------------------------------------------------------------------------
def test_a_delegation_uploads_its_note_and_the_officer_goes_on(people, officer, letter, client, set_clock):
    set_clock(AT)
    round_, contact = letter.consultation, people["TR"]
    url = reverse("notes:note-upload", args=[round_.pk])
    client.force_login(contact)
    sent = {"number": "2022/88", "dated_on": "2022-05-30"}
    missing = client.post(url, sent).content.decode()
    assert 'value="2022/88"' in missing
    file = SimpleUploadedFile("Note.pdf", saved(blank_pdf()))
    page = client.post(url, sent | {"file": file}, follow=True).content.decode()
    (made,) = IncomingNote.objects.all()
    assert (made.member_state.code, made.entered_by) == ("TR", contact)
    assert AT <= made.entered_at < AT + dt.timedelta(seconds=30)
    assert (made.answers_to, made.received_on) == (letter, AT.astimezone(ZoneInfo("Asia/Almaty")).date())
    assert made.register_number in page
    assert made.file_sha256 in page
    assert [reply.incoming for reply in unentered.replies(round_).values()] == [made]
    # Once more it is in the register already; nothing typed is lost.
    file.seek(0)
    again = client.post(url, sent | {"file": file}).content.decode()
    assert IncomingNote.objects.count() == 1
    assert 'value="2022/88"' in again
    # Nobody else of the States sees it, and the officer is offered the minute at which it came.
    client.force_login(people["KZ"])
    assert made.register_number not in client.get(url).content.decode()
    client.force_login(officer)
    entering = client.get(reverse("notes:response-enter", args=[made.pk])).content.decode()
    assert f'value="{AT.astimezone(ZoneInfo(round_.time_zone)):%H:%M}"' in entering


def test_a_drafter_uploads_no_note(people, letter):
    with pytest.raises(NotAllowed):
        incoming_notes.upload(
            letter.consultation,
            number="",
            dated_on=PAPER,
            file=Admitted("note.pdf", "pdf", saved(blank_pdf()), is_scanned=False),
            by=members.drafter(people["TR"].member_state),
        )

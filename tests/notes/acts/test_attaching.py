"""Further enclosures of a drafted note: chosen by a person, counted, put in order, frozen at issue."""

import io

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal import uploads
from cica_portal.errors import NotAllowed
from cica_portal.languages import LANGUAGES
from comments.enums import Position
from comments.writing import attachments
from members.models import AuditEntry
from notes.acts import attaching, issuing, readiness
from notes.delivery import letters
from notes.enums import NoteKind
from notes.models import NoteAttachment, VerbalNote
from notes.packages import building
from notes.wording import enclosed
from tests.factories import comments, notes
from tests.files import CHANGES, document
from tests.refusing import refused

pytestmark = pytest.mark.django_db

TITLES = {"en": "agenda", "ru": "повестка дня", "kk": "күн тәртібі"}
FORM = {"en": "registration form", "ru": "регистрационная форма", "kk": "тіркеу нысаны"}


def pdf(pages: int = 2) -> bytes:
    made = pikepdf.new()
    for _number in range(pages):
        made.add_blank_page()
    stream = io.BytesIO()
    made.save(stream, deterministic_id=True)
    return stream.getvalue()


def admitted(content: bytes, name: str = "agenda.pdf") -> uploads.Admitted:
    return uploads.admit(SimpleUploadedFile(name, content))


def picture() -> bytes:
    from PIL import Image  # noqa: PLC0415 - slow import, and one test needs it

    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def note(people):
    return VerbalNote.objects.get(pk=notes.prepared().pk)


@pytest.fixture
def attach(note, officer):
    def added(files=None, titles=TITLES):
        given = files or {"all": admitted(pdf())}
        return attaching.attach(note, given, titles=titles, by=officer, at=notes.AT)

    return added


def marks(note) -> dict[str, list[str]]:
    words = readiness.find(note, at=notes.AT).words
    return {code: next(one.lines for one in words[code] if one.id == "enclosure") for code in LANGUAGES}


def test_a_note_numbers_and_counts_each_enclosure_in_each_language(note, attach):
    attach({"all": admitted(pdf(2)), "ru": admitted(pdf(5), "повестка.pdf")})
    attach({"all": admitted(picture(), "form.png")}, FORM)
    assert marks(note) == {
        "en": [
            "Enclosure 1:", "draft Concept Paper and Plan of Implementation, on 3 p.",
            "Enclosure 2:", "agenda, on 2 p.",
            "Enclosure 3:", "registration form, in electronic form",
        ],
        "ru": [
            "Приложение 1:", "проект Концепции и Плана действий, на 3 л.",
            "Приложение 2:", "повестка дня, на 5 л.",
            "Приложение 3:", "регистрационная форма, в электронном виде",
        ],
        "kk": [
            "1-қосымша:", "тұжырымдама мен іс-қимыл жоспарының жобасы, 3 п.",
            "2-қосымша:", "күн тәртібі, 2 п.",
            "3-қосымша:", "тіркеу нысаны, электрондық түрде",
        ],
    }  # fmt: skip
    ready = readiness.find(note, at=notes.AT)
    assert (ready.findings, ready.defects) == ([], [])


def test_a_note_without_an_own_enclosure_names_the_one_that_was_added(people, officer):
    drafted = issuing.draft(NoteKind.SWG_WITHOUT_COMMENTS, notes.circulated(), by=officer, at=notes.AT)
    attaching.attach(drafted, {"all": admitted(pdf(1))}, titles=TITLES, by=officer, at=notes.AT)
    assert marks(drafted) == {
        "en": ["Enclosure:", "agenda, on 1 p."],
        "ru": ["Приложение:", "повестка дня, на 1 л."],
        "kk": ["Қосымша:", "күн тәртібі, 1 п."],
    }


def test_whoever_adds_an_enclosure_has_drafted_the_note(note, attach, officer):
    made = attach()
    assert note.drafted_by == officer
    entry = AuditEntry.objects.get(action="verbal_note.attach")
    assert entry.after["files"]["all"]["sha256"] == made.files["all"]["sha256"]
    assert "stored_as" not in str(entry.after)

    attach(titles=TITLES | {"en": "agenda <size> {deadline} 7 p."})
    assert marks(note)["en"][-1] == "agenda <size> {deadline} 7 p., on 2 p."
    assert readiness.find(note, at=notes.AT).defects == []


@pytest.mark.parametrize("missing", ["en", "ru", "kk"])
def test_a_title_is_needed_in_each_language(note, attach, missing):
    with pytest.raises(attaching.TitleMissing):
        attach(titles=TITLES | {missing: "  "})
    assert not NoteAttachment.objects.exists()


def test_files_together_have_a_limit(note, attach, monkeypatch):
    monkeypatch.setattr(attaching, "LIMIT_MEGABYTES", 0)
    with refused("notes.too_heavy"):
        attach()
    assert not NoteAttachment.objects.exists()


def test_so_many_enclosures_and_no_more(note, attach, monkeypatch):
    monkeypatch.setattr(attaching, "MOST", 1)
    attach()
    with refused("notes.too_many_enclosures", match="at most 1"):
        attach(titles=FORM)


def test_what_is_sent_twice_is_enclosed_once(note, attach):
    first = attach({"all": admitted(pdf(2)), "ru": admitted(pdf(5))})
    kept = sorted(default_storage.listdir("uploads")[1])
    assert attach({"all": admitted(pdf(2)), "ru": admitted(pdf(5))}) == first
    assert sorted(default_storage.listdir("uploads")[1]) == kept
    assert attach({"all": admitted(pdf(5)), "ru": admitted(pdf(2))}) != first
    assert attach({"all": admitted(pdf(2))}) != first
    assert AuditEntry.objects.filter(action="verbal_note.attach").count() == 3


@pytest.mark.good_path
def test_the_order_is_moved_and_an_enclosure_removed(note, attach, officer):
    first, second = attach(), attach(titles=FORM)
    attaching.move(note, second.pk, up=True, by=officer, at=notes.AT)
    assert [one.attachment for one in enclosed.of(note)] == [None, second.pk, first.pk]
    with refused("notes.not_before"):
        attaching.move(note, second.pk, up=True, by=officer, at=notes.AT)
    attaching.remove(note, second.pk, by=officer, at=notes.AT)
    assert [one.attachment for one in enclosed.of(note)] == [None, first.pk]
    with refused("notes.not_there"):
        attaching.remove(note, second.pk, by=officer, at=notes.AT)


def test_only_the_secretariat_adds(note, people):
    with pytest.raises(NotAllowed):
        attaching.attach(note, {"all": admitted(pdf())}, titles=TITLES, by=people["KZ"], at=notes.AT)


@pytest.mark.both_databases
def test_issuing_freezes_the_enclosures_and_sends_each_reader_the_own_file(note, attach, officer, signatory):
    made = attach({"all": admitted(pdf(2)), "ru": admitted(pdf(5), "повестка.pdf")})
    issuing.issue(note, by=signatory, at=notes.AT)
    notes.store_all()
    note.refresh_from_db()
    assert notes.counted(note)["file-2"] == [2, 5, 2]
    files = {code: letters.note_letter(note, code).files for code in LANGUAGES}
    assert [name for name, _content, _type in files["ru"]] == [
        "NCT-ICT-689.pdf",
        "NCT-ICT-689-enclosure-ru.pdf",
        "NCT-ICT-689-enclosure-en.pdf",
        "NCT-ICT-689-2-повестка.pdf",
    ]
    assert files["kk"][-1][0] == "NCT-ICT-689-2-agenda.pdf" and files["kk"][-1][1] == pdf(2)
    with pytest.raises(issuing.AlreadyIssued):
        attach()
    for change in (
        lambda: NoteAttachment.objects.filter(pk=made.pk).update(position=9),
        lambda: NoteAttachment.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="official rows"), transaction.atomic():
            change()


# Pages -----------------------------------------------------------------------------------------------
def test_the_page_adds_moves_and_removes(client, note, officer, people):
    address = reverse("notes:note-attachments", args=[note.key])
    titles = {f"title-{code}": text for code, text in TITLES.items()}
    refused = client.signed_in(officer).post(address, titles)
    assert refused.status_code == 422 and "Choose a file for all languages" in refused.content.decode()
    untitled = client.post(address, titles | {"title-kk": " "}).content.decode()
    assert "Title of the enclosure, Kazakh: Enter the title in all three languages" in untitled
    assert untitled.count('class="asteriskField"') == len(LANGUAGES)
    sent = titles | {"file-all": SimpleUploadedFile("agenda.pdf", pdf(2))}
    assert client.post(address, sent).status_code == 302
    made = NoteAttachment.objects.get()
    page = client.get(address).content.decode()
    assert "agenda" in page and "2 pages" in page
    file = client.get(reverse("notes:note-enclosure", args=[note.key, "file-2", "ru"]))
    assert file.content == pdf(2) and "sandbox" in file["Content-Security-Policy"]
    client.post(reverse("notes:attachment-remove", args=[note.key, made.pk]))
    assert not NoteAttachment.objects.exists()
    assert client.signed_in(people["KZ"]).get(address).status_code == 404


def test_what_an_enclosure_carries_is_told_to_who_adds_it_and_to_its_readers(
    client, note, officer, signatory
):
    address = reverse("notes:note-attachments", args=[note.key])
    titles = {f"title-{code}": text for code, text in TITLES.items()}
    file = SimpleUploadedFile("form.docx", document(f"<w:p>{CHANGES}</w:p>"))
    page = client.signed_in(officer).post(address, titles | {"file-all": file}, follow=True)
    assert any("“form.docx” contains: tracked changes." in str(one) for one in page.context["messages"])
    assert "Contains: tracked changes" in page.content.decode()

    note.refresh_from_db()
    issuing.issue(note, by=signatory, at=notes.AT)
    note.refresh_from_db()
    (packed,) = building.enclosures(note)
    assert packed.facts == {"kind": "enclosure", "language": "", "carries": ["tracked_changes"]}
    issued = client.get(reverse("notes:note-detail", args=[note.key]))
    assert "Contains: tracked changes" in issued.content.decode()


def test_a_paper_of_a_state_is_added_from_the_register(people, officer):
    consultation = notes.circulated()
    drafted = issuing.draft(NoteKind.SILENCE_BROKEN, consultation, by=officer, at=notes.AT)
    received = notes.received(
        "12-34",
        state=people["KZ"].member_state,
        on=notes.AT.date(),
        answers_to=drafted.answers_to,
        file=admitted(pdf(4), "note.pdf"),
        by=officer,
        at=notes.AT,
    )
    (paper,) = attaching.papers(drafted)
    made = attaching.attach_paper(drafted, paper.key, titles=TITLES, by=officer, at=notes.AT)
    assert (made.source, made.files["all"]["pages"]) == (received.register_number, 4)
    with refused("notes.not_there"):
        attaching.attach_paper(drafted, "note-0", titles=TITLES, by=officer, at=notes.AT)


@pytest.mark.good_path
@pytest.mark.parametrize(("visibility", "offered"), [("after_compilation", 0), ("at_once", 1)])
def test_a_file_of_a_comment_is_offered_once_every_state_reads_it(
    people, officer, set_clock, visibility, offered
):
    set_clock(notes.AT)
    consultation = notes.circulated(visibility=visibility)
    drafted = issuing.draft(NoteKind.SILENCE_BROKEN, consultation, by=officer, at=notes.AT)
    draft = comments.draft(consultation, people["KZ"], proposed_text="As proposed", language="en")
    attachments.attach(draft, [admitted(pdf(3))], language="en", by=people["KZ"], at=notes.AT)
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    found = attaching.papers(drafted)
    assert [one.name for one in found] == ["agenda.pdf"] * offered
    for one in found:
        made = attaching.attach_paper(drafted, one.key, titles=TITLES, by=officer, at=notes.AT)
        assert made.files["all"]["pages"] == 3

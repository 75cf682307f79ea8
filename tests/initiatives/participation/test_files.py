import datetime as dt
import io

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal.errors import AlreadyMoved, NotAllowed
from initiatives.models import InitiativeFile
from initiatives.participation import files
from members.models import AuditEntry
from plans.models import ConceptPaper
from tests.factories import initiatives, members
from tests.files import note_in_pdf, pdf_with
from tests.refusing import refused

AT = dt.datetime(2023, 5, 20, 6, tzinfo=dt.UTC)


def _pdf():
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made)
    return made.getvalue()


PDF = _pdf()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def event(paper, set_clock):
    set_clock(AT)
    ConceptPaper.objects.filter(pk=paper.pk).update(status="adopted")
    host = members.member_state("KZ")
    return initiatives.initiative(
        paper, status="planned", year=2023, date_from=dt.date(2023, 9, 12), host=host
    )


def url(name, *args):
    return reverse(f"initiatives:{name}", args=args)


def upload(content=PDF, name="Programme.pdf"):
    return {
        "file": SimpleUploadedFile(name, content),
        "purpose": "programme",
        "language": "ru",
    }


def test_what_a_document_carries_is_told_to_the_host_and_to_every_state(event, contact, client):
    client.force_login(contact)
    noted = pdf_with(*note_in_pdf("/Subtype /Text /Contents (why?)"))
    answer = client.post(url("initiative-files", event.block_key), upload(noted), follow=True)
    told = "“Programme.pdf” contains: comments in the margin."
    assert any(str(message).startswith(told) for message in answer.context["messages"])
    assert InitiativeFile.objects.get().carries == ["comments"]
    client.force_login(members.user("reader", members.member_state("TR")))
    page = client.get(url("initiative-detail", event.block_key)).content.decode()
    assert "Contains: comments in the margin" in page
    assert "not checked for viruses" in page
    InitiativeFile.objects.update(is_scanned=True)
    assert (
        "not checked for viruses"
        not in client.get(url("initiative-detail", event.block_key)).content.decode()
    )


def test_the_host_adds_a_document_that_every_state_opens(event, contact, client):
    answer = client.signed_in(contact).post(url("initiative-files", event.block_key), upload())
    assert answer.status_code == 302
    (added,) = InitiativeFile.objects.all()
    assert (added.name, added.purpose, added.language, added.added_by) == (
        "Programme.pdf",
        "programme",
        "ru",
        contact,
    )
    client.force_login(members.user("reader", members.member_state("TR")))
    assert "Programme.pdf" in client.get(url("initiative-detail", event.block_key)).content.decode()
    opened = client.get(url("file-download", added.pk))
    assert opened.content == PDF
    assert opened.headers["Content-Disposition"].startswith("attachment")
    assert opened.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.pdf"), (b"MZ\x90", "a.pdf"), (b"<script>", "a.html"), (PDF[:60], "a.pdf")]
)
def test_what_does_not_pass_the_gate_is_refused_beside_its_field_and_not_kept(
    event, contact, client, content, name
):
    answer = client.signed_in(contact).post(url("initiative-files", event.block_key), upload(content, name))
    assert answer.status_code == 422 and answer.context["form"].errors["file"]
    assert not InitiativeFile.objects.exists()


def test_who_does_not_keep_the_record_adds_and_removes_nothing(event, contact, drafter, client, officer):
    added = initiatives.event_file(event, officer)
    stranger = members.contact_point(members.member_state("TR"))
    for person in (stranger, drafter, members.coordinator()):
        client.force_login(person)
        assert client.post(url("initiative-files", event.block_key), upload()).status_code == 403
        assert client.post(url("file-remove", added.pk)).status_code == 403
        with pytest.raises(NotAllowed):
            files.remove(added, by=person, at=AT)
    assert [one.removed_at for one in InitiativeFile.objects.all()] == [None]

    ConceptPaper.objects.filter(pk=event.paper_id).update(status="drafting")
    client.force_login(members.contact_point(members.member_state("TR")))
    assert client.get(url("file-download", added.pk)).status_code == 404


@pytest.mark.good_path
@pytest.mark.both_databases
def test_a_document_taken_off_is_shown_no_more_and_stays_on_record(event, officer, contact, client):
    added = initiatives.event_file(event, officer)
    files.remove(added, by=officer, at=AT)
    assert client.signed_in(contact).get(url("file-download", added.pk)).status_code == 404
    assert added.name not in client.get(url("initiative-detail", event.block_key)).content.decode()
    added.refresh_from_db()
    assert default_storage.exists(added.stored_as)
    with pytest.raises(AlreadyMoved):
        files.remove(added, by=officer, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        InitiativeFile.objects.update(name="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        InitiativeFile.objects.all().delete()
    acts = AuditEntry.objects.filter(action__startswith="initiative.").values_list("action", flat=True)
    assert list(acts) == ["initiative.add_file", "initiative.remove_file"]


def test_an_event_has_only_so_many_documents(event, officer, monkeypatch):
    monkeypatch.setattr(files, "MOST", 1)
    initiatives.event_file(event, officer)
    with refused("initiatives.too_many_files"):
        initiatives.event_file(event, officer)
    assert InitiativeFile.objects.count() == 1

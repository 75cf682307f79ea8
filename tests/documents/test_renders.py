import datetime as dt
import hashlib
import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, transaction

from cica_portal import uploads
from cica_portal.database import claims
from documents import renders, store
from documents.enums import DocumentStatus
from documents.models import Document
from members.models import AuditEntry
from notes import note_documents
from plans.models import BlockText
from plans.papers import plan_documents
from tests.factories import notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

LATER = notes.AT + dt.timedelta(minutes=5)


@pytest.fixture
def paper(people):
    return notes.paper()


def test_web_process_never_loads_weasyprint():
    script = (
        "import django.apps; django.setup(); import cica_portal.urls, cica_portal.wsgi, sys; "
        "loaded = {'.'.join(name.split('.')[:2]) for name in sys.modules}; "
        "mine = {f'{one.name}.renderers' for one in django.apps.apps.get_app_configs()}; "
        "print(sorted(loaded & {'weasyprint', 'documents.press', *mine}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=django_settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"


def test_same_document_is_wanted_once(paper):
    first = plan_documents.request_draft(paper, at=notes.AT)
    assert plan_documents.request_draft(paper, at=LATER) == first
    assert Document.objects.count() == 3

    before = plan_documents.request_draft(paper)[0]
    BlockText.objects.filter(block__paper=paper, language="kk", text="Paragraph 0 kk").update(text="Басқа")
    assert plan_documents.request_draft(paper)[0] != before


def test_rendered_document_is_stored_with_its_hash_and_pages(paper):
    document = plan_documents.request_draft(paper, at=notes.AT)[0]
    assert renders.render_wanted(LATER, limit=1) == [document]
    document.refresh_from_db()
    content = store.read(document)
    assert content.startswith(b"%PDF-1.7")
    assert (document.status, document.pages, document.sha256, document.stored_at, document.attempts) == (
        DocumentStatus.STORED,
        1,
        hashlib.sha256(content).hexdigest(),
        LATER,
        1,
    )


def test_nothing_is_left_beside_the_file(paper, settings):
    renders.render_wanted(LATER) if plan_documents.request_draft(paper) else None
    files = [path.suffix for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert files == [".pdf"] * 3


def test_stored_document_is_never_rendered_again(paper, monkeypatch):
    document = notes.store(plan_documents.request_draft(paper)[0])
    monkeypatch.setattr("documents.registry.rendered", lambda document: pytest.fail("rendered again"))
    assert renders.render(document).pages == 3
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(pages=4)


def test_file_that_is_not_stored_or_was_changed_on_disk_is_not_read(paper):
    with pytest.raises(store.NotStored):
        store.read(plan_documents.request_draft(paper)[0])

    document = notes.store(plan_documents.request_draft(paper)[0])
    with open(document.file.path, "ab") as file:
        file.write(b"!")
    with pytest.raises(uploads.AlteredFile):
        store.read(document)


def test_draft_that_was_edited_before_rendering_is_dropped(paper):
    document = plan_documents.request_draft(paper)[0]
    BlockText.objects.filter(block__paper=paper, language="en", text="Paragraph 0 en").update(text="Other")
    renders.render_wanted(LATER)
    assert not Document.objects.filter(pk=document.pk).exists()


def test_a_working_draft_says_so_on_every_page_and_is_no_revision(paper):
    words = "Working draft"
    BlockText.objects.filter(block__paper=paper, block__kind="paragraph").update(text="Words. " * 600)
    document = plan_documents.request_working_draft(paper, "en", at=notes.AT)
    assert document not in plan_documents.request_draft(paper, at=notes.AT)
    renders.render_wanted(LATER)
    document.refresh_from_db()
    pages = pages_of(store.read(document))

    assert len(pages) == document.pages > 2
    assert [page.count(words) for page in pages] == [2] * document.pages  # at its head and at its foot

    enclosure = "".join(pages_of(store.read(plan_documents.of_draft(paper, "en"))))
    assert words not in enclosure


def pages_of(content):
    run = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return run.stdout.decode().removesuffix("\f").split("\f")


def test_failing_document_is_parked_after_three_tries(paper, monkeypatch, caplog):
    document = plan_documents.request_draft(paper)[0]

    def fail(document):
        raise ValueError("no font")

    monkeypatch.setattr("documents.registry.rendered", fail)
    statuses = []
    for _ in range(4):
        renders.render_wanted(LATER)
        document.refresh_from_db()
        statuses.append((document.status, document.attempts))
    assert statuses == [("wanted", 1), ("wanted", 2), ("failed", 3), ("failed", 3)]
    assert document.error == "ValueError: no font"


@pytest.mark.good_path
def test_parked_document_is_tried_again_when_asked_for(paper, officer):
    document = plan_documents.request_draft(paper)[0]
    Document.objects.filter(pk=document.pk).update(status="failed", attempts=3, error="x")
    store.request_again(document, by=officer, at=LATER)
    document.refresh_from_db()
    assert (document.status, document.attempts, document.error) == ("wanted", 0, "")
    assert AuditEntry.objects.filter(action="document.want_again", actor=officer).count() == 1
    with refused("documents.not_failed"):
        store.request_again(document, by=officer, at=LATER)


def test_claimed_document_is_left_to_its_process_until_that_is_dead(paper):
    plan_documents.request_draft(paper, at=notes.AT)
    Document.objects.update(claimed_at=notes.AT)
    assert renders.render_wanted(notes.AT + dt.timedelta(minutes=1)) == []

    Document.objects.update(claimed_at=notes.AT, attempts=1)
    done = renders.render_wanted(notes.AT + claims.LASTS + dt.timedelta(seconds=1))
    assert [document.status for document in done] == ["stored"] * 3


def test_document_that_kills_its_process_is_parked(paper):
    plan_documents.request_draft(paper, at=notes.AT)
    Document.objects.update(claimed_at=notes.AT, attempts=claims.ATTEMPTS)
    renders.render_wanted(notes.AT + claims.LASTS + dt.timedelta(seconds=1))
    assert set(Document.objects.values_list("status", flat=True)) == {"failed"}


def test_slower_of_two_processes_leaves_no_file(paper, settings):
    document = plan_documents.request_draft(paper)[0]
    slower = Document.objects.get(pk=document.pk)
    first = notes.store(document)
    renders.keep(slower, b"%PDF of the slower one", 9, at=LATER)
    slower.refresh_from_db()
    assert (slower.file.name, slower.pages) == (first.file.name, 3)
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 1


def test_issued_note_without_documents_gets_them(people):
    note = notes.note_of(notes.circulated())
    Document.objects.about("note", note).delete()
    wanted = list(note_documents.missing(LATER))
    assert [document.language for document in wanted] == ["en", "ru", "kk", "all"]
    assert list(note_documents.missing(LATER)) == []

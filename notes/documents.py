"""Documents: wanted as rows, rendered by a worker, stored once, served, never rebuilt (rules 15, 26)."""

import datetime as dt
import hashlib
import logging
import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cica_portal import clock
from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from cica_portal.text import sha256
from comments.consolidation import trace
from comments.models import Receipt
from members import audit
from members.models import User
from notes import bell
from notes.compilations import asking
from notes.enums import DocumentKind, DocumentStatus, NoteStatus
from notes.models import Document, VerbalNote, document_path
from plans.comparison.editions import Edition
from plans.models import ConceptPaper, Revision
from plans.revisions import content_sha256

logger = logging.getLogger(__name__)

ALL = "all"
NOTE_LANGUAGES = (*LANGUAGES, ALL)
ATTEMPTS = 3
# A claim older than this belongs to a process that is dead: tasks are ended before.
CLAIM_LASTS = dt.timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 60)


class NotStored(DomainError):
    sentence = _("The document is still being prepared. Please try again in a minute.")


class NotFailed(DomainError):
    sentence = _("Only a document that could not be prepared can be asked for again.")


class Obsolete(Exception):
    """What the document was to show is no longer there: nobody can want it any more."""


# Asking for documents --------------------------------------------------------------------------------
def want(kind: str, language: str, source: str, *, at: dt.datetime | None = None, **subject: Any) -> Document:
    """Return the document of this kind, source and language; ask the renderers for it if it is new."""
    document, is_new = Document.objects.get_or_create(
        kind=kind,
        language=language,
        source_sha256=source,
        defaults={"wanted_at": at or clock.now()} | subject,
    )
    if is_new:
        bell.ring(bell.RENDER)
    return document


def want_again(document: Document, *, by: User, at: dt.datetime) -> None:
    """Give a parked document another round of tries."""
    with transaction.atomic():
        found = Document.objects.filter(pk=document.pk, status=DocumentStatus.FAILED).update(
            status=DocumentStatus.WANTED, attempts=0, claimed_at=None, error="", wanted_at=at
        )
        if not found:
            raise NotFailed
        asking.failed_parts(document).update(status=DocumentStatus.WANTED, attempts=0, error="")
        audit.record("document.want_again", subject=document, by=by, at=at)
        bell.ring(bell.RENDER)


def plan_source(content: str, number: int) -> str:
    """Return the key of the text with this content hash, rendered as revision `number`."""
    return sha256({"content": content, "revision": number})


def working_source(paper: ConceptPaper) -> str:
    """Return the key of the working draft, rendered as what it is: a draft that is nobody's revision."""
    return sha256({"content": content_sha256(paper), "revision": "working draft"})


def want_working_draft(paper: ConceptPaper, language: str, *, at: dt.datetime | None = None) -> Document:
    """Ask for the working draft as it stands, with what it is on every page."""
    return want(DocumentKind.PLAN, language, working_source(paper), at=at, paper=paper)


def draft_source(paper: ConceptPaper) -> str:
    """Return the key of the working draft, rendered as the revision that it would become."""
    last = paper.revisions.aggregate(last=models.Max("number"))["last"]
    return plan_source(content_sha256(paper), 0 if last is None else last + 1)


def revision_source(revision: Revision) -> str:
    return plan_source(revision.sha256, revision.number)


def want_draft(paper: ConceptPaper, *, at: dt.datetime | None = None) -> list[Document]:
    """Ask for the working draft as it stands, in every language: the enclosure of the coming note."""
    source = draft_source(paper)
    return [want(DocumentKind.PLAN, language, source, at=at, paper=paper) for language in LANGUAGES]


def want_revision(revision: Revision, *, at: dt.datetime | None = None) -> list[Document]:
    source = revision_source(revision)
    return [
        want(DocumentKind.PLAN, language, source, at=at, paper=revision.paper, revision=revision)
        for language in LANGUAGES
    ]


def redline_source(earlier: Edition, later: Edition) -> str:
    """Return the key of the redline of two editions: their names and their hashes."""
    return sha256({"redline": [[edition.name, edition.sha256] for edition in (earlier, later)]})


def want_redline(
    earlier: Edition, later: Edition, language: str, *, at: dt.datetime | None = None
) -> Document:
    """Ask for the redline of two editions of one plan."""
    return want(
        DocumentKind.REDLINE,
        language,
        redline_source(earlier, later),
        at=at,
        paper=later.paper,
        earlier=earlier.revision,
        revision=later.revision,
    )


def want_trace(revision: Revision, language: str, *, at: dt.datetime | None = None) -> Document:
    """Ask for the annex of a revision: what it changed, on whose comments, and what they were answered."""
    source = trace_source(revision)
    return want(DocumentKind.TRACE, language, source, at=at, paper=revision.paper, revision=revision)


def trace_source(revision: Revision) -> str:
    """Return the key of the annex: another answer to a comment behind it makes another annex."""
    return sha256({"trace": [revision.number, revision.sha256], "answers": trace.answers(revision)})


def note_source(note: VerbalNote) -> str:
    return sha256({"note": note.number, "kind": note.kind})


def want_note(note: VerbalNote, *, at: dt.datetime | None = None) -> list[Document]:
    """Ask for the issued note, in each language and in all of them as one file."""
    source = note_source(note)
    return [want(DocumentKind.NOTE, language, source, at=at, note=note) for language in NOTE_LANGUAGES]


def want_receipt(receipt: Receipt, language: str) -> Document:
    return want(DocumentKind.RECEIPT, language, sha256({"receipt": receipt.sha256, "number": receipt.number}),
                receipt=receipt)  # fmt: skip


# Finding them ----------------------------------------------------------------------------------------
def of_draft(paper: ConceptPaper, language: str) -> Document | None:
    return _plan(draft_source(paper), language)


def drafts(paper: ConceptPaper) -> list[Document]:
    """Return the renderings of the working draft as it stands, in the order of the languages."""
    found = Document.objects.filter(kind=DocumentKind.PLAN, source_sha256=draft_source(paper))
    return sorted(found, key=lambda document: LANGUAGES.index(document.language))


def of_revision(revision: Revision, language: str) -> Document | None:
    return _plan(revision_source(revision), language)


def of_note(note: VerbalNote, language: str) -> Document | None:
    return Document.objects.filter(kind=DocumentKind.NOTE, note=note, language=language).first()


def _plan(source: str, language: str) -> Document | None:
    return Document.objects.filter(kind=DocumentKind.PLAN, source_sha256=source, language=language).first()


def read(document: Document | None) -> bytes:
    """Return the stored file, checked against the hash recorded when it was made."""
    if document is None or not document.is_stored:
        raise NotStored
    with document.file.open("rb") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise RuntimeError(f"The stored file of document {document.pk} is not the one that was made.")
    return content


# Making them -----------------------------------------------------------------------------------------
def missing(at: dt.datetime) -> Iterable[Document]:
    """Ask for what should exist by now and does not: the documents of issued notes."""
    has_documents = Document.objects.filter(kind=DocumentKind.NOTE, note=models.OuterRef("pk"))
    for note in VerbalNote.objects.filter(status=NoteStatus.ISSUED).exclude(models.Exists(has_documents)):
        yield from want_note(note, at=at)


def claimable(at: dt.datetime) -> models.QuerySet[Document]:
    """Return the wanted documents that no living process is working on."""
    stale = Q(claimed_at__lt=at - CLAIM_LASTS) | Q(claimed_at__gt=at + CLAIM_LASTS)
    return Document.objects.filter(Q(claimed_at=None) | stale, status=DocumentStatus.WANTED)


def render_wanted(at: dt.datetime, *, limit: int = 200) -> list[Document]:
    """Render what is wanted, oldest first; return what was stored or parked. A compilation comes after its
    parts, and waits for those that another process is rendering: that one finds it then."""
    done = []
    for document in claimable(at).order_by("wanted_at", "pk")[:limit]:
        if not asking.is_waiting(document) and _claim(document, at):
            render(document, at=at)
            done.append(document)
    return [document for document in done if document.status != DocumentStatus.WANTED]


def _claim(document: Document, at: dt.datetime) -> bool:
    """Claim by a conditional update: of two processes one wins. Park what has killed too many."""
    mine = claimable(at).filter(pk=document.pk)
    if document.attempts >= ATTEMPTS:
        mine.update(status=DocumentStatus.FAILED, error="The process that rendered it was ended.")
        return False
    return bool(mine.update(claimed_at=at, attempts=F("attempts") + 1))


def render(document: Document, *, at: dt.datetime | None = None) -> Document:
    """Render and store one document; after the last try that fails it is parked, visibly.

    For processes that render, not for the web's: this loads WeasyPrint.
    """
    # A slow import, and one that the web process must never make.
    from notes.packages import rendering  # noqa: PLC0415 - see above

    if document.is_stored:
        return document
    try:
        rendered = rendering.rendered(document)
    except Obsolete:
        Document.objects.filter(pk=document.pk, status=DocumentStatus.WANTED).delete()
        document.status = DocumentStatus.FAILED
        return document
    except Exception as error:
        logger.exception("Document %s could not be rendered", document.pk)
        _fail(document, error)
        if isinstance(error, SoftTimeLimitExceeded):
            raise
        return document
    _store(document, rendered.content, rendered.pages, at or clock.now())
    return document


def _fail(document: Document, error: Exception) -> None:
    waiting = Document.objects.filter(pk=document.pk, status=DocumentStatus.WANTED)
    reason = f"{type(error).__name__}: {error}"[:500]
    waiting.update(claimed_at=None, error=reason)
    waiting.filter(attempts__gte=ATTEMPTS).update(status=DocumentStatus.FAILED)
    document.refresh_from_db()


def _store(document: Document, content: bytes, pages: int | None, at: dt.datetime) -> None:
    storage = document.file.storage
    name = save_whole(storage, document_path(document, ""), content)
    stored = Document.objects.filter(pk=document.pk).exclude(status=DocumentStatus.STORED).update(
        status=DocumentStatus.STORED,
        file=name,
        sha256=hashlib.sha256(content).hexdigest(),
        pages=pages,
        stored_at=at,
        claimed_at=None,
        content=None,
        error="",
    )  # fmt: skip
    if not stored:
        storage.delete(name)  # another process was quicker: its file is the document
    document.refresh_from_db()


def save_whole(storage: Storage, name: str, content: bytes) -> str:
    """Save a file so that it is there whole or not at all: written aside, synced, renamed."""
    try:
        path = Path(storage.path(name))
    except NotImplementedError:  # an object storage puts a file whole by itself
        return storage.save(name, ContentFile(content))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return name


def write_whole(path: Path, content: bytes) -> None:
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with open(aside, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

"""Wanted documents are claimed, rendered and kept, each by one process. For processes that render."""

import datetime as dt
import hashlib
import logging

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cica_portal import clock
from cica_portal.operation.whole_files import save_whole
from documents import parts, registry
from documents.enums import DocumentStatus
from documents.models import Document, document_path

logger = logging.getLogger(__name__)

ATTEMPTS = 3
# A claim older than this belongs to a process that is dead: tasks are ended before.
CLAIM_LASTS = dt.timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 60)


def claimable(at: dt.datetime) -> models.QuerySet[Document]:
    """Return the wanted documents that no living process is working on."""
    stale = Q(claimed_at__lt=at - CLAIM_LASTS) | Q(claimed_at__gt=at + CLAIM_LASTS)
    return Document.objects.filter(Q(claimed_at=None) | stale, status=DocumentStatus.WANTED)


def render_wanted(at: dt.datetime, *, limit: int = 200) -> list[Document]:
    """Render what is wanted, oldest first; return what was stored or parked. A compilation comes after its
    parts, and waits for those that another process is rendering: that one finds it then."""
    done = []
    for document in claimable(at).order_by("wanted_at", "pk")[:limit]:
        if not parts.is_waiting(document) and _claim(document, at):
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
    if document.is_stored:
        return document
    try:
        rendered = registry.rendered(document)
    except registry.Obsolete:
        Document.objects.filter(pk=document.pk, status=DocumentStatus.WANTED).delete()
        document.status = DocumentStatus.FAILED
        return document
    except Exception as error:
        logger.exception("Document %s could not be rendered", document.pk)
        _fail(document, error)
        if isinstance(error, SoftTimeLimitExceeded):
            raise
        return document
    keep(document, rendered.content, rendered.pages, at=at or clock.now())
    return document


def _fail(document: Document, error: Exception) -> None:
    waiting = Document.objects.filter(pk=document.pk, status=DocumentStatus.WANTED)
    reason = f"{type(error).__name__}: {error}"[:500]
    waiting.update(claimed_at=None, error=reason)
    waiting.filter(attempts__gte=ATTEMPTS).update(status=DocumentStatus.FAILED)
    document.refresh_from_db()


def keep(document: Document, content: bytes, pages: int | None, *, at: dt.datetime) -> None:
    """Store the file of a document, once: of two processes the quicker one."""
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

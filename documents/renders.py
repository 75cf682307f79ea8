"""Wanted documents are claimed, rendered and kept, each by one process. For processes that render."""

import datetime as dt
import hashlib
import logging

from django.db.models import QuerySet

from cica_portal import clock
from cica_portal.database import claims
from cica_portal.operation.whole_files import save_whole
from documents import registry
from documents.assembly import parts
from documents.enums import DocumentStatus
from documents.models import Document, document_path

logger = logging.getLogger(__name__)


def claimable(at: dt.datetime) -> QuerySet[Document]:
    """Return the wanted documents that no living process is working on."""
    return claims.free(Document.objects.filter(status=DocumentStatus.WANTED), at)


def render_wanted(at: dt.datetime, *, limit: int = 200) -> list[Document]:
    """Render what is wanted, oldest first; return what was stored or parked. A compilation comes after its
    parts, and waits for those that another process is rendering: that one finds it then."""
    done = []
    wanted = claimable(at)
    for document in wanted.order_by("wanted_at", "pk")[:limit]:
        if not parts.is_waiting(document) and claims.claim_or_park(wanted, document, at=at):
            render(document, at=at)
            done.append(document)
    return [document for document in done if document.status != DocumentStatus.WANTED]


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
        wanted = Document.objects.filter(status=DocumentStatus.WANTED)
        is_hopeless = isinstance(error, parts.PartFailed)
        claims.give_back(wanted, document, claims.reason(error), is_hopeless=is_hopeless)
        from celery.exceptions import SoftTimeLimitExceeded  # noqa: PLC0415 - for processes that render

        if isinstance(error, SoftTimeLimitExceeded):
            raise
        return document
    try:
        keep(document, rendered.content, rendered.pages, at=at or clock.now())
    except OSError as error:
        # It ends this round, since the next document would find no room either; none uses up its tries.
        claims.put_back(Document.objects.filter(status=DocumentStatus.WANTED), document, claims.reason(error))
        raise
    return document


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

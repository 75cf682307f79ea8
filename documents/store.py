"""Documents are requested as rows, found by their key, stored once and never rebuilt (rules 15, 26)."""

import datetime as dt
from collections.abc import Sequence

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from cica_portal import clock, uploads
from cica_portal.errors import DomainError, Refusal
from documents import queue, subjects
from documents.assembly import parts
from documents.enums import DocumentStatus
from documents.models import Document
from members import audit
from members.models import User


class NotStored(DomainError):
    sentence = _("The document is still being prepared. Please try again in a minute.")


def request(
    kind: str, language: str, source: str, *, at: dt.datetime | None = None, **subject: models.Model | None
) -> Document:
    """Return the document of this kind, source and language; ask the renderers for it if it is new."""
    return request_each(kind, [language], source, at=at, **subject)[0]


def request_each(
    kind: str,
    languages: Sequence[str],
    source: str,
    *,
    at: dt.datetime | None = None,
    **subject: models.Model | None,
) -> list[Document]:
    """Return the documents of this kind and source in these languages; ask the renderers for those that are
    new, all at once."""
    found = _asked_for(kind, languages, source)
    if lacking := [language for language in languages if language not in found]:
        given = {"wanted_at": at or clock.now(), "subject": subjects.keys(subject)}
        Document.objects.bulk_create(
            (Document(kind=kind, language=one, source_sha256=source, **given) for one in lacking),
            ignore_conflicts=True,  # somebody else may ask at the same moment
        )
        queue.notify(queue.RENDER)
        found = _asked_for(kind, languages, source)
    return [found[language] for language in languages]


def _asked_for(kind: str, languages: Sequence[str], source: str) -> dict[str, Document]:
    rows = Document.objects.filter(kind=kind, source_sha256=source, language__in=languages)
    return {one.language: one for one in rows}


def request_again(document: Document, *, by: User, at: dt.datetime) -> None:
    """Give a parked document another round of tries."""
    with transaction.atomic():
        if not release(Document.objects.filter(pk=document.pk), at=at):
            raise Refusal("documents.not_failed")
        audit.record("document.want_again", subject=document, by=by, at=at)
        queue.notify(queue.RENDER)


def release(parked: models.QuerySet[Document], *, at: dt.datetime) -> int:
    """Let parked documents, and parked parts of them, be tried again; return how many documents were."""
    found = list(parked.filter(status=DocumentStatus.FAILED))
    needed = [part.pk for document in found for part in parts.failed(document)]
    again = {"status": DocumentStatus.WANTED, "attempts": 0, "claimed_at": None, "error": "", "wanted_at": at}
    released, _parts = (
        Document.objects.filter(pk__in=keys, status=DocumentStatus.FAILED).update(**again)
        for keys in ([document.pk for document in found], needed)
    )
    return released


def find(kind: str, source: str, language: str) -> Document | None:
    return Document.objects.filter(kind=kind, source_sha256=source, language=language).first()


def read(document: Document | None) -> bytes:
    """Return the stored file, checked against the hash recorded when it was made."""
    if document is None or not document.is_stored:
        raise NotStored
    return uploads.stored(document.file.name, document.sha256)

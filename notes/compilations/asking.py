"""Asking for a compilation on paper: its parts first, then the whole, which waits until they are stored."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from cica_portal.text import sha256
from comments.compilation.filters import Sifted
from comments.compilation.matrix import Matrix
from notes import bell
from notes.compilations import parts
from notes.enums import DocumentKind, DocumentStatus
from notes.models import Document

# So many processes are told at once that there are parts to render.
BELLS = 4


def want(matrix: Matrix, sifted: Sifted, *, at: dt.datetime) -> Document:
    """Return the document of what the reader's filters leave; ask for it, and for its parts, if it is new."""
    with translation.override(matrix.language):
        found = parts.of(matrix, sifted.entries)
        title, dated = parts.title(matrix), parts.dated(matrix)
    keys = [parts.key(part) for part in found]
    content = {
        "parts": keys,
        "title": title,
        "dated": dated,
        "numbers": [[p["first"], p["last"]] for p in found],
    }
    whole = {"kind": DocumentKind.COMPILATION, "language": matrix.language, "source_sha256": sha256(content)}
    document = Document.objects.filter(**whole).first()
    if document is not None:
        return document
    known = set(_of(keys).values_list("source_sha256", flat=True))
    common = {"language": matrix.language, "consultation": matrix.consultation, "wanted_at": at}
    with transaction.atomic():
        Document.objects.bulk_create(
            [
                Document(kind=DocumentKind.COMPILATION_PART, source_sha256=key, content=part, **common)
                for key, part in dict(zip(keys, found, strict=True)).items()
                if key not in known
            ],
            ignore_conflicts=True,
        )
        document, _is_new = Document.objects.get_or_create(**whole, defaults={"content": content, **common})
        for _number in range(min(BELLS, len(keys) - len(known)) or 1):
            bell.ring(bell.RENDER)
    return document


def parts_of(document: Document) -> list[Document]:
    """Return the parts of a compilation that is still to be put together, in their order."""
    found = {part.source_sha256: part for part in _of(document.content["parts"])}
    return [found[key] for key in document.content["parts"] if key in found]


def needed(document: Document) -> list[Document]:
    """Return the parts without which a document cannot be put together yet; other documents need none."""
    if document.kind != DocumentKind.COMPILATION or document.is_stored:
        return []
    return [part for part in parts_of(document) if not part.is_stored]


def is_waiting(document: Document) -> bool:
    """Tell whether a compilation cannot be put together yet: a part is still being rendered."""
    if document.kind != DocumentKind.COMPILATION:
        return False
    return _of(document.content["parts"]).filter(status=DocumentStatus.WANTED).exists()


def failed_parts(document: Document) -> QuerySet[Document]:
    """Return the parts without which a compilation could not be put together; other documents have none."""
    keys = document.content["parts"] if document.kind == DocumentKind.COMPILATION else []
    return _of(keys).filter(status=DocumentStatus.FAILED)


def _of(keys: Sequence[str]) -> QuerySet[Document]:
    return Document.objects.filter(kind=DocumentKind.COMPILATION_PART, source_sha256__in=keys)

"""A document that is put together of stored parts: it waits for them, and fails with them."""

import importlib.metadata
from collections.abc import Sequence
from pathlib import Path

from django.db.models import QuerySet

from cica_portal.text import sha256
from documents.enums import DocumentKind, DocumentStatus
from documents.models import Document


class PartFailed(Exception):
    """A part could not be rendered: the whole cannot be put together until a person has it tried again."""


def edition() -> str:
    """Return the hash of how parts are joined and numbered: what is kept follows from it, too."""
    folder = Path(__file__).parent
    program = [(folder / f"{name}.py").read_text(encoding="utf-8") for name in ("joining", "stamping")]
    return sha256({"program": program, "library": importlib.metadata.version("pikepdf")})


def of_keys(keys: Sequence[str]) -> QuerySet[Document]:
    """Return the parts that are kept under these keys, whatever they are parts of."""
    return Document.objects.filter(kind=DocumentKind.COMPILATION_PART, source_sha256__in=keys)


def parts_of(document: Document) -> list[Document]:
    """Return the parts of a document that is still to be put together, in their order."""
    found = {part.source_sha256: part for part in of_keys(_keys(document))}
    return [found[key] for key in _keys(document) if key in found]


def needed(document: Document) -> list[Document]:
    """Return the parts without which a document cannot be put together yet; other documents need none."""
    if document.is_stored:
        return []
    return [part for part in parts_of(document) if not part.is_stored]


def is_waiting(document: Document) -> bool:
    """Tell whether a document cannot be put together yet: a part is still being rendered."""
    keys = _keys(document)
    return bool(keys) and of_keys(keys).filter(status=DocumentStatus.WANTED).exists()


def failed(document: Document) -> QuerySet[Document]:
    """Return the parts without which a document could not be put together; other documents have none."""
    return of_keys(_keys(document)).filter(status=DocumentStatus.FAILED)


def _keys(document: Document) -> list[str]:
    return document.content["parts"] if document.kind == DocumentKind.COMPILATION and document.content else []

"""Asking for a compilation on paper: its parts first, then the whole, which waits until they are stored."""

import datetime as dt

from django.db import transaction
from django.utils import translation

from cica_portal.text import sha256
from comments.reading import filters, paper_parts
from comments.reading.compilation import Compilation
from comments.reading.filters import Sifted
from documents import queue, subjects
from documents.assembly.parts import of_keys
from documents.enums import DocumentKind
from documents.models import Document

# So many processes are told at once that there are parts to render.
TOLD = 4


def request(matrix: Compilation, sifted: Sifted, *, at: dt.datetime) -> Document:
    """Return the document of what the reader's filters leave; ask for it, and for its parts, if it is new."""
    with translation.override(matrix.language):
        found = paper_parts.of(matrix, sifted.readings, filters.head_lines(matrix, sifted))
        title, dated = paper_parts.title(matrix), paper_parts.dated(matrix)
    keys = [paper_parts.key(part) for part in found]
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
    known = set(of_keys(keys).values_list("source_sha256", flat=True))
    subject = subjects.keys({"consultation": matrix.consultation})
    common = {"language": matrix.language, "subject": subject, "wanted_at": at}
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
        for _number in range(min(TOLD, len(keys) - len(known)) or 1):
            queue.notify(queue.RENDER)
    return document

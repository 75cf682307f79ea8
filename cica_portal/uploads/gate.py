"""The one gate: size, real type and everything in a file that could act, before anything else opens it.

A file is known by its content and not by its name. What passes may be shown, kept and joined; nothing in it
runs, fetches or starts anything by itself (rules 25 and 39).
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from cica_portal.text import is_blank
from cica_portal.uploads import carried, packages, pdf, pictures, scanning
from cica_portal.uploads.limits import LIMITS, Limits
from cica_portal.uploads.refusals import (
    Empty,
    NotAdmitted,
    NotALetter,
    NotAWorkbook,
    NotWord,
    OldWord,
    TooLarge,
)

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": packages.WORD_TYPE,
    "xlsx": packages.SHEET_TYPE,
    "png": "image/png",
    "jpg": "image/jpeg",
}
KINDS = frozenset(CONTENT_TYPES)
WORD = frozenset({"docx"})
LETTER = frozenset({"pdf", "docx"})
WORKBOOK = frozenset({"xlsx"})
NAME_LIMIT = 120
_SIGNATURES = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
}
_OTHER = {WORD: NotWord, LETTER: NotALetter, WORKBOOK: NotAWorkbook}


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that has passed the gate; `carries` says what it has beside what it shows (`carried`)."""

    name: str
    kind: str
    content: bytes
    is_scanned: bool
    carries: tuple[str, ...] = ()


def admit(upload: "UploadedFile[bytes]", kinds: Collection[str] = KINDS, limits: Limits = LIMITS) -> Admitted:
    """Return an uploaded file of one of these kinds that passes gate and scanner; else raise Refused."""
    if (upload.size or 0) > limits.size:
        raise TooLarge(limit=limits.megabytes)
    content = upload.read(limits.size + 1)
    kind = kind_of(content, kinds, limits)
    carries = carried.of(kind, content)
    return Admitted(plain_name(upload.name or "", kind), kind, content, scanning.scan(content), carries)


def check_word(content: bytes, limits: Limits = LIMITS) -> None:
    """Refuse what is not a plain Word document."""
    kind_of(content, WORD, limits)


def kind_of(content: bytes, kinds: Collection[str] = KINDS, limits: Limits = LIMITS) -> str:
    """Return what a file really is, after a look at everything in it that could act."""
    if not content:
        raise Empty
    if len(content) > limits.size:
        raise TooLarge(limit=limits.megabytes)
    if content.startswith(packages.OLD_WORD_SIGNATURE) and "xlsx" not in kinds:
        raise OldWord
    found = next((kind for sign, kind in _SIGNATURES.items() if content.startswith(sign)), "")
    if content.startswith(packages.SIGNATURE):
        found = packages.kind_of(content, limits)
    if found not in kinds:
        raise _OTHER.get(frozenset(kinds), NotAdmitted)
    if found == "pdf":
        pdf.check(content, limits)
    elif found in {"png", "jpg"}:
        pictures.check(content, found, limits)
    return found


def accept(kinds: Collection[str]) -> str:
    """Return what a form tells the browser to offer."""
    endings = [kind for kind in CONTENT_TYPES if kind in kinds] + ["jpeg"] * ("jpg" in kinds)
    return ",".join(f".{ending}" for ending in endings)


def plain_name(name: str, kind: str) -> str:
    """Return a file's name for people: no folders, no control characters, the ending of what it is."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(". ")
    stem, _dot, ending = shown.rpartition(".")
    if ending.lower() not in {kind, "jpeg" if kind == "jpg" else kind} or not stem:
        stem = shown
    return f"{'file' if is_blank(stem) else stem[:NAME_LIMIT]}.{kind}"

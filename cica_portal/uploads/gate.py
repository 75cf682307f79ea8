"""The one gate: size, real type and everything in a file that could act, before anything else opens it.

A file is known by its content and not by its name. What passes may be shown, kept and joined; nothing in it
runs, fetches or starts anything by itself (rules 25 and 39).
"""

import struct
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from cica_portal.text import is_blank
from cica_portal.uploads import carried, packages, pdf, scanning
from cica_portal.uploads.refusals import LIMITS, Limits, Refused

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
FORM = frozenset({"docx", "xlsx"})
NAME_LIMIT = 120
_SIGNATURES = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
}
_OTHER = {WORD: "not_word", LETTER: "not_a_letter", FORM: "not_a_form"}


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
    content = upload.read(limits.size + 1)
    kind = kind_of(content, kinds, limits)
    carries = carried.find_carried(kind, content)
    return Admitted(plain_name(upload.name or "", kind), kind, content, scanning.scan(content), carries)


def kind_of(content: bytes, kinds: Collection[str] = KINDS, limits: Limits = LIMITS) -> str:
    """Return what a file really is, after a look at everything in it that could act."""
    if not content:
        raise Refused("empty")
    if len(content) > limits.size:
        raise Refused("too_large", limit=limits.megabytes)
    if content.startswith(packages.OLD_WORD_SIGNATURE) and "xlsx" not in kinds:
        raise Refused("old_word")
    found = next((kind for sign, kind in _SIGNATURES.items() if content.startswith(sign)), "")
    if content.startswith(packages.SIGNATURE):
        found = packages.kind_of(content, limits)
    if found not in kinds:
        raise Refused(_OTHER.get(frozenset(kinds), "not_admitted"))
    if found == "pdf":
        pdf.check(content, limits)
    elif found in {"png", "jpg"}:
        width, height = _png(content) if found == "png" else _jpeg(content)
        if width * height > limits.pixels:
            raise Refused("unpacks_too_large")
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


def _png(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR" or b"IEND" not in content[-16:]:
        raise Refused("damaged")
    return struct.unpack(">II", content[16:24])


def _jpeg(content: bytes) -> tuple[int, int]:
    """Walk the segments up to the one that says how large the picture is."""
    place = 2
    while place + 9 < len(content):
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if content[place] != 0xFF or length < 2:
            raise Refused("damaged")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    raise Refused("damaged")


class AdmittedField(forms.FileField):
    """A file of one of these kinds; the value is what the gate has admitted."""

    def __init__(self, *, kinds: Collection[str] = KINDS, **kwargs: Any) -> None:
        self.kinds = kinds
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": accept(kinds)}))
        # An empty file is refused by the gate, in its own words.
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Admitted | None:
        upload = super().clean(data, initial)
        if upload is None:
            return None
        try:
            return admit(upload, self.kinds)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

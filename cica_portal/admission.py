"""Files that support what a State says: what kinds are admitted, by their content and not by their name."""

import io
import struct
import unicodedata
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cica_portal import scanning, uploads
from cica_portal.uploads import LIMITS, Damaged, Empty, Limits, Refused, TooLarge, UnpacksTooLarge, WithMacros

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": uploads.WORD_TYPE,
    "xlsx": SHEET_TYPE,
    "png": "image/png",
    "jpg": "image/jpeg",
}
ACCEPT = ",".join(f".{kind}" for kind in (*CONTENT_TYPES, "jpeg"))
PACKAGES = {uploads.WORD_MAIN: "docx", f"{SHEET_TYPE}.main+xml": "xlsx"}
NAME_LIMIT = 120
PIXELS = 100_000_000
PDF_OBJECTS = 200_000
PDF_ACTIVE = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData"})


class NotAdmitted(Refused):
    sentence = _("This kind of file is not accepted. Send a PDF, DOCX, XLSX, PNG or JPEG file.")


class Locked(Refused):
    sentence = _("The file is protected by a password. Save it without one.")


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that has passed the gate."""

    name: str
    kind: str
    content: bytes
    is_scanned: bool


def admit(upload: UploadedFile, limits: Limits = LIMITS) -> Admitted:
    """Return an uploaded file that passes the gate and the scanner; raise Refused otherwise."""
    if upload.size > limits.size:
        raise TooLarge(limit=limits.megabytes)
    content = upload.read(limits.size + 1)
    kind = kind_of(content, limits)
    return Admitted(plain_name(upload.name, kind), kind, content, scanning.scan(content))


def kind_of(content: bytes, limits: Limits = LIMITS) -> str:
    """Return what a file really is, after a look at everything in it that could act."""
    if not content:
        raise Empty
    if len(content) > limits.size:
        raise TooLarge(limit=limits.megabytes)
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        _check_png(content)
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        _check_jpeg(content)
        return "jpg"
    if content.startswith(uploads.ZIP_SIGNATURE):
        return uploads.package_kind(content, PACKAGES, limits, other=NotAdmitted)
    raise NotAdmitted


def plain_name(name: str, kind: str) -> str:
    """Return a file's name for people: no folders, no control characters, the ending of what it is."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(". ")
    stem, _dot, ending = shown.rpartition(".")
    if ending.lower() not in {kind, "jpeg" if kind == "jpg" else kind} or not stem:
        stem = shown
    return f"{stem[:NAME_LIMIT] or 'file'}.{kind}"


def _check_pdf(content: bytes) -> None:
    import pikepdf  # noqa: PLC0415 - slow import, needed only when a PDF comes in

    try:
        with pikepdf.open(io.BytesIO(content)) as file:
            if file.is_encrypted:
                raise Locked
            if len(file.objects) > PDF_OBJECTS:
                raise UnpacksTooLarge
            for found in file.objects:
                if isinstance(found, pikepdf.Dictionary | pikepdf.Stream) and _acts(found):
                    raise WithMacros
    except pikepdf.PasswordError as error:
        raise Locked from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise Damaged from error


def _acts(found: object) -> bool:
    return "/JS" in found or "/EmbeddedFiles" in found or str(found.get("/S", "")) in PDF_ACTIVE


def _check_png(content: bytes) -> None:
    if content[12:16] != b"IHDR" or b"IEND" not in content[-16:]:
        raise Damaged
    width, height = struct.unpack(">II", content[16:24])
    if width * height > PIXELS:
        raise UnpacksTooLarge


def _check_jpeg(content: bytes) -> None:
    """Walk the segments up to the one that says how large the picture is."""
    place = 2
    while place + 9 < len(content):
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if content[place] != 0xFF or length < 2:
            raise Damaged
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            if width * height > PIXELS:
                raise UnpacksTooLarge
            return
        place += 2 + length
    raise Damaged

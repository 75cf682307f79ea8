"""The one gate for files from people (rule 25): size, real type and content, before it is opened."""

import io
import posixpath
import uuid
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError

MEBIBYTE = 1024 * 1024
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORD_MAIN = f"{WORD_TYPE}.main+xml"
ZIP_SIGNATURE = b"PK\x03\x04"
OLD_WORD_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF_SIGNATURE = b"%PDF-"
ACTIVE_PDF = frozenset({"/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/EF", "/RichMedia", "/AA"})
# A link that a reader may click is never followed here; every other outside part is fetched on opening.
LINK = "/hyperlink"
MACRO_SIGNS = ("vbaproject", "vbadata", "macroenabled", "activex", "ms-office.vba")
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Limits:
    """How much a file may hold. The form states the same numbers."""

    size: int = 10 * MEBIBYTE
    unpacked: int = 100 * MEBIBYTE
    xml: int = 30 * MEBIBYTE
    entries: int = 2_000
    elements: int = 500_000
    depth: int = 200

    @property
    def megabytes(self) -> int:
        return self.size // MEBIBYTE


LIMITS = Limits()


class Refused(DomainError):
    """A file that does not pass the gate; the sentence says what to do about it."""


class TooLarge(Refused):
    sentence = _("The file is larger than %(limit)s MB. Remove pictures from it, or send it in parts.")


class Empty(Refused):
    sentence = _("The file is empty.")


class OldWord(Refused):
    sentence = _(
        "This is a file of an old Word (.doc), or one with a password. Save it as .docx without one."
    )


class NotWord(Refused):
    sentence = _("This is not a Word document (.docx), whatever the file is called.")


class Damaged(Refused):
    sentence = _("The file is damaged and cannot be read. Open it, save it again, and send that file.")


class UnpacksTooLarge(Refused):
    sentence = _("Unpacked, the file is larger than the portal accepts.")


class TooManyParts(Refused):
    sentence = _("The file has more parts than a document needs.")


class WithMacros(Refused):
    sentence = _("The file contains macros, scripts or other active content. Save it without them.")


class WithOutsideParts(Refused):
    sentence = _(
        "The file refers to parts outside of itself (%(target)s). Put pictures into the file, "
        "detach its template, and send it again."
    )


class WithEntities(Refused):
    sentence = _("The file contains definitions that no document needs (a document type or entities).")


class NotALetter(Refused):
    sentence = _("This is neither a PDF nor a Word document (.docx), whatever the file is called.")


class LockedPdf(Refused):
    sentence = _("The PDF is locked with a password. Send one that opens without it.")


class DamagedPdf(Refused):
    sentence = _("The PDF is damaged and cannot be read. Scan or export it again.")


class ActivePdf(Refused):
    sentence = _(
        "The PDF contains scripts, attached files or actions. Print it into a plain PDF and send that."
    )


def word_document(upload: UploadedFile, limits: Limits = LIMITS) -> bytes:
    """Return the content of an uploaded Word document that passes the gate; raise Refused otherwise."""
    if upload.size > limits.size:
        raise TooLarge(limit=limits.megabytes)
    content = upload.read(limits.size + 1)
    check_word(content, limits)
    return content


def check_word(content: bytes, limits: Limits = LIMITS) -> None:
    """Refuse what is not a plain Word document."""
    package_kind(content, {WORD_MAIN: "docx"}, limits)


def package_kind(
    content: bytes, mains: Mapping[str, str], limits: Limits = LIMITS, *, other: type[Refused] = NotWord
) -> str:
    """Return which of the kinds in `mains` a package is, by the type of its main part; raise `other` if none.

    Every part is unpacked, counted and parsed once, here.
    """
    if not content:
        raise Empty
    if len(content) > limits.size:
        raise TooLarge(limit=limits.megabytes)
    if content.startswith(OLD_WORD_SIGNATURE):
        raise OldWord
    if not content.startswith(ZIP_SIGNATURE):
        raise other
    types: dict[str, str] | None = None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = _names(package, limits)
            left = limits.elements
            for name, part in _parts(package, limits):
                if _is_xml(name, part):
                    found, left = _check_xml(name, part, limits, left)
                    if name == "[Content_Types].xml":
                        types = found
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, ValueError) as error:
        raise Damaged from error
    return _kind(types, names, mains, other)


def _names(package: zipfile.ZipFile, limits: Limits) -> list[str]:
    entries = package.infolist()
    if len(entries) > limits.entries:
        raise TooManyParts
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) != len(names):
        raise Damaged
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise OldWord
        if entry.filename.startswith("/") or "\\" in entry.filename or ".." in entry.filename.split("/"):
            raise Damaged
        if any(sign in entry.filename.lower() for sign in MACRO_SIGNS):
            raise WithMacros
    return names


def _parts(package: zipfile.ZipFile, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield each part; what the directory says of their sizes is not believed."""
    left = limits.unpacked
    for entry in package.infolist():
        with package.open(entry) as part:
            content = part.read(left + 1)
        left -= len(content)
        if left < 0:
            raise UnpacksTooLarge
        yield entry.filename, content


def _is_xml(name: str, part: bytes) -> bool:
    if name.lower().endswith((".xml", ".rels")):
        return True
    start = part[:64]
    for mark in BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    return start.replace(b"\x00", b"").lstrip().startswith(b"<")


def _check_xml(name: str, part: bytes, limits: Limits, left: int) -> tuple[dict[str, str], int]:
    """Parse a part without building anything; return the content types that it lists, if any.

    `left` is how many elements the file may still have; what remains of it is returned too.
    """
    if len(part) > limits.xml:
        raise UnpacksTooLarge
    parser = expat.ParserCreate(namespace_separator=" ")
    types: dict[str, str] = {}
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, left
        depth, left = depth + 1, left - 1
        if depth > limits.depth:
            raise Damaged
        if left < 0:
            raise UnpacksTooLarge
        local = tag.rpartition(" ")[2]
        if local == "Relationship":
            _check_relationship(name, attributes)
        elif local in {"Override", "Default"}:
            types[attributes.get("PartName") or attributes.get("Extension", "")] = attributes.get(
                "ContentType", ""
            )

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_args: Any) -> None:
        raise WithEntities

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise Damaged from error
    return types, left


def _check_relationship(name: str, attributes: dict[str, str]) -> None:
    if not name.lower().endswith(".rels"):
        return
    kind, target = attributes.get("Type", ""), attributes.get("Target", "")
    if any(sign in kind.lower() for sign in MACRO_SIGNS):
        raise WithMacros
    if kind.endswith(LINK):
        return
    is_outside = attributes.get("TargetMode", "").lower() == "external"
    if is_outside or urlsplit(target).scheme or target.startswith("//") or _leaves(name, target):
        raise WithOutsideParts(target=target[:80])


def _leaves(name: str, target: str) -> bool:
    """Tell whether a target climbs out of the package."""
    depth = 0 if target.startswith("/") else posixpath.dirname(posixpath.dirname(name)).count("/") + 1
    if name.startswith("_rels/"):
        depth = 0
    for step in unquote(target).split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(step, 1)
        if depth < 0:
            return True
    return False


def _kind(
    types: dict[str, str] | None, names: list[str], mains: Mapping[str, str], other: type[Refused]
) -> str:
    """Tell what the file really is from the list of content types that every such package has."""
    if types is None:
        raise other
    values = [value.lower() for value in types.values()]
    if any(sign in value for value in values for sign in MACRO_SIGNS):
        raise WithMacros
    main = [(part, mains[value]) for part, value in types.items() if value in mains]
    if len(main) != 1 or main[0][0].lstrip("/") not in names:
        raise other
    return main[0][1]


def letter(upload: UploadedFile, limits: Limits = LIMITS) -> tuple[bytes, str]:
    """Return the content of an uploaded letter, a PDF or a Word document, and the suffix of its kind."""
    if upload.size > limits.size:
        raise TooLarge(limit=limits.megabytes)
    content = upload.read(limits.size + 1)
    if not content.startswith(PDF_SIGNATURE):
        if not content.startswith((ZIP_SIGNATURE, OLD_WORD_SIGNATURE)):
            raise Empty if not content else NotALetter
        check_word(content, limits)
        return content, "docx"
    check_pdf(content, limits)
    return content, "pdf"


def check_pdf(content: bytes, limits: Limits = LIMITS) -> None:
    """Refuse a PDF that is damaged, locked, or does something when it is opened."""
    import pikepdf  # noqa: PLC0415 - slow import, and only files from people need it

    if len(content) > limits.size:
        raise TooLarge(limit=limits.megabytes)
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if len(document.pages) > limits.entries or len(document.objects) > limits.elements:
                raise TooManyParts
            active = any(_is_active(part) for part in document.objects)
    except pikepdf.PasswordError as error:
        raise LockedPdf from error
    except pikepdf.PdfError as error:
        raise DamagedPdf from error
    if active:
        raise ActivePdf


def _is_active(part: Any) -> bool:
    """Tell whether an object of a PDF, or what stands inside it, acts or carries a file."""
    waiting = [part]
    while waiting:
        found = waiting.pop()
        kind = getattr(found, "_type_name", "")
        if kind in {"dictionary", "stream"}:
            if ACTIVE_PDF & set(found.keys()):
                return True
            children = [found[key] for key in found.keys()]  # noqa: SIM118 - a stream is iterated otherwise
        else:
            children = list(found) if kind == "array" else []
        # What is referred to is an object of its own, and looked at as such.
        waiting += [child for child in children if not getattr(child, "is_indirect", False)]
    return False


def store(content: bytes, suffix: str) -> str:
    """Keep an admitted file under a random name, and return that name."""
    return default_storage.save(f"uploads/{uuid.uuid4().hex}{suffix}", ContentFile(content))


def stored(name: str) -> bytes:
    with default_storage.open(name, "rb") as file:
        return file.read()


def drop(name: str) -> None:
    """Delete a stored file; once gone, it stays gone."""
    default_storage.delete(name)

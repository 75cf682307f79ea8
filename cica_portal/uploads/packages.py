"""Office files at the gate: packages of parts, every one of which is unpacked, counted and parsed once."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace

from cica_portal.uploads import parts
from cica_portal.uploads.refusals import Limits, Refused

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD_MAIN = f"{WORD_TYPE}.main+xml"
MAINS = {WORD_MAIN: "docx", f"{SHEET_TYPE}.main+xml": "xlsx"}
SIGNATURE = b"PK\x03\x04"
OLD_WORD_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How many files may stand inside one another.
DEEPEST = 3
CONTENTS = "[Content_Types].xml"
# Streams that make an embedded object a program or a file of any kind, as its directory spells them.
ACTIVE_STREAMS = tuple(name.encode("utf-16-le") for name in ("Ole10Native", "VBA", "Macros"))


def kind_of(content: bytes, limits: Limits, *, within: int = 0) -> str:
    """Return which kind of office file a package is, by the type of its main part; nothing for others."""
    types: dict[str, str] | None = None
    left = limits.elements
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = _names(package, limits)
            for name, part in _parts(package, limits):
                if parts.is_xml(name, part):
                    found, left = parts.check(name, part, limits, left)
                    if name == CONTENTS:
                        types = found
                else:
                    _check_embedded(part, limits, within)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, ValueError) as error:
        raise Refused("damaged") from error
    return _kind(types, names)


def _names(package: zipfile.ZipFile, limits: Limits) -> list[str]:
    entries = package.infolist()
    if len(entries) > limits.entries:
        raise Refused("too_many_parts")
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) != len(names):
        raise Refused("damaged")
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Refused("old_word")
        if entry.filename.startswith("/") or "\\" in entry.filename or ".." in entry.filename.split("/"):
            raise Refused("damaged")
        if parts.is_macro(entry.filename):
            raise Refused("with_macros")
    return names


def _parts(package: zipfile.ZipFile, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield each part; what the directory says of their sizes is not believed."""
    left = limits.unpacked
    for entry in package.infolist():
        with package.open(entry) as part:
            content = part.read(left + 1)
        left -= len(content)
        if left < 0:
            raise Refused("unpacks_too_large")
        yield entry.filename, content


def _check_embedded(part: bytes, limits: Limits, within: int) -> None:
    """Let in the table of a chart and the formula of an equation, but no program and no other file."""
    if part.startswith(OLD_WORD_SIGNATURE) and any(name in part for name in ACTIVE_STREAMS):
        raise Refused("with_macros")
    if part.startswith(SIGNATURE):
        if within == DEEPEST:
            raise Refused("too_many_parts")
        kind_of(part, replace(limits, unpacked=limits.size), within=within + 1)


def _kind(types: dict[str, str] | None, names: list[str]) -> str:
    """Tell what the file really is from the list of content types that every such package has."""
    if types is None:
        return ""
    if any(parts.is_macro(value) for value in types.values()):
        raise Refused("with_macros")
    main = [(part, MAINS[value]) for part, value in types.items() if value in MAINS]
    return main[0][1] if len(main) == 1 and main[0][0].lstrip("/") in names else ""

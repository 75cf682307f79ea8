"""A workbook from people, read as text: what each cell shows, whatever made it. It has passed the gate.

Not by openpyxl: it leaves a coded sign (_x000D_) coded while it takes the mark from what only looks like
one, so that the two can no longer be told apart; and a number that is shown as a day comes as a day.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cica_portal.uploads import Refused

if TYPE_CHECKING:
    from lxml import etree

ROWS, COLUMNS = 5_000, 60
CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})$")

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Table = list[list[str]]


def tables(content: bytes) -> dict[str, Table]:
    """Return the cells of every sheet as text, by the sheet's name, rows from the first one on."""
    from lxml.etree import XMLSyntaxError  # noqa: PLC0415 - 4 MiB, for who uploads a workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            shared = _shared(package)
            return {name: _table(package, part, shared) for name, part in _sheets(package)}
    except (KeyError, IndexError, ValueError, XMLSyntaxError, zipfile.BadZipFile) as error:
        raise Refused("damaged") from error


def _parsed(package: zipfile.ZipFile, name: str) -> "etree._Element":
    from lxml import etree  # noqa: PLC0415 - as above

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(package.read(name), parser)


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield each sheet's name and part, wherever the package keeps its workbook."""
    types = _parsed(package, "[Content_Types].xml")
    workbook = next(
        (one.get("PartName", "") for one in types if one.get("ContentType", "").endswith(".sheet.main+xml")),
        "",
    ).lstrip("/")
    folder, name = posixpath.split(workbook)
    relations = {
        found.get("Id"): found.get("Target", "")
        for found in _parsed(package, f"{folder}/_rels/{name}.rels".lstrip("/"))
    }
    for sheet in _parsed(package, workbook).iter(f"{_MAIN}sheet"):
        target = relations[sheet.get(_RELATION)]
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        yield sheet.get("name", ""), part


def _shared(package: zipfile.ZipFile) -> list[str]:
    name = next((name for name in package.namelist() if name.lower().endswith("sharedstrings.xml")), None)
    return [_text(item) for item in _parsed(package, name).iter(f"{_MAIN}si")] if name else []


def _text(element: "etree._Element") -> str:
    """Return the runs of a text, without the readings of East Asian signs."""
    pieces = (
        found.text or ""
        for found in element.iter(f"{_MAIN}t")
        if found.getparent() is None or found.getparent().tag != f"{_MAIN}rPh"
    )
    return _decoded("".join(pieces))


def _decoded(text: str) -> str:
    return CODED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _table(package: zipfile.ZipFile, part: str, shared: list[str]) -> Table:
    rows: Table = []
    for element in _parsed(package, part).iter(f"{_MAIN}row"):
        number = int(element.get("r") or len(rows) + 1)
        cells = _row(element, shared)
        if not any(cells):
            continue
        if number > ROWS:
            raise Refused("too_many_rows", limit=ROWS)
        while len(rows) < number:
            rows.append([])
        rows[number - 1] = cells
    return rows


def _row(element: "etree._Element", shared: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in element.iter(f"{_MAIN}c"):
        place = _place(cell.get("r", "")) if cell.get("r") else len(cells)
        if place >= COLUMNS:
            continue
        while len(cells) <= place:
            cells.append("")
        cells[place] = _value(cell, shared)
    return cells


def _place(reference: str) -> int:
    match = REFERENCE.match(reference)
    if match is None:
        raise ValueError(reference)
    place = 0
    for sign in match[1]:
        place = place * 26 + ord(sign) - 64
    return place - 1


def _value(cell: "etree._Element", shared: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    found = cell.find(f"{_MAIN}v")
    value = "" if found is None or found.text is None else found.text
    formula = cell.find(f"{_MAIN}f")
    if formula is not None and not value:
        return f"={formula.text or ''}"  # nothing counted it: what is said to its writer names it
    if kind == "s":
        return shared[int(value)] if value else ""
    if kind == "n" and value:
        number = float(value)
        return str(int(number)) if number.is_integer() else value
    return _decoded(value) if kind == "str" else value

"""The XML parts of an office file: what they refer to, and what would fetch or start something."""

import posixpath
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

from cica_portal.uploads import outside
from cica_portal.uploads.refusals import Limits, Refused

SCRIPT = "script"
MACRO_SIGNS = ("vbaproject", "vbadata", "macroenabled", "activex", "ms-office.vba")
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# A link that a reader must click on is no part of the file; every other outside part is fetched on opening.
LINK = "/hyperlink"
# A part in another format, which Word imports when it opens the file.
IMPORTED = "/afchunk"
# Elements by which a workbook or a form letter takes data from elsewhere, without referring to a part.
DATA = frozenset({"ddeLink", "oleLink", "dbPr", "webPr", "olapPr", "textPr", "mailMerge"})
# Attributes that name a file: what `src` names is fetched, and so is what these elements name by `href`, and
# what the attributes of Office name beside a relation, as of a fill that lies on a server.
ADDRESSES = frozenset({"src", "href", "althref"})
OF_OFFICE = "urn:schemas-microsoft-com:office:office href"
FETCHED = frozenset({"image", "use", "feImage", "link", SCRIPT})
FORMULAS = frozenset({"f", "definedName"})
DRAWING, STYLE = "svg", "style"
TYPES = frozenset({"Override", "Default"})
TELLING = DATA | FORMULAS | TYPES | {"Relationship", SCRIPT, DRAWING}


def is_macro(name: str) -> bool:
    return any(sign in name.lower() for sign in MACRO_SIGNS)


def is_xml(name: str, part: bytes) -> bool:
    if name.lower().endswith((".xml", ".rels")):
        return True
    start = part[:64]
    for mark in BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    return start.replace(b"\x00", b"").lstrip().startswith(b"<")


def check(name: str, part: bytes, limits: Limits, left: int) -> tuple[dict[str, str], int]:
    """Parse a part without building anything; return the content types that it lists, if any.

    `left` is how many elements the file may still have; what remains of it is returned too.
    """
    if len(part) > limits.xml:
        raise Refused("unpacks_too_large")
    found = _Part(name, limits, left)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.text
    parser.StartDoctypeDeclHandler = _refuse_definitions
    parser.EntityDeclHandler = _refuse_definitions
    parser.ProcessingInstructionHandler = _refuse_style_sheets
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise Refused("damaged") from error
    return found.types, found.left


def _refuse_definitions(*_args: Any) -> None:
    raise Refused("with_entities")


def _refuse_style_sheets(target: str, data: str) -> None:
    if target == "xml-stylesheet":
        raise Refused("with_outside_parts", target=data[: outside.SHOWN])


class _Part:
    """One way through a part: how deep it is, and what stands in its formulas."""

    def __init__(self, name: str, limits: Limits, left: int) -> None:
        self.name, self.limits, self.left = name.lower(), limits, left
        self.depth = 0
        # A part says few names, and each of them thousands of times.
        self.local = lru_cache(256)(_local)
        self.types: dict[str, str] = {}
        self.formula: list[str] | None = None
        self.is_drawing = False
        self.style: list[str] | None = None

    def start(self, tag: str, named: dict[str, str]) -> None:
        self.depth, self.left = self.depth + 1, self.left - 1
        if self.depth > self.limits.depth:
            raise Refused("damaged")
        if self.left < 0:
            raise Refused("unpacks_too_large")
        local = self.local(tag)
        if local in TELLING:
            self._told(local, named)
        self._check_addresses(local, named)
        if self.is_drawing:
            outside.check_styles(*named.values())
            self.style = [] if local == STYLE else self.style

    def _told(self, local: str, named: dict[str, str]) -> None:
        if local == "Relationship":
            self._check_relationship(named)
        elif local in TYPES:
            self.types[named.get("PartName") or named.get("Extension", "")] = named.get("ContentType", "")
        elif local in DATA:
            raise Refused("with_data", source=local)
        elif local in FORMULAS:
            self.formula = []
        elif local == SCRIPT:
            raise Refused("with_macros")
        elif local == DRAWING:
            self.is_drawing = True

    def text(self, data: str) -> None:
        if self.formula is not None:
            self.formula.append(data)
        if self.style is not None:
            self.style.append(data)

    def end(self, tag: str) -> None:
        self.depth -= 1
        local = self.local(tag)
        if self.formula is not None and local in FORMULAS:
            outside.check_formula("".join(self.formula))
            self.formula = None
        if self.style is not None and local == STYLE:
            outside.check_styles("".join(self.style))
            self.style = None

    def _check_addresses(self, local: str, named: dict[str, str]) -> None:
        for key, value in named.items():
            name = self.local(key)
            if name not in ADDRESSES or not outside.leads_outside(value):
                continue
            if name in {"src", "althref"} or key == OF_OFFICE or local in FETCHED:
                raise Refused("with_outside_parts", target=value[: outside.SHOWN])
            outside.check_link(value)

    def _check_relationship(self, named: dict[str, str]) -> None:
        if not self.name.endswith(".rels"):
            return
        kind, target = named.get("Type", ""), named.get("Target", "")
        if is_macro(kind):
            raise Refused("with_macros")
        is_external = named.get("TargetMode", "").lower() == "external"
        if kind.endswith(LINK):
            if is_external or outside.leads_outside(target):
                outside.check_link(target)
            return
        is_outside = is_external or urlsplit(target).scheme or target.startswith(("//", "\\"))
        if is_outside or kind.lower().endswith(IMPORTED) or _leaves(self.name, target):
            raise Refused("with_outside_parts", target=target[: outside.SHOWN])


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


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

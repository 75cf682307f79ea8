"""Styles and numbering of a Word document: what a paragraph is, and the label that Word prints before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
HEADING_NAME = re.compile(r"(?:heading|заголовок|тақырып) ?([1-9])$")
CONTENTS_NAME = re.compile(r"(?:toc|contents) ?\d?( heading)?$")
BODY_LEVEL = 9
OFF = {"0", "false", "off", "none"}
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def qn(name: str) -> str:
    """Return `w:name` in the notation of lxml; python-docx, which has it too, is slow to import."""
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def value(element: Any, name: str, attribute: str = "w:val") -> str | None:
    """Return an attribute of the child `name`; None where there is no such child."""
    child = None if element is None else element.find(qn(name))
    return None if child is None else child.get(qn(attribute), "")


def is_on(properties: Any, name: str) -> bool | None:
    """Tell whether a toggle is set; None where nothing is said."""
    said = value(properties, name)
    return None if said is None else said.lower() not in OFF


class Styles:
    def __init__(self, element: Any) -> None:
        self.by_id: dict[str, Any] = {}
        self.default = ""
        self.run_defaults = None
        # Each run of a file asks for the same few: a long file takes a quarter of the time.
        self.names = cache(self._find_names)
        self._toggle_of_styles = cache(self._find_toggle)
        if element is None:
            return
        self.run_defaults = element.find("/".join(map(qn, ("w:docDefaults", "w:rPrDefault", "w:rPr"))))
        for style in element.findall(qn("w:style")):
            identifier = style.get(qn("w:styleId"), "")
            self.by_id[identifier] = style
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default"), "0") not in OFF:
                self.default = identifier

    def chain(self, identifier: str | None) -> Iterator[Any]:
        """Yield a style and those it is based on."""
        seen: set[str] = set()
        while identifier and identifier in self.by_id and identifier not in seen:
            seen.add(identifier)
            style = self.by_id[identifier]
            yield style
            identifier = value(style, "w:basedOn")

    def _find_names(self, identifier: str | None) -> list[str]:
        """Return the names of a style and of those it is based on, in small letters."""
        return [(value(style, "w:name") or "").lower() for style in self.chain(identifier)]

    def of_paragraph(self, properties: Any) -> str:
        return value(properties, "w:pStyle") or self.default

    def paragraph_properties(self, properties: Any) -> Iterator[Any]:
        """Yield the paragraph properties that hold, the nearest first."""
        if properties is not None:
            yield properties
        for style in self.chain(self.of_paragraph(properties)):
            found = style.find(qn("w:pPr"))
            if found is not None:
                yield found

    def toggle(self, name: str, run: Any, paragraph_style: str) -> bool:
        """Tell whether a run has a toggle property: its own, its style's, the paragraph's, or the default."""
        said = is_on(run, name)
        return self._toggle_of_styles(name, value(run, "w:rStyle"), paragraph_style) if said is None else said

    def _find_toggle(self, name: str, *styles: str | None) -> bool:
        held = [style.find(qn("w:rPr")) for one in styles for style in self.chain(one)]
        found = (is_on(properties, name) for properties in (*held, self.run_defaults))
        return next((said for said in found if said is not None), False)

    def outline_level(self, properties: Any) -> int:
        """Return 0 to 8 for a heading, 9 for body text."""
        for found in self.paragraph_properties(properties):
            level = value(found, "w:outlineLvl")
            if level is not None and level.isdecimal():
                return min(int(level), BODY_LEVEL)
        for name in self.names(self.of_paragraph(properties)):
            if match := HEADING_NAME.match(name):
                return int(match[1]) - 1
        return BODY_LEVEL

    def alignment(self, properties: Any) -> str:
        """Return how a paragraph is set between the margins, as Word calls it; "" where nothing says so."""
        said = (value(found, "w:jc") for found in self.paragraph_properties(properties))
        return next((one for one in said if one is not None), "")


@dataclass
class Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass
class Num:
    abstract: str
    levels: dict[int, Level]
    restarts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Label:
    text: str
    format: str
    level: int


class Numbering:
    """The lists of a document, counted as Word counts them."""

    def __init__(self, element: Any, styles: Styles) -> None:
        self.styles = styles
        self.nums: dict[str, Num] = {}
        self.style_levels: dict[tuple[str, str], int] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.restarted: set[tuple[str, int]] = set()
        if element is None:
            return
        abstracts = {
            found.get(qn("w:abstractNumId"), ""): found for found in element.findall(qn("w:abstractNum"))
        }
        links = {value(found, "w:styleLink"): found for found in abstracts.values()}
        for num in element.findall(qn("w:num")):
            identifier = value(num, "w:abstractNumId") or ""
            abstract = abstracts.get(identifier)
            if abstract is not None and (link := value(abstract, "w:numStyleLink")) is not None:
                abstract = links.get(link, abstract)
                identifier = abstract.get(qn("w:abstractNumId"), "")
            self._add(num, identifier, abstract)

    def _add(self, num: Any, identifier: str, abstract: Any) -> None:
        number = num.get(qn("w:numId"), "")
        made = Num(identifier, {})
        for level in [] if abstract is None else abstract.findall(qn("w:lvl")):
            self._read_level(made, number, level)
        for override in num.findall(qn("w:lvlOverride")):
            place = _integer(override.get(qn("w:ilvl")))
            level = override.find(qn("w:lvl"))
            if level is not None:
                self._read_level(made, number, level)
            start = value(override, "w:startOverride")
            if start is not None:
                made.restarts[place] = _integer(start, 1)
        self.nums[number] = made

    def _read_level(self, num: Num, number: str, level: Any) -> None:
        place = _integer(level.get(qn("w:ilvl")))
        num.levels[place] = Level(
            value(level, "w:numFmt") or "decimal",
            value(level, "w:lvlText") or "",
            _integer(value(level, "w:start"), 1),
        )
        style = value(level, "w:pStyle")
        if style:
            self.style_levels[number, style] = place

    def label(self, properties: Any) -> Label | None:
        """Count a paragraph and return the label that Word prints before it, or None."""
        number = level = None
        for found in self.styles.paragraph_properties(properties):
            said = found.find(qn("w:numPr"))
            if said is None:
                continue
            number = value(said, "w:numId") if number is None else number
            level = value(said, "w:ilvl") if level is None else level
            if number is not None:
                break
        num = self.nums.get(number or "")
        if num is None:
            return None
        if level is None:
            style = self.styles.of_paragraph(properties)
            place = self.style_levels.get((number or "", style), 0)
        else:
            place = _integer(level)
        counted = self._count(number or "", num, place)
        current = num.levels.get(place, Level())
        if current.format == "none":
            return None
        text = re.sub(
            r"%([1-9])",
            lambda match: _written(
                counted.get(int(match[1]) - 1, 1), num.levels.get(int(match[1]) - 1, Level()).format
            ),
            current.text,
        )
        return Label(text, current.format, place)

    def _count(self, number: str, num: Num, place: int) -> dict[int, int]:
        counts = self.counts.setdefault(num.abstract, {})
        if place in num.restarts and (number, place) not in self.restarted:
            self.restarted.add((number, place))
            counts[place] = num.restarts[place] - 1
        for upper in range(place):
            counts.setdefault(upper, num.levels.get(upper, Level()).start)
        counts[place] = counts.get(place, num.levels.get(place, Level()).start - 1) + 1
        for deeper in [level for level in counts if level > place]:
            del counts[deeper]
        return counts


def _integer(text: str | None, default: int = 0) -> int:
    try:
        return int(text) if text else default
    except ValueError:
        return default


def _written(number: int, form: str) -> str:
    """Write a number as Word does in one of its formats."""
    if form in {"lowerLetter", "upperLetter", "russianLower", "russianUpper"} and number > 0:
        letters = RUSSIAN if form.startswith("russian") else "abcdefghijklmnopqrstuvwxyz"
        repeats, index = divmod(number - 1, len(letters))
        text = letters[index] * min(repeats + 1, 10)
    elif form in {"lowerRoman", "upperRoman"} and 0 < number < 400:
        text, rest = "", number
        for worth, sign in ROMAN:
            text += sign * (rest // worth)
            rest %= worth
    else:
        return str(number)
    return text.upper() if form.startswith(("upper", "russianUpper")) else text

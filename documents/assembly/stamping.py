"""Numbers on the pages of a file that was put together: drawn in the house's own face, outside its tags."""

import io
import re
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from cica_portal.spaces import ordinary

SIZE = 8.0
RIGHT, BOTTOM, TOP = 42.5, 22.5, 30.0  # of the page's margin, in points
_GLYPH = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>")


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a page a number stands. A file may be put together again, in another: each has its place, and
    the face of its numbers a name of its own."""

    name: str
    is_at_top: bool


FOOT = Place("/Pages", is_at_top=False)
HEAD = Place("/WholePages", is_at_top=True)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is written on each page: `words` with the placeholders %(number)s and %(total)s."""

    words: str = "%(number)s / %(total)s"
    place: Place = FOOT

    @property
    def signs(self) -> str:
        """Return every sign that may be written."""
        return ordinary(self.words) % {"number": "0123456789", "total": ""}

    def of(self, number: int, total: int) -> str:
        return ordinary(self.words) % {"number": number, "total": total}


class Stamp:
    """The glyphs of numbers, taken from a page on which all their signs were set once."""

    def __init__(self, page_of_signs: bytes, numbers: Numbers) -> None:
        self._signs, self._numbers = page_of_signs, numbers
        with pikepdf.open(io.BytesIO(page_of_signs)) as file:
            (font,) = file.pages[0].Resources.Font.values()
            self._glyphs = {
                chr(int(sign, 16)): int(glyph, 16)
                for glyph, sign in _GLYPH.findall(font.ToUnicode.read_bytes())
            }
            self._widths = _widths(font.DescendantFonts[0].W)

    def number_pages(self, made: Pdf) -> None:
        """Write on each page which of how many it is."""
        with pikepdf.open(io.BytesIO(self._signs)) as file:
            (font,) = file.pages[0].Resources.Font.values()
            copied = made.copy_foreign(font)
            before, total = made.make_stream(b"q\n"), len(made.pages)
            for number, page in enumerate(made.pages, start=1):
                self._write(made, page, self._numbers.of(number, total), copied, before)

    def _write(self, made: Pdf, page: pikepdf.Page, text: str, font: object, before: object) -> None:
        name, is_at_top = self._numbers.place.name, self._numbers.place.is_at_top
        glyphs = [self._glyphs[sign] for sign in text]
        width = sum(self._widths[glyph] for glyph in glyphs) * SIZE / 1000
        place = float(page.mediabox[2]) - RIGHT - width
        height = float(page.mediabox[3]) - TOP if is_at_top else BOTTOM
        shown = "".join(f"{glyph:04x}" for glyph in glyphs)
        drawn = (
            f"\nQ\n/Artifact <</Type /Pagination>> BDC q BT {name} {SIZE:g} Tf "
            f"1 0 0 1 {place:.2f} {height:g} Tm <{shown}> Tj ET Q EMC\n"
        )
        resources = page.obj.Resources
        resources.Font = Dictionary(dict(resources.get(Name.Font, {}).items()) | {name: font})
        contents = page.obj.Contents
        own = list(contents) if isinstance(contents, Array) else [contents]
        page.obj.Contents = Array([before, *own, made.make_stream(drawn.encode())])


def _widths(listed: Array) -> dict[int, float]:
    """Return the width of each glyph from a font's list of them."""
    widths, entries = {}, list(listed)
    while entries:
        first, following = int(entries.pop(0)), entries.pop(0)
        if isinstance(following, Array):
            widths |= {first + place: float(width) for place, width in enumerate(following)}
        else:
            width = float(entries.pop(0))
            widths |= dict.fromkeys(range(first, int(following) + 1), width)
    return widths

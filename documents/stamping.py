"""Numbers on the pages of a file that was put together: drawn in the house's own face, outside its tags."""

import io
import re

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

SIZE = 8.0
RIGHT, BOTTOM = 42.5, 22.5  # of the page's margin, in points
_GLYPH = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>")
NAME = Name("/Pages")


class Stamp:
    """The glyphs of numbers, taken from a page on which they were set once."""

    def __init__(self, digits: bytes) -> None:
        self._digits = digits
        with pikepdf.open(io.BytesIO(digits)) as file:
            (font,) = file.pages[0].Resources.Font.values()
            self._glyphs = {
                chr(int(sign, 16)): int(glyph, 16)
                for glyph, sign in _GLYPH.findall(font.ToUnicode.read_bytes())
            }
            self._widths = _widths(font.DescendantFonts[0].W)

    def number_pages(self, made: Pdf) -> None:
        """Write on each page which of how many it is."""
        with pikepdf.open(io.BytesIO(self._digits)) as file:
            (font,) = file.pages[0].Resources.Font.values()
            copied = made.copy_foreign(font)
            before, total = made.make_stream(b"q\n"), len(made.pages)
            for number, page in enumerate(made.pages, start=1):
                self._write(made, page, f"{number} / {total}", copied, before)

    def _write(self, made: Pdf, page: pikepdf.Page, text: str, font: object, before: object) -> None:
        glyphs = [self._glyphs[sign] for sign in text]
        width = sum(self._widths[glyph] for glyph in glyphs) * SIZE / 1000
        place = float(page.mediabox[2]) - RIGHT - width
        shown = "".join(f"{glyph:04x}" for glyph in glyphs)
        drawn = (
            f"\nQ\n/Artifact <</Type /Pagination>> BDC q BT {NAME} {SIZE:g} Tf "
            f"1 0 0 1 {place:.2f} {BOTTOM:g} Tm <{shown}> Tj ET Q EMC\n"
        )
        resources = page.obj.Resources
        resources.Font = Dictionary(dict(resources.get(Name.Font, {}).items()) | {str(NAME): font})
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

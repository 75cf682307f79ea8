"""Find out which signs draw nothing, and write them down in cica_portal/data/unseen.yaml.

The outlines are those of the fonts that the portal itself uses and of their family for the other scripts, as
the system has them. What no outline tells (signs for which no font has a glyph) is named here by the standard
that says so. `make unseen` does it again when Unicode or
the fonts have grown; a request only reads the table.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools.ttLib import TTFont

from cica_portal.web.fonts import font_folder

TABLE = Path(__file__).resolve().parent.parent / "cica_portal" / "data" / "unseen.yaml"

# Unicode, DerivedCoreProperties.txt: what shows nothing where it is not supported. The property is stable.
DEFAULT_IGNORABLE = (
    "AD 34F 61C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0 "
    "FFF0-FFF8 1BCA0-1BCA3 1D173-1D17A E0000-E0FFF"
)
# Signs that are blank by what they are, whether or not a font at hand has them: a braille cell without dots,
# the anchors of annotations, the null notehead, blanks and joiners of Egyptian, the Khitan filler.
BLANK = "2800 FFF9-FFFB 13430-1343F 13441-13442 16FE4 1D159"
# What these show is agreed between two parties, or nothing at all: no reader can be expected to see it.
PRIVATE = "D800-F8FF F0000-10FFFF"
HEAD = """\
# Signs in which a reader sees nothing, as ranges of code points. Made by `make unseen`: do not write here.
# spaces: white space and controls. unseen: nothing is drawn, ever. marks: drawn on the sign before them only.
"""


def ranges(listed: str) -> Iterator[int]:
    for one in listed.split():
        first, _dash, last = one.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def written(points: Iterable[int]) -> str:
    """Return code points as ranges, lowest first."""
    made: list[list[int]] = []
    for point in sorted(points):
        if made and made[-1][1] == point - 1:
            made[-1][1] = point
        else:
            made.append([point, point])
    return " ".join(f"{first:04X}" if first == last else f"{first:04X}-{last:04X}" for first, last in made)


def outlines(font: TTFont) -> tuple[set[int], set[int]]:
    """Return which code points a font draws, and for which it has a glyph without an outline."""
    drawn, blank = set(), set()
    for point, name in font.getBestCmap().items():
        (drawn if font["glyf"][name].numberOfContours else blank).add(point)
    return drawn, blank


def main() -> None:
    folder = font_folder()
    if folder is None:
        raise SystemExit("The fonts of the portal are not installed: fonts-noto-core.")
    drawn, blank = set(), set()
    for path in sorted(folder.glob("Noto*-Regular.ttf")):
        with TTFont(path, lazy=True) as font:
            found = outlines(font)
        drawn |= found[0]
        blank |= found[1]
    signs = [(point, unicodedata.category(chr(point))) for point in range(0x110000)]
    marks = {point for point, kind in signs if kind[0] == "M"}
    spaces = {point for point, kind in signs if kind in {"Zs", "Zl", "Zp", "Cc"}}
    named = set(ranges(f"{DEFAULT_IGNORABLE} {BLANK} {PRIVATE}"))
    unseen = (blank - drawn - marks | named) - spaces
    groups = {"spaces": spaces, "unseen": unseen, "marks": marks - unseen}
    lines = (f"{name}: >-\n{_folded(written(points))}" for name, points in groups.items())
    TABLE.write_text(HEAD + "".join(lines), encoding="utf-8")


def _folded(text: str, width: int = 118) -> str:
    made, line = [], " "
    for word in text.split():
        if len(line) + 1 + len(word) > width:
            made.append(line)
            line = " "
        line += f" {word}"
    return "\n".join([*made, line]) + "\n"


if __name__ == "__main__":
    main()

"""The sheet of the compilation that is printed: the columns of the PDF, as wide as a page across.

The sheet of comments has a column for everything, which no page holds. A row higher than a spreadsheet can
show would be cut: its words go on in the row below.
"""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import emphasis
from cica_portal.spreadsheets import Cell, Column, Sheet
from comments.reading import columns
from comments.reading.compilation import Compilation
from comments.reading.pieces import Kind, Piece
from comments.reading.readings import Reading

# Millimetres of the page and signs of a cell; the text of the paragraph, which stands above its comments on
# paper, has a column here.
SIGNS_IN_A_MILLIMETRE = 0.5
TEXT_WIDTH = 30
# So many lines are seen in a row of the greatest height that a spreadsheet knows.
LINES_IN_A_ROW = 24


def sheet(matrix: Compilation, found: Sequence[Reading]) -> Sheet:
    """Return the sheet to print, in document order; the text of a paragraph stands at its first comment."""
    placed = columns.on_paper(has_dispositions=matrix.has_dispositions)
    widths = [round(one.width * SIGNS_IN_A_MILLIMETRE) for one in placed]
    titles = [one.heading for one in placed]
    widths.insert(1, TEXT_WIDTH)
    titles.insert(1, _("Text of the paragraph"))
    made: list[tuple[Cell, ...]] = []
    before = None
    for row in found:
        cells = ["\n".join(map(_said, one.pieces(row))) for one in placed]
        cells.insert(1, _paragraph(row) if row.heading != before else "")
        before = row.heading
        made += _in_rows(cells, widths)
    return Sheet(
        name=pgettext("sheet", "For printing"),
        columns=tuple(Column(title, width) for title, width in zip(titles, widths, strict=True)),
        rows=tuple(made),
        zone=matrix.consultation.time_zone,
        is_for_print=True,
    )


def _paragraph(row: Reading) -> str:
    label, text = row.heading
    return " ".join(filter(None, (label, emphasis.plain(text)))) if text else _("The text as a whole")


def _said(piece: Piece) -> str:
    words = emphasis.plain(piece.text) if piece.kind in {Kind.PROPOSAL, Kind.RENDERED_WORDING} else piece.text
    return f"{piece.label}: {words}" if piece.label else words


def _in_rows(cells: Sequence[str], widths: Sequence[int]) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells in as many rows as the highest of them takes."""
    parted = [list(_parts(cell, width)) for cell, width in zip(cells, widths, strict=True)]
    for row in zip_longest(*parted, fillvalue=""):
        yield tuple(int(cell) if place == 0 and cell.isdecimal() else cell for place, cell in enumerate(row))


def _parts(text: str, width: int) -> Iterator[str]:
    """Yield a text in parts, each of so many lines as a row can show."""
    part: list[str] = []
    left = LINES_IN_A_ROW
    for line in text.split("\n"):
        wrapped = _wrapped(line, width)
        while len(wrapped) > left:
            if left:
                part.append("".join(wrapped[:left]).rstrip())
            yield "\n".join(part)
            part, wrapped, left = [], wrapped[left:], LINES_IN_A_ROW
        part.append("".join(wrapped).rstrip())
        left -= len(wrapped)
    yield "\n".join(part)


def _wrapped(line: str, width: int) -> list[str]:
    """Return a line as the lines of a cell, each with its space behind it unless its last word goes on."""
    found: list[str] = []
    for one in textwrap.wrap(line, width, break_on_hyphens=False, drop_whitespace=False):
        if found and one.startswith(" "):
            found[-1], one = f"{found[-1]} ", one.lstrip(" ")
        if one:
            found.append(one)
    return found or [""]

"""The compilation as a Word file: A4 across, the headings on every page, in the order of the text.

Written as text: a document of 2,000 rows as a tree of objects takes tens of seconds.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from django.utils import translation
from django.utils.translation import gettext as _

from cica_portal import emphasis, formats
from cica_portal.emphasis import BOLD, BOTH, ITALIC
from cica_portal.languages import pick
from comments.compilation import columns, rows
from comments.compilation.columns import Kind, Piece, Placed
from comments.compilation.exports import parts, workbook
from comments.compilation.filters import Sifted
from comments.compilation.matrix import Matrix
from comments.compilation.rows import Row
from comments.remarks.presentation import how_changes_show, how_letters_show
from plans.comparison import redline
from plans.comparison.emphasis_changes import restyled
from plans.word.style_sheet import CULTURES

IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TWENTIETHS = 1440 / 25.4  # of a point in a millimetre
_CHANGES = {
    "equal": "",
    "insert": '<w:color w:val="14532D"/><w:u w:val="single"/>',
    "delete": '<w:strike/><w:color w:val="8B1A1A"/>',
}
_STYLES = {ITALIC: "<w:i/><w:iCs/>", BOLD: "<w:b/><w:bCs/>", BOTH: "<w:b/><w:bCs/><w:i/><w:iCs/>"}


def document(matrix: Matrix, sifted: Sifted, *, at: dt.datetime) -> bytes:
    """Return the compilation as a .docx file."""
    with translation.override(matrix.language):
        found = rows.of(matrix, sifted.lines)
        body = "".join(_body(matrix, found))
        title = workbook.title(matrix)
        made = parts.package(body, title=title, language=matrix.language, at=at, foot=_foot(matrix))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in made.items():
            package.writestr(
                zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED
            )
    return stream.getvalue()


def _foot(matrix: Matrix) -> str:
    return f"{matrix.consultation.reference} · {_('Compilation of comments')}"


def _body(matrix: Matrix, found: Sequence[Row]) -> Iterator[str]:
    consultation, language = matrix.consultation, matrix.language
    closing = formats.closing(consultation.closes_at, consultation.time_zone, language)
    yield paragraph(_("Compilation of comments"), "MatrixTitle")
    yield paragraph(f"{pick(consultation.revision.titles, language)}, {consultation.revision.label}")
    # Translators: number is the number of the note
    yield paragraph(_("Circulated under note %(number)s") % {"number": consultation.reference})
    # Translators: closing is the deadline, with day, hour and time zone
    yield paragraph(_("Comments received until: %(closing)s") % {"closing": closing})
    yield from map(paragraph, how_changes_show(row.said.proposals for row in found))
    yield from map(paragraph, how_letters_show(row.extent for row in found))
    words = rows.place_words()
    for place, of_place in groupby(found, key=lambda row: row.place):
        yield paragraph(words[place], "MatrixHeading")
        yield from _table(matrix, list(of_place))
    if not found:
        yield paragraph(
            _("No comments match this filter.") if matrix.lines else _("No comments were received.")
        )


def _table(matrix: Matrix, found: Sequence[Row]) -> Iterator[str]:
    placed = columns.on_paper(has_dispositions=matrix.has_dispositions)
    widths = [round(one.width * TWENTIETHS) for one in placed]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Matrix"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )
    cells = "".join(
        cell(paragraph(one.heading, "MatrixHead"), width) for one, width in zip(placed, widths, strict=True)
    )
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"
    for (label, text), of_block in groupby(found, key=lambda row: (row.label, row.text)):
        yield _block(label, text, matrix.language, sum(widths), len(widths))
        for row in of_block:
            yield _row(row, placed, widths)
    yield "</w:tbl>"


def _block(label: str, text: str, language: str, width: int, span: int) -> str:
    """Return the paragraph that the comments below it are on."""
    runs = run(f"{label} ", "<w:b/><w:bCs/>") if label else ""
    runs += official(text, language) if text else run(_("The text as a whole"), "<w:b/><w:bCs/>")
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EEF1F5"/>'
    return (
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{span}"/>{shade}'
        f"</w:tcPr><w:p><w:pPr><w:keepNext/></w:pPr>{runs}</w:p></w:tc></w:tr>"
    )


def _row(row: Row, placed: Sequence[Placed], widths: Sequence[int]) -> str:
    cells = "".join(
        cell("".join(map(piece, one.pieces(row))), width) for one, width in zip(placed, widths, strict=True)
    )
    whole = "" if row.is_long else "<w:trPr><w:cantSplit/></w:trPr>"
    return f"<w:tr>{whole}{cells}</w:tr>"


# Pieces of the markup --------------------------------------------------------------------------------
def cell(content: str, width: int) -> str:
    """Return a cell; one without anything in it still needs a paragraph."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content or "<w:p/>"}</w:tc>'


def piece(one: Piece) -> str:
    """Return a piece of a cell as a paragraph of its own."""
    match one.kind:
        case Kind.TEXT:
            return texts(one.text, one.language)
        case Kind.PROPOSAL:
            return f"<w:p>{run(f'{one.label}: ') if one.label else ''}{changed(one)}</w:p>"
        case Kind.HEAD:
            return paragraph(one.text, "MatrixNote")
        case Kind.RENDITION | Kind.RENDERED_WORDING:
            return texts(one.text, one.language, "<w:i/><w:iCs/>")
        case _:
            return paragraph(one.text)


def paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{run(text)}</w:p>"


def texts(text: str, language: str, style: str = "") -> str:
    """Return people's text, its line breaks kept, in its own language."""
    return f"<w:p>{run(text, style, language)}</w:p>" if text else ""


def official(text: str, language: str) -> str:
    """Return a text of the plan, or one proposed for it, with its emphasis."""
    return "".join(run(found.text, _STYLES.get(found.style, ""), language) for found in emphasis.runs(text))


def changed(proposal: Piece) -> str:
    """Return a proposed wording as its changes of the circulated text, which print in black and white."""
    runs = restyled(redline.words(proposal.before, proposal.text))
    return "".join(
        run(
            found.text if op == "equal" else redline.visible(found.text),
            _STYLES.get(found.style, "") + _CHANGES[op],
            proposal.language,
        )
        for op, found in runs
    )


def run(text: str, style: str = "", language: str = "") -> str:
    properties = style + (f'<w:lang w:val="{CULTURES[language]}"/>' if language else "")
    head = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{head}{''.join(_lines(text))}</w:r>"


def _lines(text: str) -> Iterable[str]:
    clean = IMPOSSIBLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    for number, line in enumerate(clean.split("\n")):
        yield f'{"<w:br/>" if number else ""}<w:t xml:space="preserve">{escape(line)}</w:t>'

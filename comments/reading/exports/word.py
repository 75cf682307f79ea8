"""The compilation as a Word file: A4 across, the headings on every page, in the order of the text."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from cica_portal import emphasis, state_names
from cica_portal.emphasis import BOLD, ITALIC
from cica_portal.languages import pick
from comments.reading import columns, compilation, filters, outside
from comments.reading.compilation import Compilation
from comments.reading.exports import workbook
from comments.reading.filters import Sifted
from comments.reading.pieces import Kind, Piece
from comments.reading.readings import Reading
from plans.comparison.emphasis_changes import restyled
from plans.comparison.redline import visible
from plans.comparison.runs import runs_of
from plans.word import docx_parts
from plans.word.docx_parts import bound_runs, emphasised, field, paragraph, run
from plans.word.house import CULTURES

TWENTIETHS = 1440 / 25.4  # of a point in a millimetre
_CHANGES = {
    "equal": "",
    "insert": '<w:color w:val="14532D"/><w:u w:val="single"/>',
    "delete": '<w:strike/><w:color w:val="8B1A1A"/>',
}
_PAGE = docx_parts.page(16838, 11906, top=907, side=850, bottom=1020, at_edge=500)
_STYLES = Path(__file__).parent.parent.parent / "data" / "compilation_styles.xml"


def document(matrix: Compilation, sifted: Sifted, *, at: dt.datetime) -> bytes:
    """Return the compilation as a .docx file."""
    with translation.override(matrix.language), state_names.in_full():
        found = compilation.with_replies(matrix, sifted.readings)
        body = "".join(_body(matrix, found, filters.head_lines(matrix, sifted)))
        return docx_parts.package(
            body,
            page=_PAGE,
            styles=_STYLES.read_text(encoding="utf-8").format(language=CULTURES[matrix.language]),
            foot=_foot(matrix),
            title=workbook.title(matrix),
            language=matrix.language,
            at=at,
        )


def _foot(matrix: Compilation) -> str:
    said = run(f"{matrix.consultation.reference} · {_('Compilation of comments')}")
    pages = f"{field('PAGE')}{run(' / ')}{field('NUMPAGES')}"
    tabs = '<w:tabs><w:tab w:val="right" w:pos="15138"/></w:tabs>'
    return paragraph(f"{said}<w:r><w:tab/></w:r>{pages}", properties=tabs)


def _body(matrix: Compilation, found: Sequence[Reading], of_filters: Sequence[str]) -> Iterator[str]:
    revision, language = matrix.consultation.revision, matrix.language
    yield said(_("Compilation of comments"), "MatrixTitle")
    yield said(f"{pick(revision.titles, language)}, {revision.label}")
    yield from map(
        said, (*compilation.head_lines(matrix.consultation, found, language, matrix.stated), *of_filters)
    )
    words = compilation.place_words()
    for place, of_place in groupby(found, key=lambda row: row.place):
        yield said(words[place], "MatrixHeading")
        yield _table(matrix, list(of_place))
    if not found:
        none = _("No comments match this filter.") if matrix.readings else _("No comments were received.")
        yield said(none, "MatrixHeading")
    if remarks := outside.on_paper(matrix.consultation, matrix.remarks, language):
        yield said(outside.heading(), "MatrixHeading")
        for one in remarks:
            yield paragraph(run(one["head"], emphasised(BOLD)), properties="<w:keepNext/>") + said(
                one["came"]
            )
            yield texts(one["text"], one["language"])


def _table(matrix: Compilation, found: Sequence[Reading]) -> str:
    placed = columns.on_paper(has_dispositions=matrix.has_dispositions)
    widths = [round(one.width * TWENTIETHS) for one in placed]
    made = [docx_parts.row((said(one.heading, "MatrixHead") for one in placed), widths, is_head=True)]
    for (label, text), of_block in groupby(found, key=lambda row: row.heading):
        made.append(_block(label, text, matrix.language, widths))
        for row in of_block:
            cells = ("".join(map(piece, one.pieces(row))) for one in placed)
            made.append(docx_parts.row(cells, widths, is_whole=not row.is_long))
    return docx_parts.table(made, widths, style="Matrix")


def _block(label: str, text: str, language: str, widths: Sequence[int]) -> str:
    """Return the paragraph that the comments below it are on."""
    runs = run(f"{label} ", emphasised(BOLD)) if label else ""
    runs += official(text, language) if text else run(_("The text as a whole"), emphasised(BOLD))
    looks = f'<w:gridSpan w:val="{len(widths)}"/><w:shd w:val="clear" w:color="auto" w:fill="EEF1F5"/>'
    content = paragraph(runs, properties="<w:keepNext/>")
    return f"<w:tr>{docx_parts.cell(content, sum(widths), looks)}</w:tr>"


# Pieces of the markup --------------------------------------------------------------------------------
def piece(one: Piece) -> str:
    """Return a piece of a cell as a paragraph of its own."""
    match one.kind:
        case Kind.TEXT:
            return texts(one.text, one.language)
        case Kind.PROPOSAL:
            return paragraph((run(f"{one.label}: ") if one.label else "") + changed(one))
        case Kind.HEAD:
            return said(one.text, "MatrixNote")
        case Kind.RENDITION | Kind.RENDERED_WORDING:
            return texts(one.text, one.language, emphasised(ITALIC))
        case _:
            return said(one.text)


def said(text: str, style: str = "") -> str:
    """Return words of the portal."""
    return paragraph(bound_runs(text), style)


def texts(text: str, language: str, style: str = "") -> str:
    """Return people's text, its line breaks kept, in its own language."""
    return paragraph(bound_runs(text, style, language)) if text else ""


def official(text: str, language: str) -> str:
    """Return a text of the plan, or one proposed for it, with its emphasis."""
    return "".join(bound_runs(found.text, emphasised(found.style), language) for found in emphasis.runs(text))


def changed(proposal: Piece) -> str:
    """Return a proposed wording as its changes of the circulated text, which print in black and white."""
    runs = restyled(runs_of(proposal.before, proposal.text))
    return "".join(
        bound_runs(
            found.text if op == "equal" else visible(found.text),
            emphasised(found.style) + _CHANGES[op],
            proposal.language,
        )
        for op, found in runs
    )

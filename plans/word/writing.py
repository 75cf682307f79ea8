"""Writing a plan as a Word document in house style, in one language or in all, side by side.

Labels are written as text in a style of their own: Word can count neither Kazakh letters nor the Russian
ones that such texts use. Each block carries a bookmark, by which an edited file finds its blocks again.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from cica_portal import emphasis
from cica_portal.languages import LANGUAGES, NATIVE_NAMES
from plans.attached import Attached
from plans.enums import LINE_KINDS, BlockKind
from plans.outline import OutlineRow
from plans.word import docx_parts, house
from plans.word.comments import Margin
from plans.word.docx_parts import paragraph, text_run, words_of_plan
from plans.word.house import LABEL_STYLE, MARK, NOTE_STYLE, STYLES, Meta, bookmark

# In twentieths of a point: the margins of a page in one language, and of one across in all.
MARGIN, MARGIN_ACROSS = 1417, 1020
LONG, SHORT = 16838, 11906
_BETWEEN_ROWS = (
    '<w:tblBorders><w:insideH w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/></w:tblBorders>'
)


HEADING = _("Reservations and interpretative statements")
# Titles and headings are short and large: a line that ends at their own hyphen is seen.
WHOLE = LINE_KINDS


class Form(NamedTuple):
    """What makes a form of a text, to be changed with tracking on and brought back: the mark by which it is
    known again, and what stands above the text on how to fill it in."""

    mark: str
    lines: Sequence[str]


def one_language(
    rows: Sequence[OutlineRow],
    language: str,
    meta: Meta,
    margin: Margin | None = None,
    attached: Attached | None = None,
    form: Form | None = None,
) -> bytes:
    """Return the text in one language as a .docx file, with what is said of it in the margin, and with what
    States attached to it; as a form, its paragraphs bear their numbers."""
    margin = margin or Margin()
    body = mark(language) if meta.is_unofficial(language) else ""
    body += "".join(paragraph(text_run(line), NOTE_STYLE) for line in (form.lines if form else ()))
    for number, row in enumerate(rows, start=1):
        body += _paragraph(
            row, language, number, margin=margin, about=("", language), is_counted=form is not None
        )
        body += _marks(row, attached)
    body += _attached(attached, language)
    return _file(body, language, meta, SHORT, LONG, MARGIN, margin, form)


def all_languages(
    rows: Sequence[OutlineRow],
    meta: Meta,
    languages: Sequence[str] = LANGUAGES,
    margin: Margin | None = None,
    attached: Mapping[str, Attached | None] | None = None,
) -> bytes:
    """Return the text in all languages as a .docx file: a row a block, a column a language. Each run says its
    language, so that Word checks each column by its own dictionary."""
    margin = margin or Margin()
    widths = [(LONG - 2 * MARGIN_ACROSS) // len(languages)] * len(languages)
    made = [docx_parts.row(map(_head, languages), widths, is_head=True)]
    for number, row in enumerate(rows, start=1):
        cells = []
        for language in languages:
            has_mark = row.kind == BlockKind.TITLE and meta.is_unofficial(language)
            is_first = language == languages[0]
            about = ("", language) if is_first else (language,)
            text = _paragraph(
                row, language, number if is_first else None, said=language, margin=margin, about=about
            )
            text += _marks(row, (attached or {}).get(language), said=language)
            cells.append((mark(language, said=language) if has_mark else "") + text)
        made.append(docx_parts.row(cells, widths, is_whole=True))
    ends = [_attached((attached or {}).get(language), language, said=language) for language in languages]
    if any(ends):
        made.append(docx_parts.row([end or paragraph("") for end in ends], widths))
    return _file(
        docx_parts.table(made, widths, borders=_BETWEEN_ROWS, above=80),
        languages[0],
        meta,
        LONG,
        SHORT,
        MARGIN_ACROSS,
        margin,
    )


def _file(
    body: str,
    language: str,
    meta: Meta,
    width: int,
    height: int,
    edge: int,
    said: Margin,
    form: Form | None = None,
) -> bytes:
    return docx_parts.package(
        body,
        page=docx_parts.page(width, height, top=edge, side=edge, bottom=edge),
        styles=house.style_sheet(language, width=width - 2 * edge, is_justified=width < height),
        foot=docx_parts.foot(meta.label, form.mark if form else ""),
        title=meta.titles.get(language, ""),
        subject=meta.label,
        language=language,
        at=meta.at,
        identifier=form.mark if form else "",
        is_tracked=form is not None,
        comments=said.part,
        threads=said.threads,
    )


def mark(language: str, *, said: str = "") -> str:
    """Return the mark of an unofficial translation."""
    with translation.override(language):
        return paragraph(text_run(str(MARK), language=said), NOTE_STYLE)


def _marks(row: OutlineRow, attached: Attached | None, *, said: str = "") -> str:
    """Return what is said at a block of what States attached to it."""
    marks = attached.marks.get(row.key, ()) if attached else ()
    return "".join(paragraph(text_run(one.words, language=said), NOTE_STYLE) for one in marks)


def _attached(attached: Attached | None, language: str, *, said: str = "") -> str:
    """Return what States attached to the text, as at its end; `said` is the language of a column."""
    if attached is None or not attached.entries:
        return ""
    with translation.override(language):
        heading = str(HEADING)
        later = pgettext("statements", "Received later")
    body = paragraph(text_run(heading, language=said), STYLES[BlockKind.HEADING])
    for number, one in enumerate([*attached.in_time, *attached.later]):
        if attached.later and number == len(attached.in_time):
            body += paragraph(docx_parts.run(later, "<w:b/>", said))
        body += paragraph(docx_parts.run(one.head, "<w:b/>", said), "", "<w:keepNext/>")
        body += paragraph(text_run(" · ".join(one.facts), language=said), "", "<w:keepNext/>")
        body += "".join(
            paragraph(text_run(line, language=one.language)) for line in one.text.split("\n") if line
        )
        if one.note:
            body += paragraph(docx_parts.run(one.note, "<w:i/>", said))
        body += "".join(
            paragraph(text_run(line, language=said)) for line in one.translation.split("\n") if line
        )
    return body


def _paragraph(
    row: OutlineRow,
    language: str,
    number: int | None,
    *,
    said: str = "",
    margin: Margin,
    about: Sequence[str],
    is_counted: bool = False,
) -> str:
    """Return a block in one language; `number` makes the bookmark, which a file has once for each block."""
    content = ""
    if is_counted and row.number:
        content = text_run(f"[{row.number}] ", style=LABEL_STYLE, language=said)
    if label := row.label.get(language, ""):
        content += text_run(label + house.gap(row.kind), style=LABEL_STYLE, language=said)
    for text, style in emphasis.runs(row.text(language)):
        content += words_of_plan(text, emphasis=style, language=said)
    if row.kind in WHOLE:
        content = docx_parts.unparted(content)
    content = margin.around(content, row.key, about)
    if number is not None:
        content = docx_parts.bookmarked(content, bookmark(row.key), number)
    return paragraph(content, STYLES[BlockKind(row.kind)])


def _head(language: str) -> str:
    name = docx_parts.run(NATIVE_NAMES[language], "<w:b/>", language)
    return paragraph(name, "Normal", "<w:keepNext/>")

"""The columns of a compilation, each defined once: its heading, its value, and where it stands how wide.

The page, the PDF, the Word file, the workbook, the CSV file and the API take their columns from `COLUMNS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from cica_portal import deadlines, emphasis, formats, uploads
from cica_portal.languages import LANGUAGES, NAMES, TITLES, lowfirst, reader_language
from cica_portal.spreadsheets import Cell
from comments.reading import pieces
from comments.reading.compilation import Compilation, place_words
from comments.reading.decisions import say_decision
from comments.reading.pieces import UNTRANSLATED, Kind, Piece, Pieces
from comments.reading.readings import File, Reading


@dataclass(frozen=True, slots=True)
class Widths:
    """How wide a column is on paper, in millimetres: in the compilation, there beside the dispositions, and
    in the table that goes with a note. Nothing where it does not stand."""

    alone: int = 0
    answered: int = 0
    enclosed: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `heading` may name %(language)s, its own or else the reader's, and %(zone)s.

    `pieces` are its cell on the page, where it is the `page`th from the left, and on paper; `value` is its
    cell in a workbook and a CSV file, `width` signs wide; `data` is its value in the API.
    """

    name: str
    heading: Any
    pieces: Callable[[Reading], Pieces] | None = None
    page: int = 0
    paper: Widths | None = None
    value: Callable[[Reading], Cell] | None = None
    width: int = 0
    data: Callable[[Reading], Any] | None = None
    language: str = ""
    is_of_dispositions: bool = False


def _said_type(row: Reading) -> Pieces:
    return pieces.lines(row.type, row.operation, row.condition)


def _code(row: Reading) -> Pieces:
    code = row.language.upper()
    return pieces.lines(f"{code}, {UNTRANSLATED}" if row.is_untranslated else code)


def _type(row: Reading) -> Pieces:
    yield from _said_type(row)
    yield from _code(row)


def _remark(row: Reading) -> Pieces:
    yield from pieces.text(row.remark, row.language)
    for file in row.files:
        yield Piece(Kind.SENTENCE, _("File: %(name)s") % {"name": file.name})
        if file.carries:
            yield Piece(Kind.SENTENCE, uploads.stated(file.carries))
    yield from pieces.rendered(row.rendition, "remark")


def _file(file: File) -> str:
    """Name a file in a cell, with what it has beside what it shows."""
    return f"{file.name} ({uploads.stated(file.carries)})" if file.carries else file.name


def _wording(row: Reading) -> Pieces:
    if row.demand:
        yield Piece(Kind.SENTENCE, row.demand)
    yield from pieces.wordings(row.proposals, row.language)
    yield from pieces.rendered(row.rendition, "wording", Kind.RENDERED_WORDING)


def _rationale(row: Reading) -> Pieces:
    yield from pieces.text(row.rationale, row.language)
    yield from pieces.rendered(row.rendition, "rationale")


def _disposition(row: Reading) -> Pieces:
    answer = row.answer
    if answer is None:
        yield from pieces.lines(row.decision)
        return
    yield Piece(
        Kind.SENTENCE, say_decision(answer.kind, row.taken_into, answer.stage, superseding=row.superseded)
    )
    yield from pieces.text(answer.reply, answer.language)
    yield from pieces.rendered(row.reply_rendition, "remark")
    if row.reader in answer.lacking:
        yield Piece(Kind.LINE, str(UNTRANSLATED))
    if row.told is not None and row.told_at is not None:
        date = formats.date(deadlines.seat_date(row.told_at), reader_language())
        said = _("Changed after the replies were sent on %(date)s. Previously: %(disposition)s.")
        yield Piece(Kind.SENTENCE, said % {"date": date, "disposition": row.told.get_kind_display()})
        if answer.reason:
            yield Piece(Kind.SENTENCE, _("Reason for the change: %(reason)s") % {"reason": answer.reason})


def _wording_in(language: str) -> Callable[[Reading], Cell]:
    def value(row: Reading) -> Cell:
        return next((one.after for one in row.proposals if one.language == language), None)

    return value


def _translation_status(row: Reading) -> Cell:
    """Say how far the translation into the language of the headings is."""
    if row.language == row.reader:
        return pgettext("translation", "submitted in this language")
    return row.rendition.get_status_display() if row.rendition else str(UNTRANSLATED)


def _reply_translation(row: Reading) -> Cell:
    """Give the translation of the reply, or say that there is none."""
    if (made := row.reply_rendition) is not None:
        return f"{made.remark} ({made.get_status_display()})"
    return str(UNTRANSLATED) if row.answer and row.reader in row.answer.lacking else None


def _of_rendition(name: str) -> Callable[[Reading], Cell]:
    return lambda row: getattr(row.rendition, name) if row.rendition else None


def _stage(row: Reading) -> Cell:
    if row.answer is None:
        return None
    if row.answer.is_confirmed:
        return pgettext("disposition", "confirmed")
    return lowfirst(pgettext("correction", "Proposed"))


def _reply_language(row: Reading) -> Cell:
    return str(TITLES[row.answer.language]) if row.answer and row.answer.reply else None


COLUMNS: tuple[Column, ...] = (
    Column(
        "number",
        pgettext_lazy("column", "No."),
        pieces=lambda row: pieces.lines(str(row.number)),
        page=1,
        paper=Widths(11, 11, 10),
        value=lambda row: row.number,
        width=6,
    ),
    Column(
        "state",
        gettext_lazy("Member State"),
        pieces=lambda row: pieces.lines(row.who),
        page=3,
        paper=Widths(31, 31, 32),
        value=lambda row: row.state,
        width=18,
    ),
    Column(
        "paragraph", pgettext_lazy("label", "Paragraph"), page=2, value=lambda row: row.heading[0], width=10
    ),
    Column("part", pgettext_lazy("label", "Part"), value=lambda row: place_words()[row.place], width=22),
    Column(
        "text",
        gettext_lazy("Text of the paragraph"),
        value=lambda row: emphasis.plain(row.heading[1]) or _("The text as a whole"),
        width=45,
    ),
    Column("code", gettext_lazy("Code"), value=lambda row: row.code, width=7),
    Column(
        "joins",
        gettext_lazy("Joined by"),
        value=lambda row: ", ".join(row.joined_by),
        width=18,
        data=lambda row: row.joined["state"] if row.joined and not row.is_lost else None,
    ),
    Column(
        "type",
        pgettext_lazy("label", "Type"),
        pieces=_type,
        page=4,
        paper=Widths(29, 26),
        value=lambda row: row.type,
        width=14,
        data=lambda row: row.comment.type,
    ),
    # In the table that goes with a note the language has a column of its own.
    Column("type_alone", pgettext_lazy("label", "Type"), pieces=_said_type, paper=Widths(enclosed=28)),
    Column(
        "operation",
        pgettext_lazy("label", "Operation"),
        value=lambda row: row.comment.operation,
        width=10,
        data=lambda row: row.comment.operation or None,
    ),
    Column("proposal", pgettext_lazy("label", "Proposal"), value=lambda row: row.operation, width=18),
    Column(
        "is_condition",
        pgettext_lazy("label", "Condition"),
        value=lambda row: row.condition or None,
        width=14,
        data=lambda row: row.comment.is_condition,
    ),
    Column("act", gettext_lazy("Proposed change"), value=lambda row: row.demand, width=25),
    Column(
        "language",
        gettext_lazy("Language of submission"),
        value=lambda row: str(TITLES[row.language]),
        width=12,
        data=lambda row: row.language,
    ),
    Column(
        "remark",
        pgettext_lazy("label", "Comment"),
        pieces=_remark,
        page=6,
        paper=Widths(69, 52, 63),
        value=lambda row: row.remark,
        width=45,
        data=lambda row: row.remark,
    ),
    Column(
        "proposed",
        gettext_lazy("Proposed wording"),
        pieces=_wording,
        page=5,
        paper=Widths(72, 52, 63),
        data=lambda row: row.comment.proposals,
    ),
    *(
        Column(
            f"proposed_{code}",
            gettext_lazy("Proposed wording (%(language)s)"),
            value=_wording_in(code),
            width=45,
            language=code,
        )
        for code in LANGUAGES
    ),
    Column(
        "rationale",
        pgettext_lazy("label", "Reason"),
        pieces=_rationale,
        page=7,
        paper=Widths(55, 40, 53),
        value=lambda row: row.rationale,
        width=40,
        data=lambda row: row.rationale,
    ),
    Column(
        "translation_status",
        gettext_lazy("Working translation (%(language)s): status"),
        value=_translation_status,
        width=16,
    ),
    *(
        Column(f"translated_{name}", heading, value=_of_rendition(name), width=width)
        for name, heading, width in (
            ("remark", gettext_lazy("Working translation: comment"), 45),
            ("wording", gettext_lazy("Working translation: wording"), 45),
            ("rationale", gettext_lazy("Working translation: reason"), 40),
        )
    ),
    Column(
        "files",
        pgettext_lazy("label", "Files"),
        value=lambda row: "\n".join(_file(file) for file in row.files),
        width=20,
    ),
    Column(
        "received_at",
        gettext_lazy("Received (%(zone)s)"),
        value=lambda row: row.response.received_at,
        width=20,
    ),
    Column(
        "answer",
        gettext_lazy("Decision and reply"),
        pieces=_disposition,
        page=8,
        paper=Widths(answered=55),
        is_of_dispositions=True,
    ),
    Column(
        "disposition",
        pgettext_lazy("label", "Disposition"),
        value=lambda row: row.decision,
        width=18,
        is_of_dispositions=True,
    ),
    Column("language_code", pgettext_lazy("column", "Language"), pieces=_code, paper=Widths(enclosed=18)),
    *(
        Column(name, heading, value=value, width=width, is_of_dispositions=True)
        for name, heading, value, width in (
            ("stage", pgettext_lazy("disposition", "Stage"), _stage, 14),
            ("reply", pgettext_lazy("label", "Reply"), lambda row: row.answer and row.answer.reply, 45),
            ("reply_language", gettext_lazy("Language of the reply"), _reply_language, 12),
            ("translated_reply", gettext_lazy("Working translation: reply"), _reply_translation, 45),
        )
    ),
)


class Placed(NamedTuple):
    """A column as one page or file shows it: what it is called there, and how wide it is."""

    column: Column
    heading: str
    width: int = 0

    @property
    def name(self) -> str:
        return self.column.name

    def pieces(self, row: Reading) -> list[Piece]:
        """Return the cell of `row` on the page or on paper."""
        return list(self.column.pieces(row)) if self.column.pieces else []


# The columns of a sheet that tell whose row it is, on each page that it is printed on.
LEADING = 3


def on_page(*, has_dispositions: bool) -> list[Placed]:
    known = (one for one in COLUMNS if has_dispositions or not one.is_of_dispositions)
    shown = sorted((one for one in known if one.page), key=lambda one: one.page)
    return [Placed(one, str(one.heading)) for one in shown]


def on_paper(*, has_dispositions: bool) -> list[Placed]:
    """Return the columns of the compilation as a PDF or Word file, their widths in millimetres."""
    return _of_width("answered" if has_dispositions else "alone")


def enclosed() -> list[Placed]:
    """Return the columns of the table of comments that goes with a note."""
    return _of_width("enclosed")


def _of_width(name: str) -> list[Placed]:
    widths = ((one, getattr(one.paper, name)) for one in COLUMNS if one.paper)
    return [Placed(one, str(one.heading), width) for one, width in widths if width]


def on_sheet(matrix: Compilation) -> list[Placed]:
    """Return the columns of a workbook or a CSV file in the active language, their widths in signs."""
    consultation, code = matrix.consultation, matrix.language
    zone = formats.clock_words(consultation.time_zone, code, consultation.respond_by)
    shown = (one for one in COLUMNS if one.value and (matrix.has_dispositions or not one.is_of_dispositions))
    return [
        Placed(one, str(one.heading) % {"language": NAMES[one.language or code], "zone": zone}, one.width)
        for one in shown
    ]


def data(row: Reading) -> dict[str, Any]:
    """Return the columns of a comment that programs read."""
    return {one.name: one.data(row) for one in COLUMNS if one.data}

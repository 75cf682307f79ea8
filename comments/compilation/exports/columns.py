"""The compilation as a table for spreadsheets: one row a comment, every cell of its own kind (rule 27)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cica_portal import emphasis, formats
from cica_portal.deadlines import local_date
from cica_portal.languages import LANGUAGES, NATIVE_NAMES, pick
from cica_portal.spreadsheets import Cell, Column, Sheet, csv, xlsx
from comments.compilation import statistics
from comments.compilation.exports import rows
from comments.compilation.exports.rows import Row
from comments.compilation.filters import Sifted
from comments.compilation.matrix import Matrix
from comments.enums import CommentType


def workbook(matrix: Matrix, sifted: Sifted, *, at: dt.datetime) -> bytes:
    """Return the compilation, its numbers and what it is about as a workbook."""
    with translation.override(matrix.language):
        found = rows.of(matrix, sifted.entries)
        sheets = [comments(matrix, found), numbers(matrix, sifted), about(matrix, sifted, at=at)]
        return xlsx.written(sheets, title=title(matrix))


def comma_separated(matrix: Matrix, sifted: Sifted) -> bytes:
    with translation.override(matrix.language):
        return csv.written(comments(matrix, rows.of(matrix, sifted.entries)))


def title(matrix: Matrix) -> str:
    """Name the document in the active language."""
    revision = matrix.consultation.revision
    return _("Comments of the Member States: %(title)s") % {"title": pick(revision.titles, matrix.language)}


def comments(matrix: Matrix, found: Sequence[Row]) -> Sheet:
    """Return the sheet of comments, in document order, nothing left out."""
    consultation, into = matrix.consultation, NATIVE_NAMES[matrix.language]
    zone = consultation.time_zone
    received_by = formats.clock_words(zone, matrix.language, consultation.respond_by)
    columns = [
        Column(_("No."), 6),
        Column(_("Part"), 22),
        Column(_("Paragraph"), 10),
        Column(_("Text of the paragraph"), 45),
        Column(_("Code"), 7),
        Column(_("Member State"), 18),
        Column(_("Joined by"), 18),
        Column(_("Type"), 14),
        Column(_("Operation"), 10),
        Column(_("Proposal"), 18),
        Column(_("What is to be done"), 25),
        Column(_("Language as filed"), 12),
        Column(_("Comment"), 45),
        *(
            Column(_("Proposed wording (%(language)s)") % {"language": NATIVE_NAMES[code]}, 45)
            for code in LANGUAGES
        ),
        Column(_("Reason"), 40),
        Column(_("Working translation (%(language)s): status") % {"language": into}, 16),
        Column(_("Working translation: comment"), 45),
        Column(_("Working translation: wording"), 45),
        Column(_("Working translation: reason"), 40),
        Column(_("Files"), 20),
        Column(_("Received (%(zone)s)") % {"zone": received_by}, 20),
    ]
    if matrix.has_dispositions:
        columns += [
            Column(_("Disposition"), 18),
            Column(_("Stage"), 14),
            Column(_("Reply"), 45),
            Column(_("Language of the reply"), 12),
        ]
    places = rows.place_words()
    return Sheet(
        name=_("Comments"),
        columns=tuple(columns),
        rows=tuple(tuple(_cells(row, matrix, places)) for row in found),
        zone=zone,
    )


def _cells(row: Row, matrix: Matrix, places: dict[str, str]) -> Iterable[Cell]:
    wordings = {proposal.language: proposal.after for proposal in row.proposals}
    rendition = row.rendition
    yield from (row.number, places[row.place], row.label)
    yield emphasis.plain(row.text) if row.text else _("The text as a whole")
    yield from (row.code, row.state, ", ".join(row.joined))
    yield from (row.type, row.operation, row.operation_word, row.act)
    yield from (NATIVE_NAMES[row.language], row.remark)
    yield from (wordings.get(code) for code in LANGUAGES)
    yield from (row.rationale, rows.translation_words(row, matrix.language))
    yield from (rendition.remark, rendition.wording, rendition.rationale) if rendition else (None,) * 3
    yield from ("\n".join(row.files), row.received_at)
    if matrix.has_dispositions:
        answer = row.answer
        if answer is None:
            yield from (_("not answered yet"), None, None, None)
        else:
            stage = _("proposed") if answer.is_proposed else _("confirmed")
            language = NATIVE_NAMES[answer.language] if answer.reply else None
            yield from (answer.word, stage, answer.reply, language)


def numbers(matrix: Matrix, sifted: Sifted) -> Sheet:
    """Return the statistics: a row for each value of each side, its comments by type."""
    words = [str(word) for _value, word in CommentType.choices]
    found = statistics.statistics(matrix, sifted.entries)
    return Sheet(
        name=_("In numbers"),
        columns=(
            Column(_("By"), 18),
            Column(_("Value"), 40),
            *(Column(word, 14) for word in words),
            Column(_("In all"), 10),
        ),
        rows=(
            *((table.label, row.label, *row.by_type, row.total) for table in found for row in table.rows),
            *((None, _("Comments in all"), *table.totals) for table in found[:1]),
        ),
    )


def about(matrix: Matrix, sifted: Sifted, *, at: dt.datetime) -> Sheet:
    """Return what the file is about: the text, the note, the deadline, the filters, the hour."""
    consultation, language = matrix.consultation, matrix.language
    revision, home = consultation.revision, settings.SECRETARIAT_TIME_ZONE
    labels = {side.name: (side.label, {o.value: o.label for o in side.options}) for side in sifted.sides}
    chosen = [(labels[name][0], labels[name][1][value]) for name, value in parse_qsl(sifted.query)]
    lines: list[tuple[str, Cell]] = [
        (_("Text"), pick(revision.titles, language)),
        (_("Revision"), str(revision.label)),
        ("SHA-256", revision.sha256),
        (_("Note"), consultation.reference),
        (
            _("Comments received by"),
            formats.closing(consultation.closes_at, consultation.time_zone, language),
        ),
        (_("As of (%(zone)s)") % {"zone": formats.clock_words(home, language, local_date(at, home))}, at),
        (_("Comments in all"), len(matrix.entries)),
        (_("Comments in this file"), len(sifted.entries)),
        *chosen,
    ]
    return Sheet(
        name=_("About"),
        columns=(Column(_("What"), 32), Column(_("Value"), 90)),
        rows=tuple(lines),
        zone=home,
    )

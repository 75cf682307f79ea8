"""The compilation as a table for spreadsheets: one row a comment, every cell of its own kind (rule 27)."""

import datetime as dt
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import formats, organization, state_names
from cica_portal.deadlines import local_date
from cica_portal.languages import pick
from cica_portal.spreadsheets import Cell, Column, Sheet, csv, xlsx
from comments.enums import CommentType
from comments.reading import columns, compilation, filters, statistics
from comments.reading.compilation import Compilation
from comments.reading.exports import printing
from comments.reading.filters import Sifted
from comments.reading.readings import Reading


def workbook(matrix: Compilation, sifted: Sifted, *, at: dt.datetime) -> bytes:
    """Return the compilation, the same for printing, its numbers and what it is about as a workbook."""
    with translation.override(matrix.language), state_names.in_full():
        found = compilation.with_replies(matrix, sifted.readings)
        sheets = [
            comments(matrix, found),
            printing.sheet(matrix, found),
            numbers(matrix, sifted),
            about(matrix, sifted, at=at),
        ]
        return xlsx.written(sheets, title=title(matrix))


def comma_separated(matrix: Compilation, sifted: Sifted) -> bytes:
    with translation.override(matrix.language), state_names.in_full():
        return csv.written(comments(matrix, compilation.with_replies(matrix, sifted.readings)))


def title(matrix: Compilation) -> str:
    """Name the document in the active language."""
    revision = matrix.consultation.revision
    return _("Comments of the Member States: %(title)s") % {"title": pick(revision.titles, matrix.language)}


def comments(matrix: Compilation, found: Sequence[Reading]) -> Sheet:
    """Return the sheet of comments, in document order, nothing left out."""
    placed = columns.on_sheet(matrix)
    return Sheet(
        name=pgettext("label", "Comments"),
        columns=tuple(Column(one.heading, one.width) for one in placed),
        rows=tuple(tuple(one.column.value(row) for one in placed) for row in found),
        zone=matrix.consultation.time_zone,
        leading=columns.LEADING,
    )


def numbers(matrix: Compilation, sifted: Sifted) -> Sheet:
    """Return the statistics: a row for each value of each side, its comments by type."""
    words = [str(word) for _value, word in CommentType.choices]
    found = statistics.statistics(matrix, sifted.readings)
    return Sheet(
        name=pgettext("heading", "Statistics"),
        columns=(
            Column(pgettext("label", "Grouped by"), 18),
            Column(pgettext("label", "Value"), 40),
            *(Column(word, 14) for word in words),
            Column(pgettext("label", "Total"), 10),
        ),
        rows=(
            *((table.label, row.label, *row.by_type, row.total) for table in found for row in table.rows),
            *((None, _("Total comments"), *table.totals) for table in found[:1]),
        ),
    )


def about(matrix: Compilation, sifted: Sifted, *, at: dt.datetime) -> Sheet:
    """Return what the file is about: the text, the note, the deadline, the filters, the hour."""
    consultation, language = matrix.consultation, matrix.language
    revision, home = consultation.revision, organization.time_zone()
    lines: list[tuple[str, Cell]] = [
        (pgettext("label", "Text"), pick(revision.titles, language)),
        (pgettext("label", "Revision"), str(revision.label)),
        ("SHA-256", revision.sha256),
        (pgettext("label", "Note"), consultation.reference),
        (
            _("Deadline for comments"),
            formats.closing(consultation.closes_at, consultation.time_zone, language),
        ),
        # Translators: zone is the time zone, as "UTC+05:00"
        (_("As of (%(zone)s)") % {"zone": formats.clock_words(home, language, local_date(at, home))}, at),
        (_("Total comments"), len(matrix.readings)),
        (_("Comments in this file"), len(sifted.readings)),
        *filters.chosen(matrix, sifted),
    ]
    return Sheet(
        name=pgettext("label", "About this file"),
        columns=(Column(pgettext("label", "Item"), 32), Column(pgettext("label", "Value"), 90)),
        rows=tuple(lines),
        zone=home,
    )

"""The progress report as a Word file, in the house's styles."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from initiatives.overview.progress import Report, Row
from plans.enums import BlockKind
from plans.labels import Label
from plans.outline import OutlineRow
from plans.word import writing
from plans.word.house import Meta

# A report is no text that comes back: its paragraphs have keys by their place alone.
KEYS = uuid.UUID("6f1d6a0e-3f0c-5c57-9a52-1f6d0b7b6b11")


def report(found: Report, language: str, *, at: dt.datetime) -> bytes:
    """Return the report as a .docx file; the active language is `language`."""
    # Translators: title is the title of the plan.
    title = _("Progress report: %(title)s") % {"title": found.title}
    label = f"{_('Progress report')}, {found.as_of}"  # at the foot of each page
    meta = Meta({language: title}, {language: "original"}, label, at)
    rows = [
        OutlineRow(uuid.uuid5(KEYS, str(place)), kind, {language: text}, Label({language: label}))
        for place, (kind, label, text) in enumerate(_parts(found, title))
    ]
    return writing.one_language(rows, language, meta)


def _parts(found: Report, title: str) -> Iterator[tuple[str, str, str]]:
    """Yield kind, label and text of each paragraph."""
    yield BlockKind.TITLE, "", _literal(title)
    totals = "; ".join(f"{word}: {number}" for word, number in found.totals)
    for word, value in (
        (pgettext("field", "Measure"), found.measure),
        (pgettext("field", "Period"), found.period),
        (_("As of"), found.as_of),
        (pgettext("events", "Events"), f"{len(found.rows)}; {totals}" if totals else str(len(found.rows))),
        (_("Text of the plan"), f"{found.revision}, SHA-256 {found.sha256[:12]}"),
    ):
        yield BlockKind.PARAGRAPH, "", _said(word, value)
    for row in found.rows:
        yield BlockKind.HEADING, row.label, _literal(row.line)
        for text in _facts(row):
            yield BlockKind.PARAGRAPH, "", text
    if found.unserved:
        yield BlockKind.HEADING, "", _("Objectives without an event")
        for label, text in found.unserved:
            yield BlockKind.OBJECTIVE, label, text


def _facts(row: Row) -> Iterator[str]:
    wants = [
        word
        for word, is_wanted in (
            (pgettext("event", "overdue"), row.is_overdue),
            (_("no date yet"), row.is_undated),
            (_("no outcome recorded"), row.wants_outcome),
        )
        if is_wanted
    ]
    yield _said(pgettext("field", "Status"), "; ".join([row.status, *wants]))
    yield _said(pgettext("field", "When"), row.when or _("not decided"))
    for word, value in (
        (pgettext("field", "Place"), row.place),
        (_("Host and co-hosts"), row.hosts),
        (_("Reason given"), row.reason),
        (pgettext("event", "Participants"), row.participants),
        (_("Outcome and report"), row.outcome),
    ):
        if value:
            yield _said(word, value)
    yield from map(_literal, row.findings)


def _said(word: str, value: str) -> str:
    return f"**{_literal(word)}:** {_literal(value)}"


def _literal(text: str) -> str:
    """Write words of people, in which an asterisk is an asterisk, as a text with marks."""
    return text.replace("*", r"\*")

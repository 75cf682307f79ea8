"""Documents on paper: pure functions from data to PDF bytes. The only importer of WeasyPrint.

Tagged and archival (PDF/A-3a), the same bytes for the same input: dates come with the data, the file's
identifier is the hash of what goes in. The renderer reaches no file and no network. Fonts and style
sheets are made once in a process, on first use and never before a fork: a child that inherits a font
configuration hangs on its first page. Never import this module in the web process.
"""

import datetime as dt
import gc
import hashlib
import os
import resource
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pydyf
import weasyprint
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from cica_portal import formats
from cica_portal.languages import LANGUAGES
from comments.compilation import columns
from comments.compilation.matrix import GRANTED, LATE, ON_TIME
from comments.compilation.rows import Row
from initiatives.progress import Report
from notes.certificates import Certificate
from notes.packages.sheets import Cover, PositionRow, ReceivedRow, cover_context, position_groups
from notes.rosters import Roster
from notes.sheets import (
    EventRow,
    Meta,
    PlanBlock,
    ReceiptContent,
    change_context,
    comments_context,
    event_context,
    note_context,
    plan_context,
    receipt_context,
    whole_words,
)
from notes.wording.texts import Piece
from plans.comparison.redline import Change, tally

VARIANT = "pdf/a-3a"
STYLE_SHEETS = (
    "document",
    "note",
    "plan",
    "compilation",
    "receipt",
    "redline",
    "ledger",
    "package",
    "trace",
    "progress",
)
MEMORY_LIMIT = 2 * 1024**3
AUTHOR = gettext_noop("Secretariat of the Conference on Interaction and Confidence Building Measures in Asia")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered document: the file and how many pages it has."""

    pdf: bytes
    pages: int

    @property
    def content(self) -> bytes:
        return self.pdf


def verbal_note(languages: Sequence[tuple[str, Sequence[Piece], Meta]]) -> Rendered:
    """Render a verbal note in one language, or in several, each beginning on its own page of one file."""
    language, _pieces, meta = languages[0]
    notes = [note_context(code, pieces, meta) for code, pieces, meta in languages]
    return _render("verbal_note", language, meta, {"notes": notes})


def plan(outline: Iterable[PlanBlock], language: str, meta: Meta) -> Rendered:
    """Render a Concept Paper and Plan of Implementation in one language."""
    return _render("plan", language, meta, {"plan": plan_context(outline, language, meta)})


def redline(changes: Sequence[Change], language: str, meta: Meta) -> Rendered:
    """Render what one text of a plan became in another: every block, its changes marked and numbered."""
    context = {
        "blocks": [change_context(change, language) for change in changes],
        "tally": tally(changes),
        "total": sum(change.is_changed for change in changes),
    }
    return _render("redline", language, meta, context)


def matrix(context: Mapping[str, Any], language: str, meta: Meta) -> Rendered:
    """Render a part of a compilation; its pages are numbered when the parts are put together."""
    return _render("matrix", language, meta, dict(context))


@cache
def digits() -> bytes:
    """Return a page on which every sign of a page's number is set once: the face of the numbers."""
    return _render("digits", LANGUAGES[0], Meta("0123456789 /", dt.date(2000, 1, 1)), {}).pdf


def trace(blocks: Sequence[Mapping[str, Any]], language: str, meta: Meta) -> Rendered:
    """Render the annex of a revision: its changed paragraphs with the comments behind them."""
    return _render("trace", language, meta, {"blocks": blocks})


def package(pieces: Sequence[Piece], outline: Iterable[PlanBlock], language: str, meta: Meta) -> Rendered:
    """Render a verbal note and the plan it conveys as one tagged file."""
    context = {"notes": [note_context(language, pieces, meta)], "plan": plan_context(outline, language, meta)}
    return _render("package", language, meta, context)


def comments_table(
    rows: Sequence[Row], language: str, meta: Meta, *, events: Sequence[EventRow] = ()
) -> Rendered:
    """Render the compilation: rows in the order given (the text's), granted, late ones and events apart."""
    with translation.override(language):
        placed = columns.enclosed()
    context = {
        "columns": [(one.heading, one.width) for one in placed],
        **{
            f"{place}_groups": comments_context([row for row in rows if row.place == place], placed)
            for place in (ON_TIME, GRANTED, LATE)
        },
        "events": [event_context(event) for event in events],
    }
    return _render("comments_table", language, meta, context)


def receipt(content: ReceiptContent, language: str, meta: Meta) -> Rendered:
    """Render the receipt of a filed answer or event: number, State, instant, hash and content."""
    received = formats.moment(content.received_at, content.zone, language, seconds=True)
    there = formats.moment(content.received_at, content.state_zone, language, seconds=True)
    context = {
        "receipt": content,
        "subject": whole_words(content.subject),
        "received": received,
        "received_there": "" if there == received else there,
        "hash_lines": (content.sha256[:32], content.sha256[32:]),
        "groups": receipt_context(content.comments),
        "events": [event_context(event) for event in content.events],
    }
    return _render("receipt", language, meta, context)


def ledger(certificate: Certificate, language: str, meta: Meta) -> Rendered:
    """Render the certificate of a frozen ledger, with a line for the signature."""
    hash_lines = (certificate.sha256[:32], certificate.sha256[32:])
    return _render("ledger", language, meta, {"ledger": certificate, "hash_lines": hash_lines})


def events_table(events: Sequence[EventRow], language: str, meta: Meta) -> Rendered:
    """Render the thematic events that Member States proposed, in a table of their own."""
    return _render("events_table", language, meta, {"events": [event_context(event) for event in events]})


def positions(
    rows: Sequence[PositionRow], received: Sequence[ReceivedRow], language: str, meta: Meta
) -> Rendered:
    """Render what the SWG is to decide: positions that are maintained, and the States' own notes."""
    context = {"groups": position_groups(rows), "received": received}
    return _render("positions", language, meta, context)


def cover(content: Cover, language: str, meta: Meta) -> Rendered:
    """Render the cover note of a package, with its list of contents."""
    return _render("cover", language, meta, cover_context(content))


def progress(report: Report, language: str, meta: Meta) -> Rendered:
    """Render how far the events of a plan are: each line as frozen, and its record beside it."""
    rows = [(row, whole_words(row.line), whole_words(row.outcome)) for row in report.rows]
    return _render("progress", language, meta, {"report": report, "rows": rows})


def participants(roster: Roster, language: str, meta: Meta) -> Rendered:
    """Render who comes to an event, for its organisers."""
    return _render("participants", language, meta, {"roster": roster})


# The warm state of a process -------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class WarmState:
    fonts: FontConfiguration
    styles: tuple[weasyprint.CSS, ...]


class DeniedURL(ValueError):
    """The renderer asked for something outside: it gets nothing, and the log says what it was."""


class NoFetcher(URLFetcher):
    """Fetch nothing: all that a document needs is given to the renderer as text."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        raise DeniedURL(f"a document may not fetch {url[:100]}")


_state: tuple[int, WarmState] | None = None
_lock = threading.Lock()


def warm_state() -> WarmState:
    """Return this process's font configuration and parsed style sheets, made on first use."""
    global _state
    if _state is None or _state[0] != os.getpid():
        fonts = FontConfiguration()
        styles = tuple(
            weasyprint.CSS(string=text, url_fetcher=NoFetcher(), font_config=fonts) for text in _style_texts()
        )
        _state = (os.getpid(), WarmState(fonts, styles))
    return _state[1]


def warm_up() -> None:
    """Make a worker ready: state, one page in each language, and a heap that the collector leaves alone.

    To be called in the worker's own initialisation, after the fork.
    """
    dated = dt.date(2000, 1, 1)
    for language in LANGUAGES:
        text = "Security – Безопасность – Қауіпсіздік"
        pieces = [Piece("number", "bold", [text]), Piece("opening", "plain", [text])]
        verbal_note([(language, [*pieces, Piece("enclosure", "italic", [text])], Meta(text, dated))])
    gc.collect()
    gc.freeze()
    gc.set_threshold(5000, 50, 50)


def limit_resources(memory: int = MEMORY_LIMIT) -> None:
    """Limit this process's address space and forbid core dumps: one bad document cannot take the machine."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


@cache
def _style_texts() -> tuple[str, ...]:
    folder = settings.BASE_DIR / "static" / "notes" / "pdf"
    return tuple((folder / f"{name}.css").read_text(encoding="utf-8") for name in STYLE_SHEETS)


# From data to HTML to PDF ----------------------------------------------------------------------------
def _render(template: str, language: str, meta: Meta, context: dict[str, Any]) -> Rendered:
    with translation.override(language):
        html = render_to_string(
            f"notes/pdf/{template}.html",
            context
            | {
                "language": language,
                "meta": meta,
                "title": whole_words(meta.title),
                "author": _(
                    "Secretariat of the Conference on Interaction and Confidence Building Measures in Asia"
                ),
            },
        )
    identifier = hashlib.sha256("\0".join((weasyprint.VERSION, *_style_texts(), html)).encode())
    with _lock:
        state = warm_state()
        document = weasyprint.HTML(string=html, url_fetcher=NoFetcher()).render(
            font_config=state.fonts, stylesheets=list(state.styles), pdf_variant=VARIANT
        )
        pdf = document.write_pdf(
            finisher=_mark_languages,
            pdf_variant=VARIANT,
            pdf_identifier=identifier.hexdigest()[:32].encode(),
        )
    return Rendered(pdf, len(document.pages))


def _mark_languages(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Tell readers aloud which language each page of a note is in: the renderer tags only the file's own."""
    pages, language = {}, None
    for page, reference in zip(document.pages, pdf.page_references, strict=True):
        begun = [code for code in LANGUAGES if f"note-{code}" in page.anchors]
        language = begun[0] if begun else language
        pages[reference] = language
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") in ("/Sect", "/NonStruct") and pages.get(item.get("Pg")):
            item["Lang"] = pydyf.String(pages[item["Pg"]])

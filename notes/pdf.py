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
import re
import resource
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import pydyf
import weasyprint
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from cica_portal import formats
from cica_portal.languages import LANGUAGES, NATIVE_NAMES
from notes.texts import Piece
from plans.redline import Change, tally, visible

VARIANT = "pdf/a-3a"
STYLE_SHEETS = ("document", "note", "plan", "compilation", "receipt", "redline")
MEMORY_LIMIT = 2 * 1024**3
AUTHOR = gettext_noop("Secretariat of the Conference on Interaction and Confidence Building Measures in Asia")

LETTERHEADS = {"letterhead_en": "en", "letterhead_ru": "ru"}
PLACED_PIECES = {*LETTERHEADS, "number", "enclosure", "place_date", "addressee_block"}

# A word with its own hyphen is never parted there: readers of the file would take that hyphen for one of
# the line's end and lose it. Longer ones may be parted, so that no column overflows.
HYPHENATED_WORD = re.compile(r"\S*\w-\w\S*")
LONGEST_WHOLE_WORD = 30

# A row of the table is kept on one page unless a text in it is longer than this: half a page of its column.
LONGEST_WHOLE_ROW = 800


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered document: the file and how many pages it has."""

    pdf: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Meta:
    """What a document says about itself. `dated` is the date kept in the file, never the wall clock."""

    title: str
    dated: dt.date
    revision: str = ""
    sha256: str = ""
    unofficial: bool = False
    lines: tuple[str, ...] = ()

    @property
    def short_hash(self) -> str:
        return f"SHA-256 {self.sha256[:12]}" if self.sha256 else ""


@dataclass(frozen=True, slots=True)
class PlanBlock:
    """One block of an outline, with its label in the document's language."""

    kind: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment as filed. `block_label` and `block_text` are empty for a comment on the whole text."""

    number: str
    state: str
    block_label: str
    block_text: str
    type: str
    remark: str
    proposed_text: str
    reason: str
    language: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thematic event as a Member State proposed it."""

    number: str
    state: str
    title: str
    when: str
    where: str
    description: str
    language: str


@dataclass(frozen=True, slots=True)
class ReceiptContent:
    """What a receipt states. The instant is shown in `zone` and, if it differs, in `state_zone`."""

    number: str
    state: str
    subject: str
    position: str
    received_at: dt.datetime
    zone: str
    state_zone: str
    sha256: str
    filed_by: str = ""
    comments: tuple[CommentRow, ...] = ()
    events: tuple[EventRow, ...] = ()


def verbal_note(languages: Sequence[tuple[str, Sequence[Piece], Meta]]) -> Rendered:
    """Render a verbal note in one language, or in several, each beginning on its own page of one file."""
    language, _pieces, meta = languages[0]
    notes = [_note_context(code, pieces) for code, pieces, _meta in languages]
    return _render("verbal_note", language, meta, {"notes": notes})


def plan(outline: Iterable[PlanBlock], language: str, meta: Meta) -> Rendered:
    """Render a Concept Paper and Plan of Implementation in one language."""
    return _render("plan", language, meta, {"plan": _plan_context(outline, language, meta)})


def redline(changes: Sequence[Change], language: str, meta: Meta) -> Rendered:
    """Render what one text of a plan became in another: every block, its changes marked and numbered."""
    context = {
        "blocks": [_change_context(change, language) for change in changes],
        "tally": tally(changes),
        "total": sum(change.is_changed for change in changes),
    }
    return _render("redline", language, meta, context)


def package(pieces: Sequence[Piece], outline: Iterable[PlanBlock], language: str, meta: Meta) -> Rendered:
    """Render a verbal note and the plan it conveys as one tagged file."""
    context = {"notes": [_note_context(language, pieces)], "plan": _plan_context(outline, language, meta)}
    return _render("package", language, meta, context)


def comments_table(
    rows: Sequence[CommentRow], language: str, meta: Meta, *, events: Sequence[EventRow] = ()
) -> Rendered:
    """Render the compilation: rows in the order given (the text's), late ones and events apart."""
    context = {
        "groups": _by_paragraph([row for row in rows if not row.is_late]),
        "late_groups": _by_paragraph([row for row in rows if row.is_late]),
        "events": [_event_context(event) for event in events],
    }
    return _render("comments_table", language, meta, context)


def receipt(content: ReceiptContent, language: str, meta: Meta) -> Rendered:
    """Render the receipt of a filed answer or event: number, State, instant, hash and content."""
    received = formats.moment(content.received_at, content.zone, language, seconds=True)
    there = formats.moment(content.received_at, content.state_zone, language, seconds=True)
    context = {
        "receipt": content,
        "subject": _whole_words(content.subject),
        "received": received,
        "received_there": "" if there == received else there,
        "hash_lines": (content.sha256[:32], content.sha256[32:]),
        "groups": _by_paragraph(content.comments),
        "events": [_event_context(event) for event in content.events],
    }
    return _render("receipt", language, meta, context)


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
                "title": _whole_words(meta.title),
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


def _note_context(language: str, pieces: Sequence[Piece]) -> dict[str, Any]:
    placed = {piece.id: _piece_context(piece) for piece in pieces if piece.id in PLACED_PIECES}
    return {
        "language": language,
        "bookmark": NATIVE_NAMES[language],
        "letterhead": [
            placed[name] | {"language": code} for name, code in LETTERHEADS.items() if name in placed
        ],
        "number": placed.get("number"),
        "enclosure": placed.get("enclosure"),
        "body": [_piece_context(piece) for piece in pieces if piece.id not in PLACED_PIECES],
        "foot": placed.get("place_date"),
        "addressee": placed.get("addressee_block"),
    }


def _piece_context(piece: Piece) -> dict[str, Any]:
    lines = format_html_join(mark_safe("<br>"), "{}", ((_whole_words(line),) for line in piece.lines))
    return {"style": piece.style, "html": lines}


def _plan_context(outline: Iterable[PlanBlock], language: str, meta: Meta) -> dict[str, Any]:
    lists = {"objective": "objectives", "initiative": "initiatives"}
    groups: list[dict[str, Any]] = []
    for kind, blocks in groupby(outline, key=lambda block: block.kind):
        shown = [{"label": block.label, "html": _whole_words(block.text)} for block in blocks]
        if kind in lists:
            groups.append({"kind": "list", "style": lists[kind], "blocks": shown})
        else:
            groups += [{"kind": kind, "style": "", "blocks": [block]} for block in shown]
    return {
        "language": language,
        "groups": groups,
        "unofficial": meta.unofficial,
        "revision": meta.revision,
        "short_hash": meta.short_hash,
    }


def _change_context(change: Change, language: str) -> dict[str, Any]:
    marks = {"insert": "<ins>{}</ins>", "delete": "<del>{}</del>", "equal": "{}"}
    runs = change.words if change.is_changed else (("equal", change.row.text(language)),)
    return {
        "change": change,
        "kind": change.row.kind,
        "label": change.row.label[language],
        "html": format_html_join(
            "",
            "{}",
            ((format_html(marks[op], text if op == "equal" else visible(text)),) for op, text in runs),
        ),
    }


def _by_paragraph(rows: Iterable[CommentRow]) -> list[dict[str, Any]]:
    """Gather rows that follow one another on the same paragraph under it."""
    return [
        {
            "label": label,
            "html": _whole_words(text),
            "is_general": not (label or text),
            "rows": [_row_context(row) for row in of_paragraph],
        }
        for (label, text), of_paragraph in groupby(rows, key=lambda row: (row.block_label, row.block_text))
    ]


def _row_context(row: CommentRow) -> dict[str, Any]:
    return {
        "is_long": _is_long(row.remark, row.proposed_text, row.reason),
        "number": row.number,
        "state": row.state,
        "type": row.type,
        "remark": _whole_words(row.remark),
        "proposed_text": _whole_words(row.proposed_text),
        "reason": _whole_words(row.reason),
        "language": row.language,
        "language_code": row.language.upper(),
    }


def _event_context(event: EventRow) -> dict[str, Any]:
    return {
        "is_long": _is_long(event.title, event.description),
        "number": event.number,
        "state": event.state,
        "title": _whole_words(event.title),
        "when": event.when,
        "where": event.where,
        "description": _whole_words(event.description),
        "language": event.language,
        "language_code": event.language.upper(),
    }


def _is_long(*texts: str) -> bool:
    return any(len(text) + 40 * text.count("\n") > LONGEST_WHOLE_ROW for text in texts)


def _whole_words(text: str) -> SafeString:
    """Escape `text`, and keep words that have a hyphen of their own on one line."""
    html, end = [], 0
    for match in HYPHENATED_WORD.finditer(text):
        if len(match[0]) <= LONGEST_WHOLE_WORD:
            html += [
                conditional_escape(text[end : match.start()]),
                format_html('<span class="whole">{}</span>', match[0]),
            ]
            end = match.end()
    return mark_safe("".join([*html, conditional_escape(text[end:])]))

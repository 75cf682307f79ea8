"""What a document shows, from data to the context of its template. Knows nothing of the renderer."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import qrcode
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cica_portal import emphasis
from cica_portal.emphasis import tagged
from cica_portal.languages import NATIVE_NAMES
from comments.compilation import columns
from comments.compilation.columns import Kind, Placed
from comments.compilation.columns import Piece as CellPiece
from comments.compilation.rows import Row, is_long
from comments.remarks.presentation import Proposal
from notes.wording.texts import Piece
from plans.comparison.emphasis_changes import restyled
from plans.comparison.redline import Change, Run, visible, words

LETTERHEADS = {"letterhead_en": "en", "letterhead_ru": "ru"}
PLACED_PIECES = {*LETTERHEADS, "number", "enclosure", "place_date", "addressee_block"}

# A word with its own hyphen is never parted there: readers of the file would take that hyphen for one of
# the line's end and lose it. Longer ones may be parted, so that no column overflows.
HYPHENATED_WORD = re.compile(r"\S*\w-\w\S*")
LONGEST_WHOLE_WORD = 30

# What a line of a note never parts: a number from its sign, a day from its month, a year from its mark, and
# a word at its own hyphen; between other letters it may be parted, or justified lines would gape.
BOUND_IN_NOTES = re.compile(r"№ \S+|\bNo\. \S+|\b\d[\d-]* (?:гг?\.|[^\W\d_]+)|\w-\w")


@dataclass(frozen=True, slots=True)
class Meta:
    """What a document says about itself. `dated` is the date kept in the file, never the wall clock."""

    title: str
    dated: dt.date
    revision: str = ""
    sha256: str = ""
    unofficial: bool = False
    is_draft: bool = False
    lines: tuple[str, ...] = ()
    check: "NoteCheck | None" = None

    @property
    def short_hash(self) -> str:
        return f"SHA-256 {self.sha256[:12]}" if self.sha256 else ""


@dataclass(frozen=True, slots=True)
class NoteCheck:
    """How whoever holds a note's page can ask whether it is genuine: the code, and the page that answers."""

    code: str
    address: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class PlanBlock:
    """One block of an outline, with its label in the document's language."""

    kind: str
    label: str
    text: str


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
    comments: tuple[Row, ...] = ()
    events: tuple[EventRow, ...] = ()


def note_context(language: str, pieces: Sequence[Piece], meta: Meta) -> dict[str, Any]:
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
        "check": _check_context(meta.check) if meta.check else None,
    }


def _check_context(check: NoteCheck) -> dict[str, Any]:
    return {
        "code": check.code,
        "address": check.address.partition("://")[2],
        "square": _square(check.link) if check.link else None,
    }


def _square(text: str) -> dict[str, Any]:
    """Return a QR code as the side of its square, quiet border included, and one path of its dark cells."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    rows = code.get_matrix()
    cells = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return {"side": len(rows), "path": "".join(f"M{x} {y}h1v1h-1z" for x, y in cells)}


def _piece_context(piece: Piece) -> dict[str, Any]:
    lines = format_html_join(mark_safe("<br>"), "{}", ((_bound(line),) for line in piece.lines))
    return {"style": piece.style, "html": lines}


def plan_context(outline: Iterable[PlanBlock], language: str, meta: Meta) -> dict[str, Any]:
    lists = {"objective": "objectives", "initiative": "initiatives"}
    groups: list[dict[str, Any]] = []
    for kind, blocks in groupby(outline, key=lambda block: block.kind):
        shown = [{"label": block.label, "html": official(block.text)} for block in blocks]
        if kind in lists:
            groups.append({"kind": "list", "style": lists[kind], "blocks": shown})
        else:
            groups += [{"kind": kind, "style": "", "blocks": [block]} for block in shown]
    return {
        "language": language,
        "groups": groups,
        "unofficial": meta.unofficial,
        "is_draft": meta.is_draft,
        "revision": meta.revision,
        "short_hash": meta.short_hash,
    }


def change_context(change: Change, language: str) -> dict[str, Any]:
    runs = change.words if change.is_changed else (("equal", change.row.text(language)),)
    return {
        "change": change,
        "kind": change.row.kind,
        "label": change.row.label[language],
        "html": _marked(runs),
    }


def _marked(runs: Iterable[Run]) -> SafeString:
    """Return the runs of a redline as markup; what goes and what comes looks as the style sheets say."""
    marks = {"equal": "{}", "insert": "<ins>{}</ins>", "delete": "<del>{}</del>"}
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html(
                    marks[op],
                    tagged(whole_words(run.text if op == "equal" else visible(run.text)), run.style),
                ),
            )
            for op, run in restyled(runs)
        ),
    )


def comments_context(rows: Sequence[Row], placed: Sequence[Placed]) -> list[dict[str, Any]]:
    """Return rows as a table of `placed` columns: those that follow one another on a paragraph under it."""
    return [
        paragraph_context(
            label, text, [(row.is_long, [one.pieces(row) for one in placed]) for row in of_paragraph]
        )
        for (label, text), of_paragraph in by_paragraph(rows)
    ]


def by_paragraph(rows: Iterable[Row]) -> Iterable[tuple[tuple[str, str], Iterable[Row]]]:
    return groupby(rows, key=lambda row: (row.label, row.text))


def paragraph_context(
    label: str, text: str, rows: Iterable[tuple[bool, Sequence[Sequence[CellPiece]]]]
) -> dict[str, Any]:
    """Return a paragraph with its rows: whether each may be parted between pages, and its cells."""
    return {
        "label": label,
        "html": official(text),
        "is_general": not (label or text),
        "rows": [
            {
                "is_long": may_part,
                "cells": [[(piece, piece_markup(piece)) for piece in cell] for cell in cells],
            }
            for may_part, cells in rows
        ],
    }


def piece_markup(piece: CellPiece) -> SafeString:
    """Return the words of a piece of a cell as markup; a proposed wording as its changes."""
    match piece.kind:
        case Kind.PROPOSAL:
            return _marked(words(piece.before, piece.text))
        case Kind.RENDERED_WORDING:
            return official(piece.text)
        case Kind.TEXT | Kind.RENDITION:
            return whole_words(piece.text)
        case _:
            return conditional_escape(piece.text)


def wording_contexts(proposals: Sequence[Proposal], language: str) -> list[tuple[CellPiece, SafeString]]:
    return [(one, piece_markup(one)) for one in columns.wordings(proposals, language)]


def receipt_context(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the comments of a receipt, each paragraph with those on it."""
    return [
        {
            "label": label,
            "html": official(text),
            "is_general": not (label or text),
            "rows": [_receipt_row(row) for row in of_paragraph],
        }
        for (label, text), of_paragraph in by_paragraph(rows)
    ]


def _receipt_row(row: Row) -> dict[str, Any]:
    said = row.said
    return {
        "number": row.number,
        "type": said.type,
        "operation": said.operation,
        "act": row.act,
        "language": said.language,
        "language_code": said.language.upper(),
        "remark": whole_words(said.remark),
        "wordings": wording_contexts(said.proposals, said.language),
        "reason": whole_words(said.rationale),
        "files": said.files,
    }


def event_context(event: EventRow) -> dict[str, Any]:
    return {
        "is_long": is_long(event.title, event.description),
        "number": event.number,
        "state": event.state,
        "title": whole_words(event.title),
        "when": event.when,
        "where": event.where,
        "description": whole_words(event.description),
        "language": event.language,
        "language_code": event.language.upper(),
    }


def official(text: str) -> SafeString:
    """Escape a text of the plan, or one proposed for it, with its emphasis; see `whole_words`."""
    return format_html_join(
        "", "{}", ((tagged(whole_words(run.text), run.style),) for run in emphasis.runs(text))
    )


def whole_words(text: str) -> SafeString:
    """Escape `text`, and keep words that have a hyphen of their own on one line."""
    return _kept_whole(HYPHENATED_WORD, text)


def _bound(text: str) -> SafeString:
    """Escape a line of a note, and keep together what belongs together."""
    return _kept_whole(BOUND_IN_NOTES, text)


def _kept_whole(pattern: re.Pattern[str], text: str) -> SafeString:
    html, end = [], 0
    for match in pattern.finditer(text):
        if len(match[0]) <= LONGEST_WHOLE_WORD:
            html += [
                conditional_escape(text[end : match.start()]),
                format_html('<span class="whole">{}</span>', match[0]),
            ]
            end = match.end()
    return mark_safe("".join([*html, conditional_escape(text[end:])]))

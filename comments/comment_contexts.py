"""What comments and events show on paper, as the context of a template. Knows nothing of the renderer."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from comments.reading import pieces
from comments.reading.columns import Placed
from comments.reading.pieces import Kind, Piece
from comments.reading.readings import Proposal, Reading, is_long
from documents.typesetting import official, whole_words
from plans.comparison.runs import runs_of
from plans.papers.plan_contexts import marked

# The longest word that the narrowest column of a compilation has room for: that of the replies.
LONGEST_IN_A_COLUMN = 20


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thematic event as a Member State proposed it, and what became of it where a document says so."""

    number: str
    state: str
    title: str
    when: str
    where: str
    description: str
    language: str
    standing: str = ""
    reason: str = ""
    reason_language: str = ""


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
    replaces: str = ""
    came: str = ""
    objection: dict[str, str] | None = None
    stance: str = ""
    stance_words: str = ""
    address: str = ""
    link: str = ""
    comments: tuple[Reading, ...] = ()
    events: tuple[EventRow, ...] = ()
    statement: dict[str, Any] | None = None


def comments_context(rows: Sequence[Reading], placed: Sequence[Placed]) -> list[dict[str, Any]]:
    """Return rows as a table of `placed` columns: those that follow one another on a paragraph under it."""
    return by_paragraph(rows, lambda row: _cells(row.is_long, [one.pieces(row) for one in placed]))


def wording_contexts(proposals: Sequence[Proposal], language: str) -> list[tuple[Piece, SafeString]]:
    return [(one, piece_markup(one)) for one in pieces.wordings(proposals, language)]


def by_paragraph(
    rows: Iterable[Any], shown: Callable[[Any], Any], of: Callable[[Any], Reading] = lambda one: one
) -> list[dict[str, Any]]:
    """Return what is `shown` of rows, those that follow one another on a paragraph under it; `of` gives the
    comment of each."""
    grouped = groupby(rows, key=lambda one: of(one).heading)
    return [_paragraph(label, text, map(shown, of_one)) for (label, text), of_one in grouped]


def paragraph_context(
    label: str, text: str, rows: Iterable[tuple[bool, Sequence[Sequence[Piece]]]]
) -> dict[str, Any]:
    """Return a paragraph with its rows: whether each may be parted between pages, and its cells."""
    return _paragraph(label, text, (_cells(*row) for row in rows))


def _paragraph(label: str, text: str, rows: Iterable[Any]) -> dict[str, Any]:
    return {
        "label": label,
        "html": official(text),
        "is_general": not (label or text),
        "rows": list(rows),
    }


def _cells(may_part: bool, cells: Sequence[Sequence[Piece]]) -> dict[str, Any]:
    return {
        "is_long": may_part,
        "cells": [[(piece, piece_markup(piece)) for piece in cell] for cell in cells],
    }


def piece_markup(piece: Piece) -> SafeString:
    """Return the words of a piece of a cell as markup; a proposed wording as its changes."""
    match piece.kind:
        case Kind.PROPOSAL:
            return marked(runs_of(piece.before, piece.text))
        case Kind.RENDERED_WORDING:
            return official(piece.text)
        case Kind.TEXT | Kind.RENDITION:
            return whole_words(piece.text, longest=LONGEST_IN_A_COLUMN)
        case _:
            return conditional_escape(piece.text)


def receipt_row(row: Reading) -> dict[str, Any]:
    """Return a comment as its receipt shows it."""
    return {
        "number": row.number,
        "type": row.type,
        "operation": row.operation,
        "condition": row.condition,
        "act": row.demand,
        "language": row.language,
        "language_code": row.language.upper(),
        "remark": whole_words(row.remark),
        "wordings": wording_contexts(row.proposals, row.language),
        "reason": whole_words(row.rationale),
        "files": row.files,
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
        "standing": event.standing,
        "reason": whole_words(event.reason),
        "reason_language": event.reason_language,
    }

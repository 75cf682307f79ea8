"""What the package's own documents show, from data to the context of their templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from comments.comment_contexts import by_paragraph, wording_contexts
from comments.compilation.rows import Row
from documents.typesetting import whole_words


@dataclass(frozen=True, slots=True)
class Line:
    """One document in the list of contents: its title, where it begins and how long it is."""

    number: int
    title: str
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover note says, in the language of the package. `facts` are pairs of a name and a value."""

    plan: str
    facts: tuple[tuple[str, str], ...]
    sha256: str
    lines: tuple[Line, ...]
    absent: tuple[str, ...]
    pages: int
    is_demonstration: bool


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One comment before the SWG: as filed, as answered, and what its State says to that."""

    number: str
    row: Row
    disposition: str
    reply: str
    reply_language: str
    standing: str
    statement: str
    statement_language: str


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """A note of a Member State on the consultation, as registered."""

    register_number: str
    state: str
    number: str
    dated: str
    received: str
    subject: str
    set_aside: str = ""


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """An open point that a signatory carried over, with the gate, the day and the reason."""

    kind: str
    state: str
    about: str
    gate: str
    carried: str
    reason: str


def position_groups(rows: Iterable[PositionRow]) -> list[dict[str, Any]]:
    """Gather the positions on one paragraph under it."""
    return by_paragraph(rows, _position, lambda one: one.row)


def _position(one: PositionRow) -> dict[str, Any]:
    said = one.row.said
    return {
        "number": one.number,
        "state": one.row.who,
        "language": said.language,
        "remark": whole_words(said.remark),
        "act": one.row.act,
        "wordings": wording_contexts(said.proposals, said.language),
        "disposition": one.disposition,
        "reply": whole_words(one.reply),
        "reply_language": one.reply_language,
        "standing": one.standing,
        "statement": whole_words(one.statement),
        "statement_language": one.statement_language,
    }


def cover_context(cover: Cover) -> dict[str, Any]:
    return {
        "cover": cover,
        "plan": whole_words(cover.plan),
        "hash_lines": (cover.sha256[:32], cover.sha256[32:]),
    }

"""What a note shows on paper, as the context of a template. Knows nothing of the renderer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from cica_portal.languages import NATIVE_NAMES
from documents import squares
from documents.typesetting import Meta
from notes.line_setting import marked, undivided
from notes.wording.texts import MARKED, Piece

LETTERHEADS = {"letterhead_en": "en", "letterhead_ru": "ru"}
AS_STATED = 3  # the mark of one enclosure has no more lines
PLACED_PIECES = {*LETTERHEADS, "number", "enclosure", "place_date", "addressee_block"}


@dataclass(frozen=True, slots=True)
class NoteMeta(Meta):
    """What a note says about itself: also how it is checked."""

    check: "NoteCheck | None" = None


@dataclass(frozen=True, slots=True)
class NoteCheck:
    """How whoever holds a note's page can ask whether it is genuine: the code, and the page that answers."""

    code: str
    address: str = ""
    link: str = ""


def note_context(
    language: str, pieces: Sequence[Piece], meta: NoteMeta, names: Sequence[str] = ()
) -> dict[str, Any]:
    """Return what one language of a note shows; no word of `names`, the Member States', is parted."""
    shown = [(piece.id, _piece_context(piece, language, names)) for piece in pieces]
    placed = {name: piece for name, piece in shown if name in PLACED_PIECES}
    return {
        "language": language,
        "bookmark": NATIVE_NAMES[language],
        "letterhead": [
            placed[name] | {"language": code} for name, code in LETTERHEADS.items() if name in placed
        ],
        "number": placed.get("number"),
        "enclosure": placed.get("enclosure"),
        "lists_enclosures": any(piece.id == "enclosure" and len(piece.lines) > AS_STATED for piece in pieces),
        "body": [piece for name, piece in shown if name not in PLACED_PIECES],
        "foot": placed.get("place_date"),
        "addressee": placed.get("addressee_block"),
        "check": _check_context(meta.check) if meta.check else None,
    }


def _check_context(check: NoteCheck) -> dict[str, Any]:
    return {
        "code": check.code,
        "address": check.address.partition("://")[2],
        "square": squares.square(check.link) if check.link else None,
    }


def _piece_context(piece: Piece, language: str, names: Sequence[str]) -> dict[str, Any]:
    is_marked = piece.style == MARKED
    set_line = marked if is_marked else undivided
    lines = ((set_line(line, language, names),) for line in piece.lines)
    return {
        "style": "plain" if is_marked else piece.style,
        "html": format_html_join(mark_safe("<br>"), "{}", lines),
    }

"""What a note shows on paper, as the context of a template. Knows nothing of the renderer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import qrcode
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from cica_portal.languages import NATIVE_NAMES
from documents.typesetting import Meta, kept_whole
from notes.wording.texts import Piece

LETTERHEADS = {"letterhead_en": "en", "letterhead_ru": "ru"}
PLACED_PIECES = {*LETTERHEADS, "number", "enclosure", "place_date", "addressee_block"}

# What a line of a note never parts: a number from its sign, a day from its month, a year from its mark, and
# a word at its own hyphen; between other letters it may be parted, or justified lines would gape.
BOUND_IN_NOTES = re.compile(r"№ \S+|\bNo\. \S+|\b\d[\d-]* (?:гг?\.|[^\W\d_]+)|\w-\w")


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


def note_context(language: str, pieces: Sequence[Piece], meta: NoteMeta) -> dict[str, Any]:
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


def _bound(text: str) -> SafeString:
    """Escape a line of a note, and keep together what belongs together."""
    return kept_whole(BOUND_IN_NOTES, text)

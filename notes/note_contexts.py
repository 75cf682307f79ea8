"""What a note shows on paper, as the context of a template. Knows nothing of the renderer."""

import base64
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import qrcode
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from cica_portal.languages import NATIVE_NAMES
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
        "square": _square(check.link) if check.link else None,
    }


@lru_cache(maxsize=16)  # 8 ms of the 80 of a note, which is printed in three languages and in all of them
def _square(text: str) -> str:
    """Return a QR code, quiet border included, as the address of a picture that holds the picture, a dot a
    cell. Drawn as a path of its 722 dark cells it took a third of the time of a note."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    rows = code.get_matrix()
    return f"data:image/png;base64,{base64.b64encode(_picture(rows)).decode()}"


def _picture(rows: Sequence[Sequence[bool]]) -> bytes:
    """Return rows of dark and light dots as a PNG of one bit a dot, the same bytes for the same rows."""
    side = len(rows)
    width = (side + 7) // 8
    dots = ("".join("01"[not is_dark] for is_dark in row).ljust(8 * width, "0") for row in rows)
    lines = b"".join(b"\0" + int(line, 2).to_bytes(width, "big") for line in dots)
    chunks = (
        (b"IHDR", struct.pack(">2I5B", side, side, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def _piece_context(piece: Piece, language: str, names: Sequence[str]) -> dict[str, Any]:
    is_marked = piece.style == MARKED
    set_line = marked if is_marked else undivided
    lines = ((set_line(line, language, names),) for line in piece.lines)
    return {
        "style": "plain" if is_marked else piece.style,
        "html": format_html_join(mark_safe("<br>"), "{}", lines),
    }

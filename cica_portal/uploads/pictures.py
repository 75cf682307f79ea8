"""Pictures at the gate: whole, and no larger than a screen or a printer needs."""

import struct

from cica_portal.uploads.limits import Limits
from cica_portal.uploads.refusals import Damaged, UnpacksTooLarge


def check(content: bytes, kind: str, limits: Limits) -> None:
    width, height = _png(content) if kind == "png" else _jpeg(content)
    if width * height > limits.pixels:
        raise UnpacksTooLarge


def _png(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR" or b"IEND" not in content[-16:]:
        raise Damaged
    return struct.unpack(">II", content[16:24])


def _jpeg(content: bytes) -> tuple[int, int]:
    """Walk the segments up to the one that says how large the picture is."""
    place = 2
    while place + 9 < len(content):
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if content[place] != 0xFF or length < 2:
            raise Damaged
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    raise Damaged

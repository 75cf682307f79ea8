"""Packed streams, unpacked no further than a limit."""

import zlib
from typing import Any


def unpacked(packed: Any, most: int) -> bytes:
    """Return at most so much of what is packed; nothing of what is not: that is no larger than the file."""
    if most < 1:
        return b""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""

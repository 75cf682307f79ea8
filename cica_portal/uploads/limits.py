"""How much a file may hold. The forms state the same numbers."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    size: int = 10 * MEBIBYTE
    unpacked: int = 100 * MEBIBYTE
    xml: int = 30 * MEBIBYTE
    entries: int = 2_000
    elements: int = 500_000
    depth: int = 200
    # Of a PDF, and of a picture.
    objects: int = 200_000
    pixels: int = 100_000_000

    @property
    def megabytes(self) -> int:
        return self.size // MEBIBYTE


LIMITS = Limits()

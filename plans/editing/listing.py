"""Which kind of block a line of a list is: by the letter or number before it, and by what stands above it.

Word files and pasted text are read by the same rules. A letter under a number, or a Roman number under a
letter, is a sub-point; in an annex nothing is an objective or an event of the plan.
"""

import re

from plans.enums import LISTED_KINDS, PART_KINDS, BlockKind
from plans.labels import roman

# The forms of labels.
LETTER, ROMAN, NUMBER = "letter", "roman", "number"
NUMBERED_KINDS = frozenset({BlockKind.INITIATIVE, BlockKind.ITEM})
_SMALL_ROMAN = re.compile(r"[ivxl]+")


class Listing:
    """Goes through lines in order: asks for the `kind` of a listed one, and is told what each became."""

    def __init__(self, kind: str = "", *, in_annex: bool = False) -> None:
        self.in_annex = in_annex
        self.above = BlockKind.PARAGRAPH if kind == BlockKind.SUBPOINT else kind
        self.is_open = kind == BlockKind.SUBPOINT
        self.sign = ""
        self.points = 0

    def kind(self, form: str, label: str, *, is_deeper: bool = False) -> str:
        """Return the kind of a line with this label; `is_deeper` where the file sets it under another one."""
        sign = label.strip("(). \u00a0").lower()
        has_above = self.above in LISTED_KINDS
        if form == ROMAN or (form == LETTER and self._is_roman(sign)):
            return BlockKind.SUBPOINT if has_above or self.is_open else self._lettered()
        if form == LETTER:
            is_point = self.is_open or self.above in NUMBERED_KINDS or (is_deeper and has_above)
            return BlockKind.SUBPOINT if is_point else self._lettered()
        if is_deeper and has_above:
            return BlockKind.SUBPOINT
        return BlockKind.ITEM if self.in_annex else BlockKind.INITIATIVE

    def follow(self, kind: str, label: str = "") -> None:
        """Take note of what a line became."""
        if kind == BlockKind.SUBPOINT:
            self.points += 1
            return
        self.in_annex = self.in_annex or kind == BlockKind.ANNEX
        self.above, self.is_open = kind, False
        self.sign = "" if kind in PART_KINDS else label.strip("(). \u00a0").lower()
        self.points = 0

    def _is_roman(self, sign: str) -> bool:
        """Tell whether a sign goes on with Roman numbers, rather than with the letters of its list."""
        if self.above != BlockKind.OBJECTIVE or not _SMALL_ROMAN.fullmatch(sign):
            return False
        follows = len(sign) == 1 and self.sign == chr(ord(sign) - 1) and not self.points
        return sign == roman(self.points + 1) and not follows

    def _lettered(self) -> str:
        return BlockKind.SUBPOINT if self.in_annex else BlockKind.OBJECTIVE

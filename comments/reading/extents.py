"""What a remark is on: the whole text, one block, or a range of blocks that follow one another."""

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from comments.refusals import RangeBackwards, UnknownBlock
from plans.outline import OutlineRow

Key = uuid.UUID | str | None


class Extent(NamedTuple):
    """The blocks that a remark is on, in document order; none means the whole text."""

    rows: tuple[OutlineRow, ...]

    @property
    def is_range(self) -> bool:
        return len(self.rows) > 1

    def text(self, language: str) -> str:
        if len(self.rows) == 1:
            return self.rows[0].text(language)
        return "\n\n".join(row.text(language) for row in self.rows)

    def label(self, language: str) -> str:
        """Return by what the paragraph is known, or the first and the last of the range."""
        return " – ".join(dict.fromkeys(row.cited(language) for row in self.rows[:1] + self.rows[-1:]))


WHOLE = Extent(())


class Places:
    """Where each block of a text stands, to find what remarks are on without asking for it again."""

    def __init__(self, outline: Iterable[OutlineRow]) -> None:
        self.rows = tuple(outline)
        self._position = {row.key: position for position, row in enumerate(self.rows)}
        self._single = {row.key: Extent((row,)) for row in self.rows}

    def position(self, key: Key) -> int:
        """Return the place of a block, from 0; raise UnknownBlock if it is not of this text."""
        try:
            return self._position[uuid.UUID(key) if isinstance(key, str) else key]
        except (KeyError, ValueError) as error:
            raise UnknownBlock from error

    def row(self, key: Key) -> OutlineRow:
        return self.rows[self.position(key)]

    def extent(self, first: Key, last: Key = None) -> Extent:
        """Return the blocks from `first` to `last`; raise a refusal where there is no such range."""
        if first is None:
            return WHOLE
        if last is None and first in self._single:
            return self._single[first]
        begin = self.position(first)
        end = begin if last is None else self.position(last)
        if end < begin:
            raise RangeBackwards
        return Extent(self.rows[begin : end + 1])

"""Which part of a long draft its editor shows: the one asked for, or what follows or precedes a screen."""

import uuid
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from plans.editing.editor_rows import Row


class Span(NamedTuple):
    """Blocks that a link leads to: the numbers of the first and the last, and the key of the first."""

    first: int
    last: int
    key: uuid.UUID


class Part(NamedTuple):
    """The rows to show, and what stands ahead of them and behind them."""

    rows: Sequence[Row]
    earlier: Span | None
    later: Span | None


def cut(draft: Sequence[Row], lines: Sequence[Row], asked: Mapping[str, str], size: int) -> Part:
    """Cut the part that the address asks for out of the `lines` of the draft that its filter leaves.

    `at` names a block of the part; `behind` and `ahead` the last and the first block of a screen that goes
    on; `first` and `last` the ends of one that is fetched anew, and `written` what is being written on it,
    with commas between: wherever it all stands now, the part goes from the first of it to the last, and on
    for its size where an end was removed.
    """
    numbers = {str(line.key): line.number for line in draft}
    if "behind" in asked:
        start = _from(lines, numbers.get(asked["behind"], len(numbers)) + 1)
        return _part(lines, start, start + size, size)._replace(earlier=None)
    if "ahead" in asked:
        end = _from(lines, numbers.get(asked["ahead"], 0))
        return _part(lines, end - size, end, size)._replace(later=None)
    screen = (asked.get("first", ""), asked.get("last", ""), *asked.get("written", "").split(","))
    if there := [numbers[key] for key in screen if key in numbers]:
        start, end = _from(lines, min(there)), _from(lines, max(there) + 1)
        return _part(lines, start, end if set(screen[:2]) <= numbers.keys() else max(end, start + size), size)
    keys = [str(line.key) for line in lines] if "at" in asked else []
    start = keys.index(asked["at"]) // size * size if asked.get("at") in keys else 0
    return _part(lines, start, start + size, size)


def _from(lines: Sequence[Row], number: int) -> int:
    """Return the place of the first line with this number of the plan, or a later one."""
    return bisect_left(lines, number, key=lambda line: line.number)


def _part(lines: Sequence[Row], start: int, end: int, size: int) -> Part:
    start, end = max(0, start), min(end, len(lines))
    earlier = _span(lines, max(0, start - size), min(size, start)) if start else None
    later = _span(lines, end, size) if end < len(lines) else None
    return Part(lines[start:end], earlier, later)


def _span(lines: Sequence[Row], start: int, size: int) -> Span:
    part = lines[start : start + size]
    return Span(part[0].number or 1, part[-1].number or 1, part[0].key)

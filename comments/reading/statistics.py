"""A compilation in numbers: by State, section, operation, disposition and language, each by type."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comments.enums import CommentType
from comments.reading.compilation import Compilation
from comments.reading.extents import Extent
from comments.reading.filters import SIDES, WHOLE, Values
from comments.reading.readings import Reading, first_words
from plans.enums import PART_KINDS


class Tally(NamedTuple):
    """A row of the statistics: the value, its word, how many comments of each type, and of all."""

    value: str
    label: str
    by_type: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.by_type)


class Table(NamedTuple):
    """What the comments are by one side: `name` is the filter that a row leads to, where there is one."""

    name: str
    label: str
    rows: tuple[Tally, ...]
    totals: tuple[int, ...]


def statistics(matrix: Compilation, lines: Sequence[Reading]) -> list[Table]:
    """Count comments by State, section, operation, disposition and language, each by type."""
    sections, titles = _sections(matrix)

    def by_side(name: str) -> Table:
        side = SIDES[name]
        words = _states(matrix) if name == "state" else side.words(matrix)
        return _table(name, lines, side.label, side.values, words)

    of_section = _table(
        "", lines, pgettext("label", "Section"), lambda row: (sections[row.comment.block_key],), titles
    )
    answers = [by_side("disposition")] if matrix.has_every_disposition else []
    return [by_side("state"), of_section, by_side("operation"), *answers, by_side("language")]


def _states(matrix: Compilation) -> dict[str, str]:
    """Return the names of the States in the order of protocol, as all that goes to States has them."""
    of_each = {one.code: one for row in matrix.readings for one in (row, *row.others)}
    ordered = sorted(of_each.items(), key=lambda pair: pair[1].member_state.protocol_name)
    return {code: one.state for code, one in ordered}


def _sections(matrix: Compilation) -> tuple[dict[Any, str], dict[str, str]]:
    """Return the section in which each block stands, and the words of each section, in document order."""
    sections: dict[Any, str] = {None: WHOLE}
    words = {WHOLE: _("The text as a whole"), "": _("Before the first section")}
    current = ""
    for row in matrix.places.rows:
        if row.kind in PART_KINDS:
            current = str(row.key)
            words[current] = first_words(Extent((row,)))
        sections[row.key] = current
    return sections, words


def _table(
    name: str,
    lines: Sequence[Reading],
    label: Any,
    values: Callable[[Reading], Values],
    words: Mapping[str, Any],
) -> Table:
    counts = Counter((value, row.comment.type) for row in lines for value in values(row))
    present = {value for value, _type in counts}
    rows = tuple(
        Tally(value, str(word), tuple(counts[value, kind] for kind in CommentType.values))
        for value, word in words.items()
        if value in present
    )
    types = Counter(row.comment.type for row in lines)
    totals = tuple(types[kind] for kind in CommentType.values)
    return Table(name, str(label), rows, (*totals, sum(totals)))

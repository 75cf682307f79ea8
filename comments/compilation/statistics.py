"""A compilation in numbers: by State, section, operation, disposition and language, each by type."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal.alphabet import latin_key
from cica_portal.languages import pick, reader_language
from comments.compilation.filters import SIDES, WHOLE, Values
from comments.compilation.lines import Line
from comments.compilation.matrix import Matrix
from comments.enums import CommentType
from comments.remarks.presentation import first_words
from comments.remarks.ranges import Extent
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


def statistics(matrix: Matrix, lines: Sequence[Line]) -> list[Table]:
    """Count comments by State, section, operation, disposition and language, each by type."""
    sections, words = _sections(matrix)
    words_of = {name: side.words for name, side in SIDES.items()} | {"state": _states}
    tables = [
        _table(name, lines, matrix, SIDES[name].label, SIDES[name].values, words_of[name](matrix))
        for name in ("state", "operation", "disposition", "language")
        if name != "disposition" or matrix.has_dispositions
    ]
    of_section = _table(
        "",
        lines,
        matrix,
        pgettext("label", "Section"),
        lambda line, _matrix: (sections[line.block_key],),
        words,
    )
    return [tables[0], of_section, *tables[1:]]


def _states(matrix: Matrix) -> dict[str, str]:
    """Return the names of the States in the order of protocol, as all that goes to States has them."""
    of_each = {one.state_code: one for line in matrix.lines for one in (line, *line.others)}
    ordered = sorted(of_each.items(), key=lambda pair: latin_key(pick(pair[1].state_names, "en")))
    return {code: line.state(reader_language()) for code, line in ordered}


def _sections(matrix: Matrix) -> tuple[dict[Any, str], dict[str, str]]:
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
    lines: Sequence[Line],
    matrix: Matrix,
    label: Any,
    values: Callable[[Line, Matrix], Values],
    words: Mapping[str, Any],
) -> Table:
    counts = Counter((value, line.type) for line in lines for value in values(line, matrix))
    present = {value for value, _type in counts}
    rows = tuple(
        Tally(value, str(word), tuple(counts[value, kind] for kind in CommentType.values))
        for value, word in words.items()
        if value in present
    )
    types = Counter(line.type for line in lines)
    totals = tuple(types[kind] for kind in CommentType.values)
    return Table(name, str(label), rows, (*totals, sum(totals)))

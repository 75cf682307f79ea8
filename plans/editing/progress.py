"""How far a draft is, for the head of its editor: counts by language, a mark a row, what to write next."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal.languages import LANGUAGES, NAMES
from plans.editing.editor_rows import MISSING, STALE, UNREVIEWED
from plans.editing.whole_draft import Line, Place, Standing
from plans.enums import TextStatus
from plans.models import ConceptPaper

# So many marks stand over a column at most: in a longer text one stands for several rows.
MARKS = 60
# What a text may need, the most urgent first, by the name that the address has for it.
NEEDS = {"missing": MISSING, "changed": STALE, "unreviewed": UNREVIEWED}
CHIPS = {
    # Translators: a filter: texts that are not there yet.
    "missing": pgettext_lazy("texts", "Missing"),
    # Translators: a filter: texts whose source was changed after them.
    "changed": pgettext_lazy("texts", "Source changed"),
    # Translators: a filter: texts that nobody has reviewed yet.
    "unreviewed": pgettext_lazy("texts", "Not reviewed"),
}
NEXT = {
    # Translators: number is the number of the block in the plan; language is the name of a language.
    MISSING: gettext_lazy("Next missing: block %(number)s, %(language)s"),
    # Translators: number is the number of the block in the plan; language is the name of a language.
    STALE: gettext_lazy("Next changed: block %(number)s, %(language)s"),
    # Translators: number is the number of the block in the plan; language is the name of a language.
    UNREVIEWED: gettext_lazy("Next not reviewed: block %(number)s, %(language)s"),
}


class Mark(NamedTuple):
    """How a text stands, or the texts of several rows by the one that needs most."""

    block: Place
    state: str


class Column(NamedTuple):
    """A language: `done` of `total` texts are there and follow the source."""

    language: str
    text_status: str
    done: int
    total: int
    marks: Sequence[Mark]


class Chip(NamedTuple):
    """A filter with the number of texts that it finds."""

    name: str
    label: Any
    number: int
    is_chosen: bool


@dataclass(frozen=True)
class Next:
    """The text to write next."""

    row: Line
    cell: Standing

    @property
    def words(self) -> str:
        return self.named(self.row.number, NAMES[self.cell.language])

    @property
    def pattern(self) -> str:
        """Return the words with their places open, for the script that knows where the reader has gone."""
        return self.named("{number}", "{language}")

    def named(self, number: Any, language: Any) -> str:
        return NEXT[self.cell.state] % {"number": number, "language": language}


def shown(rows: Sequence[Line], need: str) -> list[Line]:
    """Return the lines with a text that needs what the filter is about; all of them without a filter."""
    state = NEEDS.get(need)
    return [row for row in rows if state is None or any(cell.state == state for cell in row.cells)]


def chips(rows: Sequence[Line], need: str) -> list[Chip]:
    states = [cell.state for row in rows for cell in row.cells]
    return [Chip(name, CHIPS[name], states.count(state), name == need) for name, state in NEEDS.items()]


def columns(paper: ConceptPaper, rows: Sequence[Line]) -> list[Column]:
    found = []
    for index, language in enumerate(LANGUAGES):
        cells = [(row.block, row.cells[index].state) for row in rows]
        done = sum(state not in {MISSING, STALE} for _block, state in cells)
        status = TextStatus.of(paper.text_status, language).label
        found.append(Column(language, str(status), done, len(cells), _marks(cells)))
    return found


def _marks(cells: Sequence[tuple[Place, str]]) -> list[Mark]:
    together = -(-len(cells) // MARKS) or 1
    order = list(NEEDS.values())
    found = []
    for start in range(0, len(cells), together):
        part = cells[start : start + together]
        found.append(Mark(*min(part, key=lambda one: order.index(one[1]) if one[1] in order else len(order))))
    return found


def next_text(
    rows: Sequence[Line], need: str, reviewable: Collection[int | None], behind: tuple[str, str] | None = None
) -> Next | None:
    """Return the text to write next: what is missing, then what the source left behind, then what the
    reader may review; of each the first behind the text in which the reader is, then from the beginning.
    """
    states = [NEEDS[need]] if need else list(NEEDS.values())
    all_cells = list(_from(rows, behind))
    for state in states:
        for row, cell in all_cells:
            if cell.state == state and (state != UNREVIEWED or cell.pk in reviewable):
                return Next(row, cell)
    return None


def _from(rows: Sequence[Line], behind: tuple[str, str] | None) -> Iterator[tuple[Line, Standing]]:
    every = [(row, cell) for row in rows for cell in row.cells]
    start = 0
    if behind is not None:
        places = (
            place
            for place, (row, cell) in enumerate(every, start=1)
            if cell.language == behind[1] and str(row.block.key) == behind[0]
        )
        start = next(places, 0)
    yield from every[start:]
    yield from every[:start]

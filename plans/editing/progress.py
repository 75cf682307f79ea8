"""How far a draft is, for the head of its editor: counts by language, a mark a row, what to write next."""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal.languages import LANGUAGES, NAMES
from plans.editing.editor_rows import MISSING, STALE, UNREVIEWED, Cell, Row
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
    MISSING: gettext_lazy("Next missing: %(place)s, %(language)s"),
    STALE: gettext_lazy("Next changed: %(place)s, %(language)s"),
    UNREVIEWED: gettext_lazy("Next not reviewed: %(place)s, %(language)s"),
}


class Column(NamedTuple):
    """A language: how many of its `total` texts need what; a mark stands for a text, or for the texts of
    several rows by the one that needs most."""

    language: str
    text_status: str
    missing: int
    stale: int
    unreviewed: int
    total: int
    marks: Sequence[tuple[uuid.UUID, str]]

    @property
    def done(self) -> int:
        """How many are there and follow the source."""
        return self.total - self.missing - self.stale


class Next(NamedTuple):
    """The text to write next."""

    row: Row
    cell: Cell

    @property
    def words(self) -> str:
        return NEXT[self.cell.state] % {"place": self.row.label.within, "language": NAMES[self.cell.language]}

    @property
    def pattern(self) -> str:
        """Return the words with their places open, for the script that knows where the reader has gone."""
        return NEXT[self.cell.state] % {"place": "{place}", "language": "{language}"}


def filtered(rows: Sequence[Row], need: str) -> list[Row]:
    """Return the rows with a text that needs what the filter is about; all of them without a filter."""
    state = NEEDS.get(need)
    return [row for row in rows if state is None or any(cell.state == state for cell in row.cells)]


def chips(columns: Sequence[Column]) -> list[tuple[str, Any, int]]:
    """Return the filters, each with its words and the number of texts that it finds."""
    return [(name, words, sum(getattr(one, NEEDS[name]) for one in columns)) for name, words in CHIPS.items()]


def columns(paper: ConceptPaper, rows: Sequence[Row]) -> list[Column]:
    found = []
    for index, language in enumerate(LANGUAGES):
        states = [(row.key, row.cells[index].state) for row in rows]
        counted = Counter(state for _key, state in states)
        status = str(TextStatus.of(paper.text_status, language).label)
        needs = [counted[state] for state in NEEDS.values()]
        found.append(Column(language, status, *needs, len(states), _marks(states)))
    return found


def list_needs(columns: Sequence[Column]) -> list[tuple[Any, list[tuple[str, int]]]]:
    """Return what texts are left to do, in words, each with the languages that lack it and how many."""
    counted = {
        words: [(one.language, getattr(one, NEEDS[name])) for one in columns] for name, words in CHIPS.items()
    }
    needs = [(words, [one for one in numbers if one[1]]) for words, numbers in counted.items()]
    return [one for one in needs if one[1]]


def _marks(states: Sequence[tuple[uuid.UUID, str]]) -> list[tuple[uuid.UUID, str]]:
    order = {state: place for place, state in enumerate(NEEDS.values())}
    together = -(-len(states) // MARKS) or 1
    parts = [states[start : start + together] for start in range(0, len(states), together)]
    return [min(part, key=lambda one: order.get(one[1], len(order))) for part in parts]


def next_text(
    rows: Sequence[Row], need: str, reviewable: Collection[int | None], behind: tuple[str, str]
) -> Next | None:
    """Return the text to write next: what is missing, then what the source left behind, then what the
    reader may review; of each the first behind the text in which the reader is, then from the beginning.
    """
    every = [Next(row, cell) for row in rows for cell in row.cells]
    keys = [(str(one.row.key), one.cell.language) for one in every]
    start = keys.index(behind) + 1 if behind in keys else 0
    for state in [NEEDS[need]] if need else NEEDS.values():
        for one in every[start:] + every[:start]:
            if one.cell.state == state and (state != UNREVIEWED or one.cell.pk in reviewable):
                return one
    return None

"""What an act on blocks changes on an editor's screen: order, numbers, what came and went. Nothing else."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from plans.editing import editor_rows, sections
from plans.editing.sections import Place
from plans.labels import Label, labelled


class Shown(NamedTuple):
    """The first and the last block on a screen: of a long plan only a part is there."""

    first: uuid.UUID | None = None
    last: uuid.UUID | None = None


class Number(NamedTuple):
    """How a block is numbered and called: its own label in each language, and its number in the plan."""

    labels: Label
    name: str
    level: int
    number: int


class Changes(NamedTuple):
    """`placed` are blocks with the one that each stands behind now, in document order; `gone` are removed."""

    was: str
    outline: str
    gone: list[uuid.UUID]
    placed: list[tuple[uuid.UUID, uuid.UUID | None]]
    numbers: dict[uuid.UUID, Number]

    @property
    def as_data(self) -> dict[str, Any]:
        return {
            "was": self.was,
            "outline": self.outline,
            "gone": [str(key) for key in self.gone],
            "placed": [[str(key), str(after) if after else ""] for key, after in self.placed],
            "numbers": {str(key): list(number) for key, number in self.numbers.items()},
        }


def between(
    before: Sequence[Place], after: Sequence[Place], shown: Shown, moved: Collection[uuid.UUID] = ()
) -> Changes:
    """Return what changed from one order of blocks to another, for a screen that shows a part of them."""
    known = {place.key for place in before}
    touched = {place.key for place in after if place.key not in known or place.key in moved}
    staying = {place.key for place in after}
    old, new = _numbers(before), _numbers(after)
    return Changes(
        was=sections.fingerprint(before),
        outline=sections.fingerprint(after),
        gone=[place.key for place in before if place.key not in staying],
        placed=[
            (place.key, after[index - 1].key if index else None)
            for index, place in enumerate(after)
            if place.key in touched
        ],
        numbers={
            key: number
            for key, number in new.items()
            if key in _on_screen(before, shown) | touched and old.get(key) != number
        },
    )


def _on_screen(order: Sequence[Place], shown: Shown) -> set[uuid.UUID]:
    keys = [place.key for place in order]
    first = keys.index(shown.first) if shown.first in keys else 0
    last = keys.index(shown.last) if shown.last in keys else len(keys) - 1
    return set(keys[min(first, last) : max(first, last) + 1])


def _numbers(order: Sequence[Place]) -> dict[uuid.UUID, Number]:
    labels = labelled([place.kind for place in order])
    return {
        place.key: Number(label, editor_rows.block_name(number, place.kind), place.level, number)
        for number, (place, label) in enumerate(zip(order, labels, strict=True), start=1)
    }

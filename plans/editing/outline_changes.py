"""What an act on blocks changes on an editor's screen: order, numbers, what came and went. Nothing else."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from plans.editing import sections
from plans.labels import labelled
from plans.models import Block


def find_changes(
    before: Sequence[Block],
    after: Sequence[Block],
    screen: tuple[uuid.UUID | None, uuid.UUID | None],
    moved: Collection[uuid.UUID] = (),
) -> dict[str, Any]:
    """Return, as the script takes it, what changed from one order of blocks to another, for a screen that
    shows the part of them from its first to its last.

    `placed` are blocks with the one that each stands behind now, in document order; `gone` are removed;
    `numbers` have the label of a block in each language, its name, its level and its number in the plan.
    """
    known, staying = ({place.key for place in order} for order in (before, after))
    touched = {place.key for place in after if place.key not in known or place.key in moved}
    behind = [None, *after]
    old, new = _numbers(before), _numbers(after)
    told = _on_screen(before, *screen) | touched
    return {
        "was": sections.fingerprint(before),
        "outline": sections.fingerprint(after),
        "gone": [str(place.key) for place in before if place.key not in staying],
        "placed": [
            [str(place.key), str(other.key) if other else ""]
            for place, other in zip(after, behind, strict=False)
            if place.key in touched
        ],
        "numbers": {str(key): one for key, one in new.items() if key in told and old.get(key) != one},
    }


def _on_screen(order: Sequence[Block], first: uuid.UUID | None, last: uuid.UUID | None) -> set[uuid.UUID]:
    keys = [place.key for place in order]
    ends = keys.index(first) if first in keys else 0, keys.index(last) if last in keys else len(keys) - 1
    return set(keys[min(ends) : max(ends) + 1])


def _numbers(order: Sequence[Block]) -> dict[uuid.UUID, list[Any]]:
    labels = labelled([place.kind for place in order])
    return {
        place.key: [label, label.name, place.level, label.number or ""]
        for place, label in zip(order, labels, strict=True)
    }

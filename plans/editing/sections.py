"""What moves together in a draft, a heading with its blocks and a point with its own, and by which steps."""

import hashlib
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from plans.enums import BlockKind
from plans.models import Block, ConceptPaper

# A block takes with it what follows it in a deeper level.
OF_TEXT = 3
LEVELS = {BlockKind.TITLE: 0, BlockKind.ANNEX: 1, BlockKind.HEADING: 2, BlockKind.SUBPOINT: OF_TEXT + 1}


class Place(NamedTuple):
    """A block of the draft as the order of blocks knows it."""

    key: uuid.UUID
    kind: str

    @property
    def level(self) -> int:
        return level(self.kind)


def level(kind: str) -> int:
    return LEVELS.get(BlockKind(kind), OF_TEXT)


def places(paper: ConceptPaper) -> list[Place]:
    """Return the blocks of a draft in document order (one query)."""
    blocks = Block.objects.filter(paper=paper, removed_at=None).order_by("position", "pk")
    return [Place(*row) for row in blocks.values_list("key", "kind")]


def fingerprint(order: Sequence[Place]) -> str:
    """Return what two orders of the same blocks have in common only if they are one."""
    return hashlib.sha256(" ".join(place.key.hex for place in order).encode()).hexdigest()[:16]


def end(order: Sequence[Place], start: int) -> int:
    """Return the place behind the last block that moves together with the one at `start`."""
    behind = start + 1
    while behind < len(order) and order[behind].level > order[start].level:
        behind += 1
    return behind


def step(order: Sequence[Place], start: int, to: str) -> int | None:
    """Return the place behind which a block goes that moves one step "up" or "down"; none at the edge.

    A heading passes whole sections; any other block passes one block with what belongs to it, or a heading.
    """
    return _up(order, start) if to == "up" else _down(order, start)


def _up(order: Sequence[Place], start: int) -> int | None:
    before = start - 1
    while before > 0 and order[before].level > order[start].level:
        before -= 1
    return before - 1 if before > 0 else None


def _down(order: Sequence[Place], start: int) -> int | None:
    following = end(order, start)
    if following >= len(order):
        return None
    passes = order[following].level >= order[start].level
    return end(order, following) - 1 if passes else following


def targets(order: Sequence[Place], start: int) -> list[int]:
    """Return the places behind which the block at `start` can be put, with what belongs to it.

    A heading goes before or behind a section, so that none is cut in two, and never before text that stands
    ahead of the first: it would be of its section from then on.
    """
    own = range(start, end(order, start))
    found = []
    for place in range(len(order)):
        following = place + 1
        is_edge = following == len(order) or order[following].level <= order[start].level
        if place not in own and following != start and is_edge:
            found.append(place)
    return found

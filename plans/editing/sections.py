"""What moves together in a draft, a heading with its blocks and a point with its own, and by which steps."""

import hashlib
from collections.abc import Iterable, Sequence

from plans.models import Block, ConceptPaper
from plans.outline import OutlineRow

# A block of an order, as it is stored or read.
Placed = Block | OutlineRow


def places(paper: ConceptPaper) -> list[Block]:
    """Return the blocks of a draft in document order (one query)."""
    return list(paper.blocks.filter(removed_at=None))


def fingerprint(order: Iterable[Placed]) -> str:
    """Return what two orders of the same blocks have in common only if they are one."""
    return hashlib.sha256(" ".join(place.key.hex for place in order).encode()).hexdigest()[:16]


def end(order: Sequence[Placed], start: int) -> int:
    """Return the place behind the last block that moves together with the one at `start`."""
    others = (place for place in range(start + 1, len(order)) if order[place].level <= order[start].level)
    return next(others, len(order))


def step(order: Sequence[Placed], start: int, to: str) -> int | None:
    """Return the place behind which a block goes that moves one step "up" or "down"; none at the edge.

    A heading passes whole sections; any other block passes one block with what belongs to it, or a heading.
    """
    if to == "up":
        before = start - 1
        while before > 0 and order[before].level > order[start].level:
            before -= 1
        return before - 1 if before > 0 else None
    following = end(order, start)
    if following >= len(order):
        return None
    passes = order[following].level >= order[start].level
    return end(order, following) - 1 if passes else following


def targets(order: Sequence[Placed], start: int) -> list[int]:
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

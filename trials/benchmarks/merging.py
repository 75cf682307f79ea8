"""Merging twelve proposals for one paragraph, beside the words of each through rapidfuzz and nothing else."""

import random
import time
from functools import partial

from rapidfuzz.distance import Indel

from plans.comparison import merging
from trials.benchmarks.measure import Row, in_turns
from trials.benchmarks.redlines import TOKENS, VOCABULARY

PROPOSALS, WORDS = 12, 120
# Over the floor stand the guard, by which each change is carried over to the text of today, and every pair of
# proposals that is looked at for a collision.
MERGE = 2.5


def texts() -> tuple[str, str, list[str]]:
    """Return a paragraph as it was circulated, as it is today, and twelve proposals made on the first."""
    choose = random.Random(PROPOSALS)
    words = choose.choices(VOCABULARY, k=WORDS)
    proposals = []
    for number in range(PROPOSALS):
        proposed = list(words)
        for step in range(3):
            proposed[(number * 9 + step * 37) % WORDS] = choose.choice(VOCABULARY)
        proposals.append(" ".join(proposed))
    return " ".join(words), " ".join(["Today", *words[1:]]), proposals


def floor(made_on: str, proposals: list[str]) -> list[list[tuple[str, str]]]:
    """Compare the words of each proposal with the text, and mark what differs."""
    found = []
    for proposed in proposals:
        numbers: dict[str, int] = {}
        pair = [TOKENS.findall(text) for text in (made_on, proposed)]
        codes = [[numbers.setdefault(token, len(numbers)) for token in tokens] for tokens in pair]
        found.append(
            [
                (tag, "".join(pair[0][a:b]) or "".join(pair[1][c:d]))
                for tag, a, b, c, d in Indel.opcodes(*codes)
            ]
        )
    return found


def merged(made_on: str, now: str, proposals: list[str]) -> str:
    """Carry every proposal over to the text of today, name what collides, and make of the rest one text."""
    merging.changes.cache_clear()  # as if nobody had asked before
    carried = [merging.carry(proposed, made_on=made_on, now=now) for proposed in proposals]
    open_changes = [[one.moved for one in changes if one.moved is not None] for changes in carried]
    colliding = {place for group in merging.collisions(open_changes) for place in group}
    taken = [
        change for place, changes in enumerate(open_changes) if place not in colliding for change in changes
    ]
    return merging.apply(now, taken)


def rows() -> list[Row]:
    made_on, now, proposals = texts()
    floor_time, portal_time = in_turns(
        partial(floor, made_on, proposals),
        partial(merged, made_on, now, proposals),
        seconds=4,
        clock=time.process_time,
    )
    return [Row(f"merge of {PROPOSALS} proposals on one block", floor_time, portal_time, MERGE)]

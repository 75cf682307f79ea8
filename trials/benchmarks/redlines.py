"""The redline of a long plan, beside the words of its changed blocks through rapidfuzz and nothing else."""

import random
import re
import time
import uuid
from functools import partial

from rapidfuzz.distance import Indel

from cica_portal.languages import LANGUAGES
from plans.comparison import redline
from plans.enums import BlockKind
from plans.labels import labelled
from plans.outline import OutlineRow
from trials.benchmarks.measure import Row, in_turns

TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
BLOCKS = 600
# What is over the floor makes it read well: changes are joined, and begin where a thought does.
REDLINE = 1.2
# A page of a paper holds some ten blocks of so many words.
WORDS = 60
_TEXT = """
    the Member States shall exchange views on threats to security of and in use ICTs and best
    государства-члены обмениваются опытом по вопросам обеспечения безопасности в сфере ИКТ и
    мүше мемлекеттер қауіпсіздік мәселелері бойынша тәжірибе алмасады және іс-шаралар өткізеді
"""
VOCABULARY = _TEXT.split()


def outlines() -> tuple[list[OutlineRow], list[OutlineRow]]:
    """Return a plan of 600 blocks and what became of it: every second block rewritten in part, ten moved."""
    choose = random.Random(600)
    kinds = [BlockKind.HEADING if index % 20 == 0 else BlockKind.PARAGRAPH for index in range(BLOCKS)]
    keys = [uuid.UUID(int=index) for index in range(BLOCKS)]
    texts = [" ".join(choose.choices(VOCABULARY, k=WORDS)) for _ in range(BLOCKS)]
    changed = [_edited(text, choose) if index % 2 else text for index, text in enumerate(texts)]
    order = list(range(BLOCKS))
    for _ in range(10):
        order.insert(choose.randrange(BLOCKS), order.pop(choose.randrange(BLOCKS)))
    return _outline(keys, kinds, texts), _outline(
        [keys[index] for index in order],
        [kinds[index] for index in order],
        [changed[index] for index in order],
    )


def _edited(text: str, choose: random.Random) -> str:
    words = text.split()
    for _ in range(5):
        words[choose.randrange(len(words))] = choose.choice(VOCABULARY)
    return " ".join(words)


def _outline(keys, kinds, texts) -> list[OutlineRow]:
    return [
        OutlineRow(key, kind, dict.fromkeys(LANGUAGES, text), label)
        for key, kind, text, label in zip(keys, kinds, texts, labelled(kinds), strict=True)
    ]


def floor(old: list[OutlineRow], new: list[OutlineRow]) -> list[tuple[str, str]]:
    """Compare the changed blocks of one key, words, spaces and marks alike, and mark them as they come."""
    marked = []
    by_key = {row.key: row.text("en") for row in new}
    for row in old:
        before, after = row.text("en"), by_key[row.key]
        if before != after:
            numbers: dict[str, int] = {}
            texts = [TOKENS.findall(text) for text in (before, after)]
            codes = [[numbers.setdefault(token, len(numbers)) for token in tokens] for tokens in texts]
            for tag, a, b, c, d in Indel.opcodes(*codes):
                marked.append((tag, "".join(texts[0][a:b]) or "".join(texts[1][c:d])))
    return marked


def compared(old: list[OutlineRow], new: list[OutlineRow]) -> None:
    redline.runs_of.cache_clear()  # as if nobody had asked before
    redline.compare(old, new, "en")


def rows() -> list[Row]:
    old, new = outlines()
    floor_time, portal_time = in_turns(partial(floor, old, new), partial(compared, old, new), seconds=4,
                                       clock=time.process_time)  # fmt: skip
    return [Row(f"redline, {BLOCKS} blocks", floor_time, portal_time, REDLINE)]

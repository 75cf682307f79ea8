"""Emphasis in a redline: words whose emphasis changed are changed words, and marks are never shown."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Literal

from cica_portal import emphasis
from cica_portal.emphasis import HIDDEN, Run

Op = Literal["equal", "insert", "delete"]
# A sign of a redline: what became of it, the style it is read in, who changed it, and the sign.
Sign = tuple[Op, int, Any, str]


def restyled(runs: Iterable[tuple[Op, str]]) -> list[tuple[Op, Run]]:
    """Return the runs of a redline as they are read: deleted words before the inserted ones, in their styles.

    Without the inserted runs they read like the old text, without the deleted ones like the new text.
    """
    return [(op, run) for op, run, _by in restyled_of((op, text, None) for op, text in runs)]


def restyled_of(signed: Iterable[tuple[Op, str, Any]]) -> list[tuple[Op, Run, Any]]:
    """Return runs that say who changed them, likewise; who moved a mark changed the words in it."""
    signed = list(signed)
    if not any("*" in text for _op, text, _by in signed):
        return [(op, Run(text), by) for op, text, by in signed]
    return [
        (op, Run("".join(sign for *_rest, sign in signs), style), by)
        for (op, style, by), signs in groupby(_ordered(_signs(signed)), key=lambda sign: sign[:3])
    ]


def _signs(signed: list[tuple[Op, str, Any]]) -> Iterator[Sign]:
    old = iter(emphasis.styles("".join(text for op, text, _by in signed if op != "insert")))
    new = iter(emphasis.styles("".join(text for op, text, _by in signed if op != "delete")))
    mover = None
    for op, text, by in signed:
        mover = mover if op == "equal" else by
        for sign in text:
            was = HIDDEN if op == "insert" else next(old)
            now = HIDDEN if op == "delete" else next(new)
            if was == now != HIDDEN:
                mover = None
                yield "equal", now, by, sign
                continue
            if was != HIDDEN:
                yield "delete", was, by or mover, sign
            if now != HIDDEN:
                yield "insert", now, by or mover, sign


def _ordered(signs: Iterable[Sign]) -> Iterator[Sign]:
    for is_equal, found in groupby(signs, key=lambda sign: sign[0] == "equal"):
        changed = list(found)
        yield from changed if is_equal else sorted(changed, key=lambda sign: sign[0] == "insert")

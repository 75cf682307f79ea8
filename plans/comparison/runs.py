"""One text beside another, as runs of what stays, what goes and what comes.

Words are tokens, so that a letter changed inside a Kazakh or Russian word shows the whole word; a combining
mark belongs to its letter, a hyphen or an apostrophe between letters to its word; punctuation and quotation
marks stand alone. White space follows the words: it is compared exactly, a non-breaking space included, but
never decides which words belong together.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Literal

from cica_portal.text import composed
from plans.comparison.tokens import cut, hunks

Op = Literal["equal", "insert", "delete"]
Run = tuple[Op, str]


@lru_cache(maxsize=4096)  # 0.1 ms a paragraph, on paper in three languages and in Word
def runs_of(old: str, new: str) -> tuple[Run, ...]:
    """Return the texts as runs that are equal, deleted or inserted, in reading order.

    The runs without the inserted ones are the old text, those without the deleted ones the new text.
    """
    if old != new:
        old, new = composed(old), composed(new)
        if old != new:
            return tuple(_tidied(_steps(cut(old), cut(new))))
    return (("equal", composed(old)),) if old else ()


def _steps(before: Sequence[str], after: Sequence[str]) -> list[list[str]]:
    """Return two texts that are cut as [equal, deleted, inserted] again and again: what is equal, then what
    changes after it."""
    steps: list[list[str]] = [["", "", ""]]
    i = j = 0
    for start_old, stop_old, start_new, stop_new in hunks(before, after):
        first, other = 2 * start_old, 2 * start_new
        # The space before words that are replaced stays with what is equal.
        if i < start_old < stop_old and start_new < stop_new and before[first] == after[other]:
            first, other = first + 1, other + 1
        same, deleted, inserted = (
            before[2 * i : first],
            before[first : 2 * stop_old],
            after[other : 2 * stop_new],
        )
        last = steps[-1]
        if same and same == after[2 * j : other] and (last[1] or last[2]):
            steps.append(["".join(same), "".join(deleted), "".join(inserted)])
        else:
            _follow(steps, same, after[2 * j : other])
            steps[-1][1] += "".join(deleted)
            steps[-1][2] += "".join(inserted)
        i, j = stop_old, stop_new
    _follow(steps, before[2 * i :], after[2 * j :])
    return steps


def _follow(steps: list[list[str]], same: Sequence[str], other: Sequence[str]) -> None:
    """Add words that are the same, between which the white space may differ."""
    if same == other:
        _stay(steps, "".join(same))
        return
    for gap_old, gap_new, token in zip_longest(same[::2], other[::2], same[1::2], fillvalue=""):
        if gap_old == gap_new:
            _stay(steps, gap_old)
        else:
            steps[-1][1] += gap_old
            steps[-1][2] += gap_new
        _stay(steps, token)


def _stay(steps: list[list[str]], text: str) -> None:
    if not text:
        return
    if steps[-1][1] or steps[-1][2]:
        steps.append([text, "", ""])
    else:
        steps[-1][0] += text


def _tidied(steps: list[list[str]]) -> list[Run]:
    """Return deletions before insertions, and trim white space off the changes."""
    runs: list[Run] = []
    last = ["", "", ""]
    for step, follower in zip(steps, [*steps[1:], last], strict=True):
        equal, deleted, inserted = step
        if deleted and inserted:
            if deleted[0] == inserted[0] and (lead := _common_space(deleted, inserted)):
                equal, deleted, inserted = equal + lead, deleted[len(lead) :], inserted[len(lead) :]
            if deleted and inserted and deleted[-1] == inserted[-1] and deleted[-1].isspace():
                trail = _common_space(deleted[::-1], inserted[::-1])[::-1]
                deleted, inserted = deleted[: -len(trail)], inserted[: -len(trail)]
                follower[0] = trail + follower[0]
        changed = "" if deleted and inserted else deleted or inserted
        if changed and changed[0].isspace():
            gap = changed[: len(changed) - len(changed.lstrip())]
            if gap != changed and follower[0].startswith(gap):
                # A word that only came or went takes the space after it, not that before it.
                equal, changed, follower[0] = equal + gap, changed[len(gap) :] + gap, follower[0][len(gap) :]
                deleted, inserted = (changed, "") if deleted else ("", changed)
        if equal:
            runs.append(("equal", equal))
        if deleted:
            runs.append(("delete", deleted))
        if inserted:
            runs.append(("insert", inserted))
    if last[0]:
        runs.append(("equal", last[0]))
    return runs


def _common_space(one: str, other: str) -> str:
    """Return the white space that both begin with."""
    if not (one and other and one[0].isspace()):
        return ""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b or not a.isspace():
            break
        length += 1
    return one[:length]

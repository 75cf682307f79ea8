"""The words of two texts, and which of them changed.

Letters are kept with the marks that combine with them. What changed is found by the longest common run of
words, then put where it reads best: at the beginning of a sentence, and in as few places as make sense.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz.distance import Indel

# Letters and digits with the marks that combine with them, soft hyphens and joiners.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u2de0-\u2dff\ua66f-\ua67d\ufe20-\ufe2f"
)
_LETTER = rf"[\w{_MARKS}\u00ad\u200c\u200d\u2060]"
_TOKEN = re.compile(rf"({_LETTER}+(?:[-\u2010\u2011'\u2019\u02bc]{_LETTER}+|(?<=\d)[.,]\d+)*|[^\w\s])")
_IS_WORD = re.compile(rf"{_LETTER}")
# After these a new thought begins: a change shown from there on reads better.
_STOPS = frozenset(".;:!?…")
# A word no longer than this between two changes is part of them: "и", "the", "мен".
SHORT_WORD = 4
# Of a text rewritten beyond this the common words are chance; it is shown as replaced.
LEAST_IN_COMMON = 0.2
LONG_TEXT = 8

Unit = tuple[str, str]
Hunk = tuple[int, int, int, int]


def cut(text: str) -> list[str]:
    """Cut a text into white space, token, white space, token, and so on to the white space at the end.

    Token n stands at 2n + 1. One flat list, for of all that a redline does this costs the most.
    """
    return _TOKEN.split(text)


def hunks(before: Sequence[str], after: Sequence[str]) -> list[Hunk]:
    """Return the changes between two texts that are cut, as spans of tokens, in order; between them the
    tokens are the same.
    """
    old, new = before[1::2], after[1::2]
    found: list[Hunk] = []
    for tag, a, b, c, d in Indel.opcodes(old, new).as_list():
        if tag == "equal":
            continue
        if found and found[-1][1] == a and found[-1][3] == c:
            found[-1] = (found[-1][0], b, found[-1][2], d)
        else:
            found.append((a, b, c, d))
    if _is_rewritten(old, new, found):
        return [(0, len(old), 0, len(new))]
    if any((a == b) != (c == d) for a, b, c, d in found):
        found = list(_slid(found, before, after))
    return _joined(found, old)


def _is_rewritten(old: Sequence[str], new: Sequence[str], hunks: Sequence[Hunk]) -> bool:
    """Tell whether so little of a long text is left that what is left says nothing."""
    kept = len(old) - sum([b - a for a, b, _c, _d in hunks])
    if 2 * kept > max(len(old), len(new)):
        return False
    lengths = [sum(is_word(token) for token in tokens) for tokens in (old, new)]
    if min(lengths) < LONG_TEXT:
        return False
    gone = sum(is_word(token) for a, b, _c, _d in hunks for token in old[a:b])
    return lengths[0] - gone < LEAST_IN_COMMON * max(lengths)


def is_word(token: str) -> bool:
    return len(token) > 1 or _IS_WORD.match(token) is not None


def _slid(hunks: Sequence[Hunk], before: Sequence[str], after: Sequence[str]) -> Iterator[Hunk]:
    """Move pure insertions and deletions, where the same words allow it, to begin where a thought begins."""
    floor = (0, 0)
    for index, (a, b, c, d) in enumerate(hunks):
        shift = 0
        if (a == b) != (c == d):
            following = (
                hunks[index + 1] if index + 1 < len(hunks) else (len(before) // 2, 0, len(after) // 2, 0)
            )
            if a == b:
                shift = _shift(after, c, d, floor[1], following[2])
            else:
                shift = _shift(before, a, b, floor[0], following[0])
        yield a + shift, b + shift, c + shift, d + shift
        floor = b + shift, d + shift


def _shift(side: Sequence[str], first: int, last: int, floor: int, ceiling: int) -> int:
    """Return by how many tokens a change of one side moves to begin a sentence or line; 0 if it cannot."""
    if _begins(side, first):
        return 0
    left = 0
    while first - left > floor and side[2 * (first - left) - 1] == side[2 * (last - left) - 1]:
        left += 1
        if _begins(side, first - left):
            return -left
    right = 0
    while last + right < ceiling and side[2 * (first + right) + 1] == side[2 * (last + right) + 1]:
        right += 1
        if _begins(side, first + right):
            return right
    return 0


def _begins(side: Sequence[str], index: int) -> bool:
    """Tell whether a sentence or a line begins at token `index`; one past the last begins no line."""
    gap = 2 * index
    return index == 0 or side[gap - 1] in _STOPS or (gap < len(side) - 1 and "\n" in side[gap])


def _joined(hunks: Iterable[Hunk], tokens: Sequence[str]) -> list[Hunk]:
    """Join changes that only punctuation or one short word parts: several marks in a row read badly."""
    joined: list[Hunk] = []
    for hunk in hunks:
        # Between most changes there are words, and the first of these says so.
        apart = hunk[0] - joined[-1][1] if joined else 0
        has_words = apart > 1 and len(tokens[joined[-1][1]]) > 1
        if joined and not has_words and _is_island(joined[-1], hunk, tokens):
            joined[-1] = (joined[-1][0], hunk[1], joined[-1][2], hunk[3])
        else:
            joined.append(hunk)
    return joined


def _is_island(left: Hunk, right: Hunk, tokens: Sequence[str]) -> bool:
    only_inserted = left[0] == left[1] and right[0] == right[1]
    only_deleted = left[2] == left[3] and right[2] == right[3]
    if only_inserted or only_deleted:
        return False
    first, last = left[1], right[0]
    if last - first == 1:
        return len(tokens[first]) <= SHORT_WORD  # marks are one sign each
    return not any(map(is_word, tokens[first:last]))


def rising(places: Sequence[int]) -> list[int]:
    """Return the longest run of places that rise, by their indices: what kept its order among what moved."""
    ends: list[int] = []
    chain: list[int] = []
    previous: list[int] = []
    for index, place in enumerate(places):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        chain[length : length + 1] = [index]
        previous.append(chain[length - 1] if length else -1)
    made = []
    index = chain[-1] if chain else -1
    while index >= 0:
        made.append(index)
        index = previous[index]
    return made[::-1]

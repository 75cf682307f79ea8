"""The sentences of a redline: which of them a note is about."""

import re
from collections.abc import Sequence

# Where a sentence may end: after its mark and what closes with it, before white space.
_END = re.compile(r"[.!?…]+[»”’\"')\]]*\s+|\n+")
_OPENING = "«“‘\"'(["


def spans(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text begin and end: the next one begins with a capital or a figure."""
    found, start = [], 0
    for end in _END.finditer(text):
        following = text[end.end() :].lstrip(_OPENING)
        if following and (following[0].isupper() or following[0].isdigit() or "\n" in end.group()):
            found.append((start, end.end()))
            start = end.end()
    if start < len(text):
        found.append((start, len(text)))
    return found


def touched(runs: Sequence[tuple[str, str, int]], note: int) -> list[str]:
    """Return the sentences that have words of a note: as they read now, or as they were if they are gone."""
    new = "".join(text for op, text, _note in runs if op != "delete")
    if not new.strip():
        return ["".join(text for _op, text, _note in runs).strip()] if runs else []
    marks, place = [], 0
    for op, text, number in runs:
        length = 0 if op == "delete" else len(text)
        if number == note:
            marks.append((place, place + length))
        place += length
    return [
        new[start:stop].strip()
        for start, stop in spans(new)
        if any(_meet(start, stop, *mark, is_last=stop == len(new)) for mark in marks)
    ]


def _meet(start: int, stop: int, first: int, last: int, *, is_last: bool) -> bool:
    if first == last:  # words that went, at this place
        return start <= first < stop or (is_last and first == stop)
    return first < stop and last > start

"""Runs of a paragraph in NFC: where a text stands in them, and the text with marks that they make."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from cica_portal import emphasis
from cica_portal.emphasis import Run
from cica_portal.text import normalise


def normalised(runs: Iterable[Run]) -> list[Run]:
    """Return runs in NFC, no style twice in a row: what Word cuts within a style is one word to a reader.

    Signs of two styles are not composed: a mark stands between them.
    """
    return [
        Run(normalise("".join(text for text, _style in found)), style)
        for style, found in groupby((run for run in runs if run.text), key=lambda run: run.style)
    ]


def place(whole: str, text: str) -> tuple[int, int] | None:
    """Return where a text in NFC stands at the end of the words of runs; None if it does not.

    The words may be longer: signs that NFC would compose have different styles.
    """
    for end in (len(whole), len(whole.rstrip())):
        composed = normalise(whole[:end])
        start = before = len(composed) - len(text)
        while start < end and len(normalise(whole[:start])) < before:
            start += 1
        if start >= 0 and composed.endswith(text) and normalise(whole[start:end]) == text:
            return start, end
    return None


def said_of(runs: Iterable[Run]) -> tuple[str, list[str]]:
    """Return runs as a text in NFC with marks, and the words whose emphasis no mark can say."""
    said, lost = emphasis.written(normalised(runs))
    if normalise(said) == said:
        return said, lost
    # Without its mark a sign is composed with the one before it: the marks behind may no longer open there.
    again, more = said_of(emphasis.runs(said))
    return again, lost + more


def stretch(runs: Iterable[Run], start: int, end: int) -> Iterator[Run]:
    """Yield what stands from `start` to `end` in the words of runs."""
    before = 0
    for text, style in runs:
        yield Run(text[max(start - before, 0) : max(end - before, 0)], style)
        before += len(text)

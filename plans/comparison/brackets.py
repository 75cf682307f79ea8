"""Square brackets: several variants of one paragraph drawn as one text, for pages, PDF and Word alike.

The words that all share stand once, those that differ in brackets with the numbers of their variants. The
text as it is stands among them, without a number, unless it was given one. Where that cannot be drawn, since
text moved, three changes overlap or nothing is shared, each variant stands whole in its brackets.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cica_portal import emphasis
from cica_portal.text import composed, is_blank
from plans.comparison.tokens import Hunk, cut, hunks, is_word

# What stands in brackets for a variant that has no words there.
NO_WORDS = "–"
# So many words that go in one place and come in another are moved text.
_MOVED = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that all share, with no numbers; or in brackets those of some variants, 0 the text as it is."""

    text: str
    numbers: tuple[int, ...] = ()
    is_bracket: bool = False

    @property
    def number(self) -> str:
        """The numbers of its variants; none of the text as it is."""
        return ", ".join(str(number) for number in self.numbers if number)

    @property
    def shown(self) -> str:
        if not self.is_bracket:
            return self.text
        return f"[{self.number}: {self.text}]" if self.number else f"[{self.text}]"

    @property
    def markup(self) -> SafeString:
        words = emphasis.markup(self.text)
        if not self.is_bracket:
            return words
        lead = format_html("<b>{}</b>: ", self.number) if self.number else ""
        return format_html('<span class="bracket">[{}{}]</span>', lead, words)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paragraph in pieces, in reading order; `is_whole` where each variant stands whole."""

    pieces: tuple[Piece, ...]
    is_whole: bool = False

    @property
    def text(self) -> str:
        """The paragraph as plain text, with its brackets."""
        return "".join(gap + piece.shown for gap, piece in self._spaced())

    @property
    def markup(self) -> SafeString:
        """The paragraph as markup, people's text escaped, each bracket apart."""
        return format_html_join("", "{}{}", ((gap, piece.markup) for gap, piece in self._spaced()))

    def _spaced(self) -> Iterator[tuple[str, Piece]]:
        """Yield each piece with the space before it: one bracket follows another."""
        if self.pieces:
            yield "", self.pieces[0]
        for before, piece in pairwise(self.pieces):
            yield " " if before.is_bracket and piece.is_bracket else "", piece


def draw(base: str, variants: Iterable[tuple[int, str]]) -> Drawn:
    """Return the text as it is and its variants, by number, as one paragraph with brackets."""
    texts = [(0, composed(base).strip()), *((number, composed(text).strip()) for number, text in variants)]
    within = None if any(is_blank(text) for _number, text in texts) else _within(texts)
    return Drawn(within) if within else Drawn(tuple(_alternatives(texts)), is_whole=True)


def _alternatives(texts: Sequence[tuple[int, str]]) -> Iterable[Piece]:
    """Yield what stands in one place, the same words once; nothing for the text as it is without words."""
    numbers: dict[str, list[int]] = {}
    for number, text in texts:
        numbers.setdefault(text, []).append(number)
    for text, same in numbers.items():
        if text or 0 not in same:
            yield Piece(text or NO_WORDS, tuple(same), is_bracket=True)


# Brackets within the paragraph ------------------------------------------------------------------------
def _within(texts: Sequence[tuple[int, str]]) -> tuple[Piece, ...] | None:
    """Return the paragraph with the words that differ in brackets; None where it cannot be drawn."""
    cuts = [cut(text) for _number, text in texts]
    base = cuts[0]
    changes = [hunks(base, other) for other in cuts]
    if any(_has_moved(base, other, found) for other, found in zip(cuts, changes, strict=True)):
        return None
    places = _places(changes)
    if places is None:
        return None
    pieces: list[Piece] = []
    offsets, at = [0] * len(cuts), 0
    for first, last in places:
        own = [[hunk for hunk in found if _is_in(hunk, first, last)] for found in changes]
        starts = [first + offset for offset in offsets]
        offsets = [offset + _growth(found) for offset, found in zip(offsets, own, strict=True)]
        stops = [last + offset for offset in offsets]
        words = ["".join(c[2 * i + 1 : 2 * j]) for c, i, j in zip(cuts, starts, stops, strict=True)]
        # Before words that only come, the space is that of the text they come in.
        gaps = (c[2 * i] for c, i, found in zip(cuts, starts, own, strict=True) if found)
        shared = "".join(base[2 * at : 2 * first]) + (base[2 * first] or next(gaps, ""))
        pieces.append(Piece(shared))
        named = [(number, text) for (number, _whole), text in zip(texts, words, strict=True)]
        pieces += _alternatives(named)
        at = last
    pieces.append(Piece("".join(base[2 * at :])))
    shares = any(is_word(token) for one in pieces if not one.is_bracket for token in cut(one.text)[1::2])
    parts_emphasis = any("*" in emphasis.plain(one.text) for one in pieces)
    found = tuple(one for one in pieces if one.text)
    return None if not shares or parts_emphasis else found


def _places(changes: Iterable[Sequence[Hunk]]) -> list[tuple[int, int]] | None:
    """Return where the texts differ, as spans of tokens of the first; None where three changes overlap."""
    spans = sorted({(hunk[0], hunk[1]) for found in changes for hunk in found})
    joined: list[list[tuple[int, int]]] = []
    for span in spans:
        if joined and span[0] < max(last for _first, last in joined[-1]):
            joined[-1].append(span)
        else:
            joined.append([span])
    if any(len(together) > 2 for together in joined):
        return None
    return [(together[0][0], max(last for _first, last in together)) for together in joined]


def _is_in(hunk: Hunk, first: int, last: int) -> bool:
    """Tell whether a change is one of a place; what only comes at its edge has a place of its own."""
    if hunk[0] == hunk[1] != first and first != last:
        return first < hunk[0] < last
    return (hunk[0], hunk[1]) == (first, last) or (first != last and first <= hunk[0] < hunk[1] <= last)


def _growth(found: Iterable[Hunk]) -> int:
    return sum((d - c) - (b - a) for a, b, c, d in found)


def _has_moved(before: Sequence[str], after: Sequence[str], found: Sequence[Hunk]) -> bool:
    """Tell whether a run of words goes in one place and comes in another."""
    old, new = before[1::2], after[1::2]
    gone = [(place, run) for place, hunk in enumerate(found) for run in _runs(old[hunk[0] : hunk[1]])]
    come = [(place, run) for place, hunk in enumerate(found) for run in _runs(new[hunk[2] : hunk[3]])]
    return any(one == other and place != there for place, one in gone for there, other in come)


def _runs(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    words = [token.lower() for token in tokens if is_word(token)]
    return [tuple(words[n : n + _MOVED]) for n in range(len(words) - _MOVED + 1)]

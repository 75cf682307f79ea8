"""Square brackets: several variants of one paragraph drawn as one text, for pages, PDF and Word alike.

The words that all share stand once, those that differ in brackets with the numbers of their variants. The
text as it is stands among them, without a number, unless it was given one. Where that cannot be drawn, since
text moved or three changes overlap, each variant stands whole in its brackets.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    def shown(self) -> str:
        if not self.is_bracket:
            return self.text
        numbers = ", ".join(str(number) for number in self.numbers if number)
        return f"[{numbers}: {self.text}]" if numbers else f"[{self.text}]"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paragraph in pieces, in reading order; `is_whole` where each variant stands whole."""

    pieces: tuple[Piece, ...]
    is_whole: bool = False

    @property
    def text(self) -> str:
        """The paragraph as plain text, with its brackets."""
        return " ".join(piece.shown for piece in self.pieces)


def draw(base: str, variants: Iterable[tuple[int, str]]) -> Drawn:
    """Return the text as it is and its variants, by number, as one paragraph with brackets."""
    texts = [(0, base), *variants]
    return Drawn(tuple(_alternatives(texts)), is_whole=True)


def _alternatives(texts: Sequence[tuple[int, str]]) -> Iterable[Piece]:
    """Yield what stands in one place, the same words once; nothing for the text as it is without words."""
    numbers: dict[str, list[int]] = {}
    for number, text in texts:
        numbers.setdefault(text.strip(), []).append(number)
    for text, same in numbers.items():
        if text or 0 not in same:
            yield Piece(text or NO_WORDS, tuple(same), is_bracket=True)

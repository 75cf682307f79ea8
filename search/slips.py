"""Words that are meant where a letter is wrong, missing, too much or in the place of its neighbour.

A list of the words in all texts would tell a reader, by the time of a search if by nothing else, which words
others use (rule 4). So texts with words that begin as what was typed are looked for, in the person's own
scope, and those that are found say which word is meant.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from search import words
from search.words import Query, Term

# A stem shorter than this, one slip away, may be any word.
LEAST = 5
# Few slip in the first letters: so many are right.
SURE = 3
# So many words of what is typed may have a slip each.
MOST_WORDS = 3

_WORD = re.compile(r"[^\W_]+")
_MARKED = re.compile(r"<mark>([^<]*)</mark>")


@dataclass(frozen=True)
class Near(Term):
    """A typed word, and all words that begin as it does and whose stem is at most one slip from its own."""

    word: str = ""
    own: str = ""

    @property
    def forms(self) -> list[str]:
        return []

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        return (found.span() for found in _WORD.finditer(text) if self.accepts(found[0]))

    def is_in(self, text: str) -> bool:
        return any(self.places(text))

    def accepts(self, word: str) -> bool:
        """Tell whether a word of a text may be the one that was meant."""
        return word.startswith(self.opens) and self.distance(word) <= 1

    def distance(self, word: str) -> int:
        """Return how many slips a word is away, by its stem or, where the slip is in the ending, as a whole:
        2 stands for more than one."""
        pairs = ((words.term(word).stem, self.own), (word, self.word))
        return min(OSA.distance(*pair, score_cutoff=1) for pair in pairs)


def near(word: str) -> Near | None:
    """Return what a word may be meant for; nothing of a short one, or one with figures."""
    stem = words.term(word).stem
    if len(stem) < LEAST or not stem.isalpha():
        return None
    return Near("", (), (stem[:SURE],), words.is_kazakh(word), word, stem)


def parse(text: str) -> Query | None:
    """Return the query for what may be meant; nothing where no word of it can have a slip."""
    typed = words.typed(text)
    terms: list[Term] = []
    forgiven = 0
    for word in typed:
        meant = near(word) if forgiven < MOST_WORDS else None
        forgiven += meant is not None
        terms.append(meant or words.term(word))
    # By these words the condition differs from that of the words as they were typed.
    return Query(tuple(terms), "~" + " ".join(typed)) if forgiven else None


def meant(query: Query, excerpts: Iterable[str]) -> str:
    """Return the words that are meant, as the texts have them; nothing where they are the typed ones."""
    marked = Counter(words.fold(found) for excerpt in excerpts for found in _MARKED.findall(excerpt))
    typed = query.words.removeprefix("~").split()
    chosen = [_chosen(term, word, marked) for term, word in zip(query.terms, typed, strict=True)]
    return "" if None in chosen or chosen == typed else " ".join(filter(None, chosen))


def _chosen(term: Term, word: str, marked: Counter[str]) -> str | None:
    if not isinstance(term, Near):
        return word
    read = {found: found if term.is_kazakh else words.plain(found) for found in marked}
    fitting = [found for found, plain in read.items() if term.accepts(plain)]
    if any(term.distance(read[found]) == 0 for found in fitting):
        return word
    return max(fitting, key=lambda found: (marked[found], -len(found), found), default=None)

"""Words that are meant where a letter is wrong, missing, too much or in the place of its neighbour.

No database has a list of the words in its texts that would tell a reader no more than the texts that this
reader may open. So all that one slip can have made of a word is looked for, in the person's own scope; the
texts that are found say which word it is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from rapidfuzz.distance import OSA

from search import stores, words
from search.words import KAZAKH, Query, Term

# A stem shorter than this, one slip away, may be any word.
LEAST = 5
# Few slip in the first letters, so many.
SURE = 2
# So many words of what is typed may have a slip each.
MOST_WORDS = 3
LATIN = "abcdefghijklmnopqrstuvwxyz"
RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"

_WORD = re.compile(r"[^\W_]+")
_MARKED = re.compile(r"<mark>([^<]*)</mark>")


@dataclass(frozen=True)
class Near(Term):
    """A typed word, and all words whose stem is at most one slip from its own. `opens` are what these begin
    with."""

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
        return any(word[:end] in self._beginnings for end in self._lengths) and self.distance(word) <= 1

    @property
    def head(self) -> str:
        return self.own[:SURE]

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(self.opens)

    @cached_property
    def _lengths(self) -> set[int]:
        return {len(beginning) for beginning in self.opens}

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
    kazakh = words.is_kazakh(word)
    letters = LATIN if stem.isascii() else RUSSIAN + ("".join(KAZAKH) if kazakh else "")
    return Near("", (), _shortest({stem, *_slipped(stem, letters)}), kazakh, word, stem)


def _slipped(stem: str, letters: str) -> Iterator[str]:
    for place in range(len(stem) + 1):
        before, rest = stem[:place], stem[place:]
        yield from (before + letter + rest for letter in letters)
        if rest:
            yield before + rest[1:]
            yield from (before + letter + rest[1:] for letter in letters)
        if len(rest) > 1:
            yield before + rest[1] + rest[0] + rest[2:]


def _shortest(beginnings: set[str]) -> tuple[str, ...]:
    """Return the beginnings without those that another one begins."""
    return tuple(
        sorted(one for one in beginnings if not any(one[:end] in beginnings for end in range(1, len(one))))
    )


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


def known(query: Query) -> Iterator[Query]:
    """Return the query by those beginnings alone with which some stored word begins, if each of its words is
    near to one: by those that have the first letters of what was typed, and then by all of them.

    Nobody is told which they are: what a person finds by them is asked in the person's own scope. All are
    looked up only where the first ones have told nothing: it takes as long as the rest of a search.
    """
    near = {term for term in query.terms if isinstance(term, Near)}
    alike = {term: stores.begun_with(term.head, _headed(term)) for term in near}
    if all(alike.values()):
        yield _by(query, alike)
    every = {term: alike[term] | stores.begun(set(term.opens) - _headed(term)) for term in near}
    if all(every.values()) and every != alike:
        yield _by(query, every)


def _headed(term: Near) -> set[str]:
    return {one for one in term.opens if one.startswith(term.head)}


def _by(query: Query, opens: dict[Near, set[str]]) -> Query:
    terms = (
        replace(term, opens=tuple(sorted(opens[term]))) if isinstance(term, Near) else term
        for term in query.terms
    )
    return Query(tuple(terms), query.words)


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

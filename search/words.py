"""Words that are looked for: folded, without their endings, in the three languages alike.

A word is found in any of its forms. Case counts for nothing, nor does ё for е. A word typed with Kazakh
letters is found as it is written; one typed without them stands for the Kazakh word, too (ә as а, қ as к).
No database has a stemmer for Kazakh, and SQLite has none at all: endings are taken off what is typed, here,
so that both databases find the same.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

MOST_LETTERS = 200
MOST_TERMS = 8
# A stem as long as this is looked for as the beginning of a word; a shorter one in its forms alone.
LONG = 6

KAZAKH = {"ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и"}

ENGLISH = ("ies", "ing", "ed", "es", "s", "e", "y")
_RUSSIAN = """
    иями ями ами иях ях ах иям ям ам ием ьем ем ом ией ьей ей ой ий ый ия ья ие ье ию ью ии ьи ев ов
    его ого ему ому ими ыми им ым их ых ую юю ая яя ою ею ое ее ые а е и й о у ы ь ю я
"""
RUSSIAN = tuple(_RUSSIAN.split())
KAZAKH_CASES = (
    *("ының", "інің", "ның", "нің", "дың", "дің", "тың", "тің", "ына", "іне", "ға", "ге", "қа", "ке", "на"),
    *("не", "ын", "ін", "ды", "ді", "ты", "ті", "ны", "ні", "ында", "інде", "да", "де", "та", "те", "нда"),
    *("нде", "ынан", "інен", "дан", "ден", "тан", "тен", "нан", "нен", "мен", "бен", "пен"),
    # Of what belongs to somebody, behind a vowel: шара, шарасын; and what is in it: шарадағы.
    *("сының", "сінің", "сына", "сіне", "сын", "сін", "сында", "сінде", "сынан", "сінен", "сымен", "сімен"),
    *("ымен", "імен", "дағы", "дегі", "тағы", "тегі", "ындағы", "індегі", "сындағы", "сіндегі"),
)
KAZAKH_OWN = ("ымыз", "іміз", "мыз", "міз", "ыңыз", "іңіз", "ңыз", "ңіз", "сы", "сі", "ы", "і")
KAZAKH_ENDINGS = ("", *KAZAKH_CASES, *KAZAKH_OWN)
KAZAKH_PLURALS = ("лар", "лер", "дар", "дер", "тар", "тер")
# So many letters stay, at least, of a word without Kazakh letters whose Kazakh endings are taken off.
LEAST = 4
# Consonants that soften before a vowel: қауіпсіздік, қауіпсіздігі.
CHANGING = ("к", "қ", "п", "г", "ғ", "б")

_WORD = re.compile(r"[^\W_]+")
_IN_WORD = r"[^\W_]"


def fold(text: str) -> str:
    """Return a text in small letters, with е for ё."""
    return text.lower().replace("ё", "е")


def plain(text: str) -> str:
    """Return a folded text with the Russian letters that stand for Kazakh ones."""
    for letter, russian in KAZAKH.items():
        text = text.replace(letter, russian)
    return text


def is_kazakh(word: str) -> bool:
    return any(letter in KAZAKH for letter in word)


@dataclass(frozen=True)
class Term:
    """One word that is looked for: its stem alone, or before one of `endings`.

    `opens` are beginnings behind which the word may go on; the stem itself is one where it is long.
    """

    stem: str
    endings: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    is_kazakh: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The term in a folded text; in one made plain, unless it is typed with Kazakh letters."""
        following = [f"{ending}{_IN_WORD}*" for ending in self.opens] + ["", *self.endings]
        return re.compile(rf"(?<!{_IN_WORD}){self.stem}(?:{'|'.join(following)})(?!{_IN_WORD})")

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the term stands in a text that is folded, and made plain unless it is Kazakh."""
        return (found.span() for found in self.pattern.finditer(text))

    def is_in(self, text: str) -> bool:
        return self.stem in text and self.pattern.search(text) is not None

    @property
    def forms(self) -> list[str]:
        """The words that it stands for, besides those that begin with it."""
        return [] if "" in self.opens else [f"{self.stem}{ending}" for ending in ("", *self.endings)]

    @property
    def tsquery(self) -> str:
        opens = [f"'{self.stem}{ending}':*" for ending in self.opens]
        forms = [f"'{form}'" for form in self.forms]
        return f"({' | '.join(opens + forms)})"

    @property
    def fts(self) -> str:
        opens = [f'"{self.stem}{ending}" *' for ending in self.opens]
        forms = [f'"{form}"' for form in self.forms]
        return f"({' OR '.join(opens + forms)})"


@dataclass(frozen=True)
class Query:
    """What is looked for: texts in which every term is found."""

    terms: tuple[Term, ...]
    words: str

    def matches(self, text: str) -> bool:
        folded = fold(text)
        readings = {True: folded, False: plain(folded)}
        return all(term.is_in(readings[term.is_kazakh]) for term in self.terms)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the places of the words found in a text, in order, each once."""
        folded = fold(text)
        if len(folded) != len(text):  # a letter that is two when small: no place is certain
            return []
        readings = {True: folded, False: plain(folded)}
        found = {place for term in self.terms for place in term.places(readings[term.is_kazakh])}
        kept: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if not kept or start >= kept[-1][1]:
                kept.append((start, end))
        return kept

    @property
    def tsquery(self) -> str:
        """The query for PostgreSQL's full text, of letters and digits alone."""
        return " & ".join(term.tsquery for term in self.terms)

    @property
    def fts(self) -> str:
        """The query for SQLite's full text."""
        return " AND ".join(term.fts for term in self.terms)

    def fts_in(self, columns: Sequence[str]) -> str:
        """Return the same for some of the columns: all words in one of them."""
        # A single word is looked up once for all of the columns.
        sought = [" ".join(columns)] if len(self.terms) == 1 else columns
        return " OR ".join(f"{{{column}}} : ({self.fts})" for column in sought)


@lru_cache(maxsize=512)  # 0.4 ms, and SQLite asks for it with every row
def parse(text: str) -> Query | None:
    """Return what a person looks for; nothing where there is no word in what was typed."""
    words = typed(text)
    return Query(tuple(map(term, words)), " ".join(words)) if words else None


def typed(text: str) -> list[str]:
    """Return the words in what was typed, each once, as many as are looked for."""
    words = [word for word in _WORD.findall(fold(text[:MOST_LETTERS])) if len(word) > 1 or word.isdigit()]
    return list(dict.fromkeys(words))[:MOST_TERMS]


def term(word: str) -> Term:
    if any(sign.isdigit() for sign in word):
        return Term(word, is_kazakh=is_kazakh(word))
    if word.isascii():
        stem = _shortened(word, ENGLISH, least=3)
        return _long(stem) or Term(stem, ENGLISH)
    if is_kazakh(word):
        stem, is_open = _kazakh_stem(word)
        if found := _long(stem, is_open, kazakh=True):
            return found
        before = _before(word, stem)
        endings = (word[len(stem) :], *_behind(before, KAZAKH_ENDINGS))
        return Term(stem, _each(endings), _behind(before, KAZAKH_PLURALS), is_kazakh=True)
    return _of_either(word)


def _of_either(word: str) -> Term:
    """Return the term of a word without Kazakh letters: it finds the forms of a Russian and a Kazakh one."""
    russian = _shortened(word, RUSSIAN, least=3)
    kazakh = _without_endings(word, least=LEAST)
    if len(kazakh) > LONG and kazakh.endswith(CHANGING):
        return Term(kazakh[:-1], opens=("",))
    stem = min(russian, kazakh, key=len)
    if len(kazakh) >= LONG and len(stem) >= LONG:
        return Term(stem, opens=("",))
    # A Kazakh ending stands behind the whole word, or in its place; never behind a Russian stem.
    before = _before(word, stem, replaced=len(stem) < len(russian))
    endings = (word[len(stem) :], *_behind([russian[len(stem) :]], ("", *RUSSIAN)))
    endings += tuple(map(plain, _behind(before, KAZAKH_ENDINGS)))
    longer = min(russian, _without_endings(word, least=LONG), key=len)
    opens = (longer[len(stem) :],) if len(longer) >= LONG else ()
    return Term(stem, _each(endings), (*opens, *_behind(before, KAZAKH_PLURALS)))


def _before(word: str, stem: str, *, replaced: bool = True) -> Iterable[str]:
    """Return what may stand between a stem and a Kazakh ending: what was taken off, as if it were the word's
    own, and nothing, where the stem may be Kazakh. A "с" may be of either: кеңесі, шарасы."""
    taken = word[len(stem) :]
    if replaced and taken.startswith("с"):
        return ("", "с")
    return dict.fromkeys((taken, "" if replaced else taken))


def _behind(before: Iterable[str], endings: Sequence[str]) -> tuple[str, ...]:
    return tuple(start + ending for start in before for ending in endings)


def _each(endings: Iterable[str]) -> tuple[str, ...]:
    """Return the endings, each once; the stem alone is found anyway."""
    return tuple(dict.fromkeys(filter(None, endings)))


def _long(stem: str, is_open: bool = False, *, kazakh: bool = False) -> Term | None:
    """Return the term of a stem behind which any ending may come, if it is long enough for that."""
    return Term(stem, opens=("",), is_kazakh=kazakh) if is_open or len(stem) >= LONG else None


def _shortened(word: str, endings: tuple[str, ...], *, least: int) -> str:
    """Take the longest of the endings off, if so many letters stay."""
    fitting = [ending for ending in endings if word.endswith(ending) and len(word) - len(ending) >= least]
    return word[: -len(max(fitting, key=len))] if fitting else word


def _kazakh_stem(word: str) -> tuple[str, bool]:
    """Take off case, owner and plural, from the end, and the consonant that changes before an ending; tell
    whether one was."""
    word = _without_endings(word, least=2)
    changes = word.endswith(CHANGING) and len(word) > 4
    return (word[:-1], True) if changes else (word, False)


def _without_endings(word: str, *, least: int) -> str:
    """Take off case, owner and plural, from the end."""
    spelt = plain if not is_kazakh(word) else str
    stem = word
    for group in (KAZAKH_CASES, KAZAKH_OWN, KAZAKH_PLURALS):
        stem = _shortened(stem, tuple(map(spelt, group)), least=least)
        if word[len(stem) :].startswith("с"):  # it says whose: no other ending stands before it
            break
    return stem

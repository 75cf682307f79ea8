"""A term found in a text as it is inflected there: word by word, by stems and the endings that they take.

It is made for warnings and offers: what it takes for a form of a word may now and then be another word.
"""

import re
from functools import lru_cache

from cica_portal import emphasis

_RUSSIAN = (
    "иями|ями|ами|его|ого|ему|ому|ыми|ими|ией|иям|иях|ием|ия|ии|ию|ие|ий|ый|ой|ая|яя|ое|ее|ые|ых|их|ую|юю|ым|им"
    "|ом|ем|ов|ев|ей|ам|ям|ах|ях|ью|а|я|о|е|ы|и|у|ю|ь|й"
)
_RUSSIAN_END = re.compile(rf"(?<=\w{{3}})(?:{_RUSSIAN})$")
_KAZAKH = re.compile(r"(?:лары|лері|дары|дері|тары|тері|лар|лер|дар|дер|тар|тер|сы|сі|ы|і)$")
# The last consonant of a Kazakh stem is voiced before a vowel: топ, тобы; тарап, тарабы.
_VOICED = {"п": "[пб]", "б": "[пб]", "к": "[кг]", "г": "[кг]", "қ": "[қғ]", "ғ": "[қғ]"}
_PARTS = re.compile(r"[\s\-]+")
_SPACES = str.maketrans("\u00a0\u202f\u2011\u2010", "  --", "\u00ad")
LEAST_STEM = 3


def plain(text: str) -> str:
    """Return the words of a text, with one kind of space and hyphen, and е for ё."""
    words = emphasis.plain(text).translate(_SPACES)
    return words.replace("ё", "е").replace("Ё", "Е")


def _english(word: str) -> str:
    if word.endswith("y") and len(word) > LEAST_STEM:
        return re.escape(word[:-1]) + "(?:y|ies)"
    stem = word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > LEAST_STEM else word
    return re.escape(stem) + "(?:e?s)?(?:['’]s?)?"


def _russian(word: str) -> str:
    """Return the forms of a word: after its stem, or after the whole where that ends as an ending does."""
    stems = dict.fromkeys((word, _RUSSIAN_END.sub("", word)))
    return f"(?:{'|'.join(map(re.escape, stems))})(?:{_RUSSIAN})?"


def _kazakh(word: str) -> str:
    cut = _KAZAKH.sub("", word)
    stem = cut if len(cut) >= LEAST_STEM else word
    last = _VOICED.get(stem[-1], re.escape(stem[-1]))
    return rf"{re.escape(stem[:-1])}{last}\w{{0,14}}"


_FORMS = {"en": _english, "ru": _russian, "kk": _kazakh}


@lru_cache(maxsize=4096)  # compiling costs 0.2 ms a term, for each text of a plan
def pattern(term: str, language: str) -> re.Pattern[str]:
    """Return what finds a term in a plain text of its language, in whatever form its words stand there."""
    words = _PARTS.split(plain(term).strip())
    if len(words) == 1 and words[0].isupper():
        return re.compile(rf"(?<!\w){re.escape(words[0])}(?:-\w+)?(?!\w)")
    forms = "[-\\s]+".join(_FORMS[language](word.lower()) for word in words)
    return re.compile(rf"(?<!\w){forms}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4096)  # asked of every term for each text of a plan, before any pattern
def _beginning(term: str) -> str:
    """Return the letters that every form of a term begins with: most texts are told by them alone."""
    return plain(term).strip().lower()[: LEAST_STEM - 1]


def spans(term: str, text: str, language: str) -> list[tuple[int, int]]:
    """Return where a term stands in a plain text."""
    if _beginning(term) not in text.lower():
        return []
    return [match.span() for match in pattern(term, language).finditer(text)]


def holds(term: str, text: str, language: str) -> bool:
    return bool(spans(term, text, language))

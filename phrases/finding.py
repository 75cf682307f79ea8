"""Finding a text by its words, in any language, as people see them on a page today."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cica_portal.languages import LANGUAGES
from phrases import areas, corrections
from phrases.catalogue import Phrase, phrases
from phrases.enums import Kind, Status
from phrases.models import Correction

# What stands between words for a reader: markup, placeholders, signs and spaces of every kind.
_BETWEEN = re.compile(r"<[^>]*>|%\(\w+\)[sdrf]|%%|\{\{.*?\}\}|\{%.*?%\}|\{\w*\}|[^\w]+|_", re.DOTALL)

CORRECTED, WAITING = "corrected", "waiting"


@dataclass(frozen=True, slots=True)
class Row:
    """A phrase with the texts that hold today, and what has been corrected in it."""

    phrase: Phrase
    texts: Mapping[str, tuple[str, ...]]
    areas: tuple[str, ...]
    corrected: frozenset[str]
    waiting: frozenset[str]

    @property
    def area_names(self) -> list[str]:
        return [str(areas.AREAS[area]) for area in self.areas]


def rows(
    *, words: str = "", language: str = "", area: str = "", state: str = "", kind: str = ""
) -> list[Row]:
    """Return the phrases that fit, in the order of the catalogue; in one query.

    Every word that was typed must occur in the text in one language; small and capital letters, ё and е
    are alike. Of a plural, all forms count together.
    """
    in_use, waiting = _known()
    wanted = plain(words).split()
    looked = [language] if language else LANGUAGES
    found = (_row(phrase, in_use, waiting) for phrase in phrases().values() if kind in {"", phrase.kind})
    return [
        row
        for row in found
        if (not area or area in row.areas)
        and (state != CORRECTED or row.corrected)
        and (state != WAITING or row.waiting)
        and (not wanted or any(_holds(row.texts[code], wanted) for code in looked))
    ]


def plain(text: str) -> str:
    """Return a text for comparing: its words in small letters, ё as е, with single spaces."""
    words = _BETWEEN.sub(" ", unicodedata.normalize("NFC", text))
    return " ".join(words.casefold().replace("ё", "е").split())


def _holds(texts: Iterable[str], wanted: list[str]) -> bool:
    text = plain(" ".join(texts))
    return all(word in text for word in wanted)


Known = Mapping[tuple[str, str], Correction]


def _known() -> tuple[Known, Known]:
    """Return the corrections in use and those that wait, by phrase and language."""
    found = Correction.objects.filter(status__in=[Status.IN_USE, Status.PROPOSED])
    in_use: dict[tuple[str, str], Correction] = {}
    waiting: dict[tuple[str, str], Correction] = {}
    for one in found:
        (in_use if one.is_in_use else waiting)[one.key, one.language] = one
    return in_use, waiting


def _row(phrase: Phrase, in_use: Known, waiting: Known) -> Row:
    key = phrase.key
    own = {code: in_use[key, code] for code in LANGUAGES if (key, code) in in_use}
    return Row(
        phrase=phrase,
        texts={code: corrections.held(phrase, code, own.get(code)) for code in LANGUAGES},
        areas=("mail",) if phrase.kind == Kind.MAIL else tuple(areas.areas(phrase.places)),
        corrected=frozenset(own),
        waiting=frozenset(code for code in LANGUAGES if (key, code) in waiting),
    )

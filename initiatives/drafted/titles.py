"""The title of an event that its line does not quote: it stands behind the noun, in Kazakh before it.

What is found is offered, and a person settles it: nothing is decided by it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from initiatives.drafted import dictionary

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FEWEST_LETTERS = 3
_AROUND = " \t\n.,;:–—-"


def unquoted(plain: str, language: str) -> str:
    """Return what the event of a line is called, as far as that can be told from noun, time and place."""
    noun = _noun(plain, language)
    named = noun and re.match(r"\s*[:–—]\s*(.+)", plain[noun.end() :], re.DOTALL)
    if named:
        said = _without_end(named[1], language)
    elif noun is None:
        said = _whole(plain, language)
    else:
        kind = _kind(noun[0], language)
        # What begins the line stands in the case of a title.
        name = _words(language)["nouns"][kind] if plain[: noun.start()].strip() else noun[0]
        if language == "kk":
            said = _before_noun(plain[: noun.start()], name.lower())
        else:
            said = _behind_noun(plain[noun.end() :], language, name)
    said = " ".join(said.split()).strip(_AROUND)
    return said[:1].upper() + said[1:] if sum(map(str.isalpha, said)) >= _FEWEST_LETTERS else ""


def _words(language: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = dictionary.words()[language]["unquoted"]
    return found


def _noun(plain: str, language: str) -> re.Match[str] | None:
    """Return the word for the event: the first, in Kazakh the last of the line."""
    found = [match for words in _nouns(language).values() for match in words.finditer(plain)]
    if not found:
        return None
    return max(found, key=lambda match: match.end()) if language == "kk" else min(found, key=_place)


def _place(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), -match.end()


@cache  # 1 ms a language, for each line of a plan
def _nouns(language: str) -> Mapping[str, re.Pattern[str]]:
    return {
        kind: re.compile(rf"(?<!\w)(?:{'|'.join(stems)})\w*", re.IGNORECASE)
        for kind, stems in dictionary.words()[language]["kinds"].items()
    }


def _kind(noun: str, language: str) -> str:
    return next(kind for kind, words in _nouns(language).items() if words.fullmatch(noun))


def _behind_noun(rest: str, language: str, noun: str) -> str:
    """Return what follows the noun; with the noun, where it is no title without it: “Training for pilots”."""
    words = _words(language)
    said = _without_end(rest, language)
    if lead := re.match(rf"(?:{words['lead']})\s+", said, re.IGNORECASE):
        return said[lead.end() :]
    needs_noun = re.match(rf"(?:{words['with_noun']})\s", said, re.IGNORECASE)
    return f"{noun} {said}" if needs_noun else said


def _before_noun(rest: str, noun: str) -> str:
    """Return what stands in Kazakh between time, host and place on one side and the noun on the other."""
    words = _words("kk")
    bracketed = re.sub(r"\([^()]*\)", " ", rest)
    begins = max((match.end() for match in _surroundings(bracketed, "kk")), default=0)
    said = re.sub(rf"^(?:\s*,?\s*(?:{words['surrounds']}))+", "", bracketed[begins:], flags=re.IGNORECASE)
    said = re.sub(rf"\s*(?:{words['before_noun']})\s*$", "", said, flags=re.IGNORECASE)
    if noun and re.search(rf"(?:{words['with_noun']})\s*$", said, re.IGNORECASE):
        return f"{said} {noun}"
    return re.sub(rf"\s+(?:{words['lead']})\s*$", "", said, flags=re.IGNORECASE)


def _whole(plain: str, language: str) -> str:
    """Return a line without a noun that is known, as “Business forum in 2028”; nothing where it names no time
    or place, or stands in a case that is no title's."""
    words = _words(language)
    if not any(_surroundings(plain, language)) or re.search(words["inflected"], plain, re.IGNORECASE):
        return ""
    opened = re.sub(rf"^\s*(?:{words['opening']})\s+", "", plain, flags=re.IGNORECASE)
    return _before_noun(opened, "") if language == "kk" else _without_end(opened, language)


def _without_end(rest: str, language: str) -> str:
    """Return the words up to where time, place, format or host of the event begin."""
    ends = min((match.start() for match in _surroundings(rest, language)), default=len(rest))
    said = rest[:ends].strip(_AROUND)
    connectives = (
        rf"(?:^|[\s,]+)(?:{_words(language)['connectives']}|\d{{1,2}}(?:\s*[-–—]\s*\d{{1,2}})?|[-–—])$"
    )
    while (shorter := re.sub(connectives, "", said, flags=re.IGNORECASE).strip(_AROUND)) != said:
        said = shorter
    return said


def _surroundings(rest: str, language: str) -> Iterator[re.Match[str]]:
    """Yield what is no word of a title: brackets, times, formats, hosts, places that are named as such."""
    months = "|".join(sorted(map(re.escape, dictionary.months(language)), key=len, reverse=True))
    yield from _YEAR.finditer(rest)
    yield from re.finditer(rf"(?<!\w)(?:{months})(?!\w)", rest)
    yield from re.finditer(r"\(", rest)
    yield from re.finditer(_words(language)["surroundings"], rest, re.IGNORECASE)
    for quarter in dictionary.quarter_patterns(language):
        yield from quarter.finditer(rest)
    cities, _known = dictionary.place_pattern(language)
    for city in cities.finditer(rest):
        if re.search(_words(language)["before_place"], rest[: city.start()], re.IGNORECASE):
            yield city

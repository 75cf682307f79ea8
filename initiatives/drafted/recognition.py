"""What the line of a plan says of its event, as far as its words tell: read by data, not guessed."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cica_portal import emphasis
from cica_portal.languages import LANGUAGES
from initiatives.drafted import dictionary, titles
from initiatives.enums import EventFormat, EventKind

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
TIMES = ("year", "quarter", "month", "date_from", "date_to")

_TITLES = {
    "en": re.compile(r"“(?P<a>.+)”|\"(?P<b>[^\"]+)\"|«(?P<c>.+)»", re.DOTALL),
    "ru": re.compile(r"«(?P<a>.+)»|“(?P<b>.+)”|„(?P<d>.+)[“”]|\"(?P<c>[^\"]+)\"", re.DOTALL),
}
_TITLES["kk"] = _TITLES["ru"]
_BRACKETED = re.compile(r"\(([^()\d]{2,80})\)")
_DASH = r"\s*[-\u2010-\u2014\u2212]\s*"


@dataclass(frozen=True, slots=True)
class Said:
    """What one text says: `kinds` are those that its words may mean, `years` all that it names, `when` the
    time where it names one; a place as it is written, and where it is known, in each language."""

    title: str = ""
    kinds: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    when: Mapping[str, Any] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    place: str = ""
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Understood:
    """What the texts of a line say together; what none of them tells, or they do not agree on, is empty."""

    kind: str
    format: str
    state: str
    when: Mapping[str, Any]
    titles: Mapping[str, str]
    places: Mapping[str, str]


@lru_cache(maxsize=4096)  # 0.04 ms a text; a page of a thousand events reads their lines with each request
def said_in(text: str, language: str) -> Said:
    """Return what a text of one language says of its event, outside its title."""
    plain = emphasis.plain(text).replace("\u00a0", " ").replace("\u202f", " ")
    quoted = _TITLES[language].search(plain)
    named = next((part for part in quoted.groups() if part), "") if quoted else ""
    title = named or titles.unquoted(plain, language)
    rest = f"{plain[: quoted.start()]} {plain[quoted.end() :]}" if quoted else plain
    place, places = _place(rest, language)
    return Said(
        title=title.strip(),
        kinds=tuple(kind for kind, words in dictionary.kind_patterns(language).items() if words.search(rest)),
        formats=tuple(form for form, words in dictionary.format_patterns().items() if words.search(rest)),
        years=tuple(sorted({int(year) for year in YEAR.findall(rest)})),
        when=_when(rest, language),
        states=_states(rest, language),
        place=place,
        places=places,
    )


def understood(texts: Mapping[str, str]) -> Understood:
    """Return what the texts of a line say together, where they agree."""
    said = {language: said_in(texts[language], language) for language in LANGUAGES if texts.get(language)}
    every = list(said.values())
    kind = _agreed([one.kinds for one in every], order=EventKind.values)
    state = _agreed([one.states for one in every])
    known: dict[str, str] = {}
    for one in every:
        known = known or dict(one.places)
    written = {language: one.place for language, one in said.items() if one.place}
    return Understood(
        kind=kind,
        format=_agreed([one.formats for one in every], order=EventFormat.values),
        state=state,
        when=_agreed_time([one.when for one in every if one.when]),
        titles={language: one.title for language, one in said.items() if one.title},
        places=known | written if written else {},
    )


def _agreed(found: Iterable[tuple[str, ...]], order: list[str] | None = None) -> str:
    """Return what all that say anything may mean; the first by `order` of several, or nothing without one."""
    named = [set(one) for one in found if one]
    common = set.intersection(*named) if named else set()
    if len(common) > 1 and order:
        return next(one for one in order if one in common)
    return common.pop() if len(common) == 1 else ""


def _agreed_time(found: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    return found[0] if found and all(one == found[0] for one in found) else {}


def _states(rest: str, language: str) -> tuple[str, ...]:
    pattern, codes = dictionary.state_pattern(language)
    cities, _known = dictionary.place_pattern(language)
    named = [codes[found[1]] for found in pattern.finditer(cities.sub(" ", rest))]
    return tuple(dict.fromkeys(named))


def _place(rest: str, language: str) -> tuple[str, Mapping[str, str]]:
    """Return the place as it is written, and as it is called in each language: a known one, or what stands in
    brackets."""
    pattern, known = dictionary.place_pattern(language)
    city = pattern.search(rest)
    places = known[city[1]] if city else {}
    bracketed = _BRACKETED.search(rest)
    written = bracketed[1].strip() if bracketed else ""
    states, _codes = dictionary.state_pattern(language)
    if written and not states.fullmatch(written):
        return written, places if written == places.get(language) else {}
    return (places[language], places) if city else ("", {})


def _when(rest: str, language: str) -> Mapping[str, Any]:
    """Return the time that a text names, as terms of a record; nothing where it names none or several."""
    years = {int(year) for year in YEAR.findall(rest)}
    if days := _days(rest, language, years):
        return days
    if len(years) != 1:
        return {}
    terms: dict[str, Any] = dict.fromkeys(TIMES) | {"year": years.pop()}
    quarters = [
        number
        for number, words in enumerate(dictionary.quarter_patterns(language), start=1)
        if words.search(rest)
    ]
    names = dictionary.months(language)
    months = {names[found] for found in re.findall(rf"(?<!\w)({_any_month(language)})(?!\w)", rest)}
    if quarters:
        return terms | {"quarter": quarters[0]} if len(quarters) == 1 and not months else {}
    if months:
        return terms | {"month": months.pop()} if len(months) == 1 else {}
    return terms


def _any_month(language: str) -> str:
    return "|".join(sorted(dictionary.months(language), key=len, reverse=True))


def _days(rest: str, language: str, years: set[int]) -> Mapping[str, Any]:
    """Return the first and the last day that a text names; a year that it says once is that of both."""
    number = rf"(?<!\d)(?P<first>\d{{1,2}})(?:{_DASH}(?P<last>\d{{1,2}}))?\s+"
    month = rf"(?P<month>{_any_month(language)})(?!\w)"
    pattern = (
        rf"(?:(?P<year>\d{{4}})\s+жылғы\s+)?{number}{month}"
        if language == "kk"
        else rf"{number}{month}(?:\s+(?P<year>\d{{4}}))?"
    )
    found = list(re.finditer(pattern, rest))
    if not 0 < len(found) <= 2 or not years:
        return {}
    try:
        days = [day for one in found for day in _of(one, language, years)]
    except ValueError:
        return {}
    first, last = days[0], days[-1]
    if last < first:
        return {}
    ends = last if last != first else None
    return dict.fromkeys(TIMES) | {"year": first.year, "date_from": first, "date_to": ends}


def _of(found: re.Match[str], language: str, years: set[int]) -> list[dt.date]:
    """Return the days of one date; raise ValueError where its year is open or there is no such day."""
    if found["year"] is None and len(years) != 1:
        raise ValueError("a date without a year of its own")
    year = int(found["year"]) if found["year"] else min(years)
    month = dictionary.months(language)[found["month"]]
    numbers = [int(number) for number in (found["first"], found["last"]) if number]
    return [dt.date(year, month, day) for day in numbers]

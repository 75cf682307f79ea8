"""The words by which lines of plans name States, places, months and quarters, as patterns that find them.

States are known by their names and case forms.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cica_portal import organization
from cica_portal.data_files import read
from cica_portal.formats import forms
from cica_portal.languages import LANGUAGES

WORDS_FILE = Path(__file__).parent.parent / "data" / "plan_words.yaml"

# How long an ending may be that a name takes behind its stem; English names take none.
ENDINGS = {"en": 0, "ru": 3, "kk": 6}
ROMANS = ("[IІ]", "[IІ]{2}", "[IІ]{3}", "[IІ]V")


@cache  # 3 ms a read, for each line of a plan
def words() -> Mapping[str, Any]:
    return read(WORDS_FILE)


def _states() -> list[Mapping[str, Any]]:
    return list(organization.part(organization.STATES))


@cache  # 1 ms, for each line of a plan
def places() -> list[Mapping[str, str]]:
    """Return the places that are known, by language: capitals that have one name, and others."""
    capitals = [state["capital"] for state in _states() if "capital" in state]
    return [one for one in capitals if "/" not in one["en"]] + list(words()["places"])


def state_name(code: str, language: str) -> str:
    """Return the short name of a State."""
    return next(str(state["name"][language]) for state in _states() if state["code"] == code)


def place_in(name: str, language: str) -> str:
    """Return what a known place is called in a language, by its name in any; else nothing."""
    wanted = name.strip().casefold()
    return next((one[language] for one in places() if wanted in map(str.casefold, one.values())), "")


@cache  # 5 ms a language, for each line of a plan
def state_pattern(language: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return what finds the name of a State in any form, and the code of each by the name's stem."""
    codes: dict[str, str] = {}
    for state in _states():
        name, full = state["name"][language], state["full_name"][language]
        named = {_stem(name, language), full, *state["forms"].get(language, {}).values()}
        codes |= dict.fromkeys((one.removeprefix("the ") for one in named), state["code"])
    return _found(codes, language), codes


@cache  # 2 ms a language, for each line of a plan
def place_pattern(language: str) -> tuple[re.Pattern[str], Mapping[str, Mapping[str, str]]]:
    """Return what finds the name of a known place in any form, and the place by the name's stem."""
    known = {_stem(one[language], language): one for one in places()}
    return _found(known, language), known


@cache  # 1 ms a language, for each line of a plan
def months(language: str) -> Mapping[str, int]:
    """Return the number of each month by each of its forms."""
    return {
        name: number
        for names in forms()[language]["months"].values()
        for number, name in enumerate(names, start=1)
    }


@cache  # 1 ms a language, for each line of a plan
def quarter_patterns(language: str) -> list[re.Pattern[str]]:
    """Return what finds each quarter of a year."""
    pattern, ordinals = words()[language]["quarter"], words()[language]["quarters"]
    return [
        re.compile(
            r"(?<!\w)" + pattern.format(number=f"(?:{ordinal}|{roman}|{number})", figure=number) + r"(?!\w)"
        )
        for number, (ordinal, roman) in enumerate(zip(ordinals, ROMANS, strict=True), start=1)
    ]


@cache  # 1 ms, for each line of a plan
def kind_patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    kinds = words()[language]["kinds"]
    return {
        kind: re.compile(r"(?<!\w)(?:" + "|".join(stems) + ")", re.IGNORECASE)
        for kind, stems in kinds.items()
    }


@cache  # 1 ms, for each line of a plan
def format_patterns() -> Mapping[str, re.Pattern[str]]:
    """Return what finds each format, in any language: a word of one may stand in a text of another."""
    return {
        name: re.compile(
            "|".join(words()[language]["formats"][name] for language in LANGUAGES), re.IGNORECASE
        )
        for name in words()["en"]["formats"]
    }


def _found(names: Iterable[str], language: str) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    alternatives = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)({alternatives})\w{{0,{ENDINGS[language]}}}(?!\w)")


def _stem(name: str, language: str) -> str:
    """Return a name without the ending that its Russian cases change; short ones stay whole."""
    return re.sub(r"[аяеиыйь]$", "", name) if language == "ru" and len(name) > 4 else name


def _forget() -> None:
    for kept in (places, state_pattern, place_pattern):
        kept.cache_clear()


organization.on_change(_forget)

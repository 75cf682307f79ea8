"""Which of their names Member States have where they are spoken of: those of an earlier day, those of notes.

A consultation that has ended, a note that was issued and their files name the States as of their day. A page
or a renderer says which day its subject is of; States that are read from then on have the names of that day.
Current pages say none, and until the first renaming nothing is changed.

Documents and files name the States as notes do, in full (`in_full`); pages and mail by their short names.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from cica_portal import organization
from cica_portal.languages import LANGUAGES, pick

FORMER = "state_names_before"

_day: ContextVar[dt.date | None] = ContextVar("state_names_day", default=None)
_is_full: ContextVar[bool] = ContextVar("state_names_in_full", default=False)


def former(code: str, day: dt.date) -> Mapping[str, Any] | None:
    """Return what a State was called on a day, names and case forms; None if it was as at present."""
    later = [
        one for one in organization.part_or(FORMER, ()) if one["code"] == code and str(day) < one["until"]
    ]
    return min(later, key=lambda one: str(one["until"]), default=None)


def once_called(words: str) -> set[str]:
    """Return the codes of the States in whose former names these words stand, in any language."""
    return {
        one["code"]
        for one in organization.part_or(FORMER, ())
        if any(words.casefold() in name.casefold() for name in one["names"].values() if name)
    }


def of_the_day(code: str) -> Mapping[str, Any] | None:
    """Return what a State was called on the day that is spoken of; None as at present."""
    day = _day.get()
    return former(code, day) if day is not None else None


def short(code: str, present: Mapping[str, str]) -> Mapping[str, str]:
    """Return the short names of a State by language, where a query gave them without the State."""
    found = of_the_day(code)
    return {language: found["names"][f"name_{language}"] for language in present} if found else present


def is_in_full() -> bool:
    return _is_full.get()


def spoken(code: str, names: Mapping[str, str]) -> Mapping[str, str]:
    """Return how a State of these short `names` is called here: so, or as notes call it."""
    if not is_in_full():
        return names
    if former_names := of_the_day(code):
        return {language: former_names["names"][f"full_name_{language}"] for language in names}
    states = organization.part(organization.STATES)
    found: Mapping[str, str] = next((one["full_name"] for one in states if one["code"] == code), names)
    return found


def own(state: Any) -> dict[str, str]:
    """Return the short names of a State by language."""
    return {code: getattr(state, f"name_{code}") for code in LANGUAGES}


def name_for(state: Any, reader: str) -> str:
    """Return the name of a State as a reader of this language knows it here."""
    name: str = pick(spoken(state.code, own(state)), reader)
    return name


def as_of(subject: Any) -> None:
    """Speak of the day of this subject (`states_named_on`), or of none, until `at_present` ends."""
    _day.set(getattr(subject, "states_named_on", None))


@contextlib.contextmanager
def in_full() -> Iterator[None]:
    """Name States as notes do: what is printed, sealed or kept as a file speaks of them officially."""
    token = _is_full.set(True)
    try:
        yield
    finally:
        _is_full.reset(token)


@contextlib.contextmanager
def at_present() -> Iterator[None]:
    """Begin with the names that hold today, and leave no other day to what comes after."""
    token = _day.set(None)
    try:
        yield
    finally:
        _day.reset(token)

"""The organization whose Secretariat the portal serves: its names, bodies, seat and words, as data.

What the portal comes with (`organization/organization.yaml`) holds until a data set is loaded or a page
changes a part of it: what rows hold then stands in the place of the portal's own, in every process (`put`).
Texts name the organization by marks: "[[full_gen]]" is the form of that name in the text's language.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.functional import lazy

from cica_portal import data_files
from cica_portal.languages import LANGUAGES, reader_language

HOLIDAYS, STATES = "holidays", "member_states"
MARK = re.compile(r"\[\[(\w+)\]\]")

_forget: list[Callable[[], None]] = []
_parts: dict[str, Any] = {}


class Seat(NamedTuple):
    """What the seat is called from a day on: at the foot of notes, and its clock, by language.

    `zone` is that of its clock; a seat that does not say it has that of the portal."""

    day: dt.date
    place: Mapping[str, str]
    clock: Mapping[str, str]
    zone: str = ""


class UnknownMark(LookupError):
    """A text names the organization by a form that its data does not have."""


@cache  # a hundred times a page
def default() -> Mapping[str, Any]:
    """Return the parts of the data set that the portal comes with."""
    return read(settings.ORGANIZATION_DIR)


def read(folder: Path) -> dict[str, Any]:
    """Return the parts of a data set from its folder; the holidays stand in a file of their own."""
    of_folder = {name: data_files.read_once(folder / f"{name}.yaml") for name in ("organization", HOLIDAYS)}
    found: dict[str, Any] = of_folder["organization"]
    return found | {HOLIDAYS: of_folder[HOLIDAYS]}


def _default_states() -> Any:
    return data_files.read_once(settings.ORGANIZATION_DIR / f"{STATES}.yaml")


def put(parts: Mapping[str, Any]) -> None:
    """Let these parts hold instead of the portal's own, and no others."""
    global _parts
    _parts = dict(parts)
    _forms.cache_clear()
    for forget in _forget:
        forget()


def on_change(forget: Callable[[], None]) -> None:
    """Call `forget` whenever other data holds: for what a process keeps that was made from it."""
    _forget.append(forget)


def part(name: str) -> Any:
    """Return a part of the data as it holds now."""
    if name in _parts:
        return _parts[name]
    return _default_states() if name == STATES else default()[name]


def part_or(name: str, otherwise: Any) -> Any:
    """Return a part that the portal comes without, where somebody chose one."""
    return _parts.get(name, otherwise)


# Rules of the procedure -----------------------------------------------------------------------------
# Settings of the server instead of which the data may hold something, and what they are.
POLICIES = {
    "TWO_PERSONS_ISSUE": "choice",
    "TWO_PERSONS_REVIEW": "choice",
    "DISPOSITIONS_CONFIRMED": "choice",
    "SECOND_FACTOR_REQUIRED": "choice",
    "SECOND_FACTOR_OF_WRITERS": "choice",
    "CALENDARS_BY_PASSWORD": "choice",
    "DAYS_TO_ANSWER": "number",
    "MINIMUM_DAYS_TO_ANSWER": "number",
    "STATEMENT_WORKING_DAYS": "number",
    "REMINDER_WORKING_DAYS": "numbers",
    "REMINDER_HOUR": "number",
    "INVITATION_DAYS": "number",
    "API_TOKEN_DAYS": "number",
}


def policies() -> Mapping[str, Any]:
    """Return what the Secretariat chose itself."""
    found: Mapping[str, Any] = part_or("policies", {})
    return found


def policy(name: str) -> Any:
    """Return a rule of the procedure: what the Secretariat chose, else the setting of the server."""
    chosen = policies()
    return chosen[name] if name in chosen else getattr(settings, name)


# Names -----------------------------------------------------------------------------------------------
def name(form: str, language: str) -> str:
    """Return a form of the organization's names or of a body's, in a language."""
    found = _forms()[language].get(form)
    if found is None:
        raise UnknownMark(f"{form} ({language})")
    return found


def named(text: str, language: str) -> str:
    """Return a text with the marks of its names filled in."""
    return MARK.sub(lambda match: name(match[1], language), text)


def lines(text: str, language: str) -> list[str]:
    """Return the lines of a text that is the mark of several: of the letterhead, of the Member States."""
    found = MARK.fullmatch(text)
    if found and found[1].startswith("letterhead_"):
        return list(part("letterhead").get(found[1].removeprefix("letterhead_"), ()))
    if found and found[1] == "members":
        return list(part("members")[language])
    return [named(text, language)]


@cache  # filled when first asked for, and again when other data holds
def _forms() -> Mapping[str, Mapping[str, str]]:
    found = {}
    for language in LANGUAGES:
        of_bodies = [body["note"][language] for body in part("bodies").values() if "note" in body]
        in_host = part("in_host")[language]
        found[language] = dict(part("names")[language]) | {"in_host": in_host, "IN_HOST": in_host.upper()}
        for forms in of_bodies:
            found[language] |= forms
    return found


def _in_readers_language(form: str) -> str:
    return name(form, reader_language())


# A name in the language of whoever reads it, known only when it is read.
lazy_name = lazy(_in_readers_language, str)


# The seat --------------------------------------------------------------------------------------------
def slug() -> str:
    """Return what the organization is called in addresses of files and in keys."""
    return str(part("slug"))


def host() -> str:
    """Return the code of the host country among the Member States."""
    return str(part("host"))


def time_zone() -> str:
    """Return the zone of the seat: of the data loaded or changed by page, else of the settings."""
    if "time_zone" in _parts:
        return str(_parts["time_zone"])
    return settings.SECRETARIAT_TIME_ZONE or str(default()["time_zone"])


def seats() -> Sequence[Seat]:
    """Return what the seat was and is called, each name from its day on, earliest first."""
    found = [
        Seat(
            dt.date.fromisoformat(str(one["from"])),
            one["place"],
            one.get("clock", {}),
            one.get("time_zone", ""),
        )
        for one in part("seats")
    ]
    return sorted(found, key=lambda seat: seat.day)


def seat_on(day: dt.date) -> Seat | None:
    """Return the seat as it was called on a day; none is recorded before the first."""
    return next((seat for seat in reversed(seats()) if seat.day <= day), None)


def seat_of_clock(zone: str, day: dt.date) -> Seat | None:
    """Return the seat whose clock a zone is, as it was called on a day. One that moves on a later day than
    today has its clock from then on, and a deadline of the former one keeps that."""
    present = time_zone()
    return next(
        (seat for seat in reversed(seats()) if seat.day <= day and (seat.zone or present) == zone), None
    )


# What a body is called in a text, as a pattern that finds it.
def patterns(language: str) -> dict[str, str]:
    return {code: body["read"][language] for code, body in part("bodies").items()}

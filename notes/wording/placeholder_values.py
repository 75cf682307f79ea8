"""The values of a note's placeholders, inflected for each language: names, dates, deadlines, enclosures."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings

from cica_portal import formats, organization
from cica_portal.deadlines import Deadline
from cica_portal.errors import MissingForm, Refusal
from cica_portal.languages import NAMES, pick
from notes.wording.texts import note_texts

# Where a value stands in a pattern that nobody edits: the mark of several enclosures, a reference to notes.
SLOT = re.compile(r"<(\w+)>")

Forms = Mapping[str, Mapping[str, str]]
Values = dict[str, str | list[str]]

# The case form that the sentences of each language need: of the measure, of the coordinator ("prepared
# by ...", "forwarded to ..."), of an addressee at the foot of the note, of one State ("at the request of
# ...") and of States listed ("received from ...").
MEASURE_FORM = {"en": "title", "ru": "dat_after_po", "kk": "nom"}
COORDINATOR_FORM = {"en": "full", "ru": "ins", "kk": "nom"}
RECIPIENT_FORM = {"en": "full", "ru": "dat", "kk": "dat"}
BLOCK_FORM = {"en": "plain", "ru": "dat", "kk": "nom"}
REQUESTING_FORM = {"en": "full", "ru": "gen", "kk": "gen"}
# The forms of a deadline that a language has besides the one of "by ...".
OTHER_DEADLINES = {"ru": ("deadline_in",), "kk": ("deadline_loc",)}
LISTED_FORM = {"en": "full", "ru": "gen", "kk": "abl"}


class Listed(NamedTuple):
    """An enclosure as a note lists it: its title, none where the note says "as stated"; what is no PDF has no
    pages."""

    title: str
    pages: int | None = None


def place_on(day: dt.date, language: str) -> str:
    """Return the Secretariat's seat as it was called on `day`, as the foot of a note writes it."""
    seat = organization.seat_on(day)
    if seat is None:
        raise Refusal("notes.unknown_place", day=day.isoformat())
    return seat.place[language]


def values_for(language: str, said: Mapping[str, Any]) -> Values:
    """Return the values of a note, inflected for `language`, from what it says; what is not said is left out.

    Names are their case forms by language, as Member States and measures keep them: of the `measure`, the
    `coordinator`, those to whom it is addressed (`written_to`), the State `requested_by` and `states` listed.
    `earlier` are the notes that circulated earlier texts, on which there were comments; `receives` says
    whether comments may still be submitted, and `is_told` whether a note told the States of comments;
    `handling` chooses what is said of the way that they go. `circulated` are the notes that circulated the
    plan before, with their dates; `revision` and `annexed` choose what is said of the text since then, and of
    what goes with it. `enclosed` lists what the note encloses, where that is more than the one text of so
    many `pages` that it speaks of. `words` are a person's own, by placeholder and language; `choices` name
    the variant of a piece; `own` are whole paragraphs, with marks of emphasis, after those of the kind.
    """
    get, dates, to = said.get, formats.Dates(language), written_to(language, said)
    earlier, circulated, words = get("earlier", ()), get("circulated"), get("words") or {}
    coordinator, requested_by, states = get("coordinator"), get("requested_by"), get("states")
    pages, enclosed, unit = get("pages"), get("enclosed"), get("unit") or unit_of(language)
    given: dict[str, Any] = {
        "addressee": to["dative"],
        "addressee_block": list(to["block"]),
        "period": get("period") and formats.period(*said["period"], language),
        "place": get("place") or place_on(said["issued_on"], language),
        "date": formats.date(said["issued_on"], language),
        "note_number": get("number"),
        "reference_number": get("reference_number"),
        "asked": "for_comments",
        "request": "of_state" if requested_by else "of_several" if get("requested_by_several") else "none",
        "meeting": "scheduled" if get("swg_date") else "unscheduled",
        "revision": get("revision"),
        "annexed": get("annexed"),
        "reception": "running" if get("receives", True) else "ended",
        "silence": "told" if get("is_told") else "untold",
        "handling": get("handling", "to_coordinator"),
        "why": "stated" if words.get("reason") else "not_stated",
        "earlier": "several_commented" if len(earlier) > 1 else "commented" if earlier else "not_commented",
        "earlier_numbers": earlier and _numbered(earlier, language),
        "earlier_notes": circulated and _referred(circulated, language),
        "reference_date": dates.of_note(get("reference_date")),
        "their_date": dates.of_note(get("their_date")),
        "decided": get("decided"),
        "decided_on": dates.of_note(get("decided_on")),
        "statements_by": get("statements_by") and formats.deadline(said["statements_by"], language),
        "swg_date": dates.scheduled(get("swg_date")),
        "event_date": dates.of_event(get("event_date"), get("event_until")),
        "filed_date": dates.of_event(get("filed_date")),
        "own": list(get("own", ())),
        "enclosure_size": pages and formats.enclosure_size(pages, language, unit),
        "enclosure_lines": enclosed and list(_marked(enclosed, language, unit)),
    }
    if get("asks_decision"):
        given |= dict.fromkeys(("asked", "request", "silence"), "for_decision")
    if get("measure") is not None:
        given["measure"] = case_form(said["measure"], language, MEASURE_FORM)
    if requested_by is not None:
        given["state"] = case_form(requested_by, language, REQUESTING_FORM)
    if coordinator is not None:
        given["coordinator"] = case_form(coordinator, language, COORDINATOR_FORM)
        if coordinator.get(language, {}).get(RECIPIENT_FORM[language]):
            given["coordinator_to"] = case_form(coordinator, language, RECIPIENT_FORM)
    if get("respond_by"):
        given |= deadline_words(said["respond_by"], language, get("zone") or organization.time_zone())
    if states:
        given["states"] = formats.listed(
            [case_form(forms, language, LISTED_FORM) for forms in states], language
        )
    given |= {name: of_language.get(language, "") for name, of_language in words.items()}
    given |= get("choices") or {}
    return {name: value for name, value in given.items() if value}


def written_to(language: str, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return who is written to: those `named`, besides all Member States where it `is_to_all`; or all Member
    States, or the one it is `addressed_to`."""
    if named := said.get("named"):
        return several(language, named, is_to_all=said.get("is_to_all", True))
    return addressee(language, said.get("addressed_to"), is_host=said.get("is_host", False))


def addressee(language: str, forms: Forms | None, *, is_host: bool) -> Mapping[str, Any]:
    """Return who is written to: all Member States, or the Embassy of one, or the host country's Ministry."""
    addressees = note_texts()["addressees"]
    if forms is None:
        return addressees["member_states"][language]
    texts, name = (
        addressees["ministry" if is_host else "embassy"][language],
        case_form(forms, language, REQUESTING_FORM),
    )
    return {
        "dative": texts["dative"].replace("{state}", name),
        "block": [line.replace("{state}", name.upper()) for line in texts["block"]],
    }


def several(language: str, named: Sequence[Forms], *, is_to_all: bool) -> Mapping[str, Any]:
    """Return who is written to where parties are named: in the sentence, and at the foot a line for each."""
    everybody = note_texts()["addressees"]["member_states"][language]
    dative = [case_form(forms, language, RECIPIENT_FORM) for forms in named]
    block = [case_form(forms, language, BLOCK_FORM).upper() for forms in named]
    if is_to_all:
        dative, block = [everybody["dative"], *dative], [*everybody["block"], *block]
    return {"dative": formats.listed(dative, language), "block": block}


def deadline_words(respond_by: Deadline, language: str, zone: str) -> dict[str, str]:
    """Return a deadline in every form a sentence needs, and its last minute by the clock of its zone.

    The end of a day is said by the day alone, as in the letter; an hour with its offset from UTC.
    """
    closes_at = respond_by.closes_at(zone)
    given = {"closing": formats.closing(closes_at, zone, language)}
    if not respond_by.is_whole_day:
        for form in ("deadline", *OTHER_DEADLINES.get(language, ())):
            given[form] = formats.deadline_hour(closes_at, zone, language, form)
        return given
    given["deadline"] = formats.deadline(respond_by.day, language)
    if language == "ru":
        given["deadline_in"] = formats.deadline_in(respond_by.day)
    if language == "kk":
        given["deadline_loc"] = formats.deadline_loc(respond_by.day)
    return given


def _numbered(numbers: Sequence[str], language: str) -> str:
    """Return the numbers of several notes as a sentence lists them, after the sign of the first."""
    sign = {"en": "No.", "ru": "№", "kk": "№"}[language]
    return formats.listed([numbers[0], *(f"{sign} {number}" for number in numbers[1:])], language)


def _referred(notes: Sequence[tuple[str, dt.date]], language: str) -> str:
    """Return notes with their dates, as a sentence refers to them."""
    forms, dates = note_texts()["references"][language], formats.Dates(language)
    one_by_one = [
        _put(forms["item"], {"number": number, "date": dates.of_note(day)}) for number, day in notes
    ]
    pattern = forms["one"] if len(notes) == 1 else forms["several"]
    return _put(pattern, {"notes": formats.listed(one_by_one, language)})


def _marked(enclosed: Sequence[Listed], language: str, unit: formats.Unit) -> Iterator[str]:
    """Yield the lines of the mark that lists the enclosures: each numbered where there are several."""
    marks = note_texts()["enclosure_marks"]
    head = marks["several" if len(enclosed) > 1 else "one"][language]
    for number, one in enumerate(enclosed, 1):
        size = formats.enclosure_size(one.pages, language, unit) if one.pages else ""
        given = {"number": str(number), "title": one.title, "size": size}
        for line in [*head, *marks["counted" if size else "electronic"][language]]:
            yield _put(line, given)


def _put(pattern: str, given: Mapping[str, str]) -> str:
    """Put values into a pattern of the portal, once: what they hold is never read as a pattern."""
    return SLOT.sub(lambda match: given[match[1]], pattern)


def unit_of(language: str) -> formats.Unit:
    """Return in what the enclosure is counted in a language where nobody has set another rule."""
    return formats.Unit(settings.ENCLOSURE_UNITS[language])


def case_form(forms: Forms, language: str, needed: Mapping[str, str]) -> str:
    """Return the form that the sentences of `language` need; raise MissingForm where there is none."""
    of_language = forms.get(language) or {}
    text = of_language.get(needed[language])
    if not text:
        known = pick(
            {code: next(iter(found.values()), "") for code, found in forms.items() if found}, language
        )
        raise MissingForm(name=known or "?", form=needed[language], language=NAMES[language])
    return text

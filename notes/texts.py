"""The words of a verbal note: the house's formulas, filled with values inflected for each language.

Texts and their fixed list of placeholders are data (`data/note_texts.yaml`). Values are put in once and
never read again as a text with placeholders, so nothing that people write can become a formula (rule 24).
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from cica_portal import formats
from cica_portal.errors import DomainError, MissingForm
from cica_portal.languages import NATIVE_NAMES, pick

TEXTS_FILE = Path(__file__).parent / "data" / "note_texts.yaml"

PLACEHOLDER = re.compile(r"\{(\w+)\}")

Forms = Mapping[str, Mapping[str, str]]
Values = dict[str, str | list[str]]

# The case form that the sentences of each language need: of the measure, of the coordinator ("prepared
# by ..."), of one State ("at the request of ...") and of States listed ("received from ...").
MEASURE_FORM = {"en": "title", "ru": "dat_after_po", "kk": "nom"}
COORDINATOR_FORM = {"en": "full", "ru": "ins", "kk": "nom"}
REQUESTING_FORM = {"en": "full", "ru": "gen", "kk": "gen"}
LISTED_FORM = {"en": "full", "ru": "gen", "kk": "abl"}


class UnknownKind(DomainError):
    sentence = _("There are no texts for a note of the kind “%(kind)s”.")


class UnknownPlaceholder(DomainError):
    sentence = _("The text of the note has the placeholder “%(name)s”, which is not on the fixed list.")


class MissingValue(DomainError):
    sentence = _("The note cannot be composed: nothing is given for “%(name)s”.")


class UnknownPlace(DomainError):
    sentence = _("The Secretariat's seat on %(day)s is not recorded.")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a note: its role, its style (bold, italic, plain) and its lines."""

    id: str
    style: str
    lines: list[str]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@cache
def note_texts() -> Mapping[str, Any]:
    """Return the texts of all kinds and languages, read once."""
    return yaml.load(TEXTS_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def place_on(day: dt.date, language: str) -> str:
    """Return the Secretariat's seat as it was called on `day`, as the foot of a note writes it."""
    for place in note_texts()["places"]:
        if place["from"] <= day and (place["until"] is None or day <= place["until"]):
            return place[language]
    raise UnknownPlace(day=day.isoformat())


def values_for(
    language: str,
    *,
    measure_forms: Forms,
    period: tuple[int, int],
    issued_on: dt.date,
    number: str | None,
    place: str | None = None,
    coordinator_forms: Forms | None = None,
    respond_by: dt.date | None = None,
    pages: int | None = None,
    reference_number: str | None = None,
    reference_date: dt.date | None = None,
    requested_by: Forms | None = None,
    requested_by_several: bool = False,
    states: Sequence[Forms] = (),
    swg_date: dt.date | None = None,
) -> Values:
    """Return the values of a note, inflected for `language`; what is not given is left out.

    Forms are the case forms of a name by language, as Member States and measures keep them. `place` is
    taken from the date unless it is given.
    """
    addressee = note_texts()["addressees"]["member_states"][language]
    given: dict[str, Any] = {
        "addressee": addressee["dative"],
        "addressee_block": list(addressee["block"]),
        "measure": case_form(measure_forms, language, MEASURE_FORM),
        "period": formats.period(*period, language),
        "place": place or place_on(issued_on, language),
        "date": formats.date(issued_on, language),
        "note_number": number,
        "reference_number": reference_number,
        "request": "of_state" if requested_by else "of_several" if requested_by_several else "none",
        "meeting": "scheduled" if swg_date else "unscheduled",
    }
    if coordinator_forms is not None:
        given["coordinator"] = case_form(coordinator_forms, language, COORDINATOR_FORM)
    if respond_by is not None:
        given["deadline"] = formats.deadline(respond_by, language)
        if language == "ru":
            given["deadline_in"] = formats.deadline_in(respond_by)
        if language == "kk":
            given["deadline_loc"] = formats.deadline_loc(respond_by)
    if pages is not None:
        given["enclosure_size"] = formats.enclosure_size(pages, language)
    if reference_date is not None:
        in_attribute = language == "kk"
        given["reference_date"] = (
            formats.date_attr(reference_date) if in_attribute else formats.date(reference_date, language)
        )
    if requested_by is not None:
        given["state"] = case_form(requested_by, language, REQUESTING_FORM)
    if states:
        names = [case_form(forms, language, LISTED_FORM) for forms in states]
        given["states"] = formats.listed(names, language)
    if swg_date is not None:
        in_dative = language == "kk"
        given["swg_date"] = (
            formats.deadline(swg_date, language) if in_dative else formats.date(swg_date, language)
        )
    return {name: value for name, value in given.items() if value}


def case_form(forms: Forms, language: str, needed: Mapping[str, str]) -> str:
    """Return the form that the sentences of `language` need; raise MissingForm where there is none."""
    of_language = forms.get(language) or {}
    text = of_language.get(needed[language])
    if not text:
        known = pick(
            {code: next(iter(found.values()), "") for code, found in forms.items() if found}, language
        )
        raise MissingForm(name=known or "?", form=needed[language], language=NATIVE_NAMES[language])
    return text


def compose(kind: str, language: str, values: Mapping[str, Any], *, as_printed: bool = False) -> list[Piece]:
    """Return the note's pieces in reading order.

    A new note has its letterhead and number in every language. `as_printed` reproduces a historical note:
    a language without a number then has no letterhead either, and the styles are the letter's own.
    """
    texts = note_texts()
    if kind not in texts["kinds"]:
        raise UnknownKind(kind=kind)
    definition = texts["kinds"][kind]
    shared = texts["pieces"]
    body = {piece["id"]: piece for piece in definition["body"]}
    order = texts["orders"][definition["order"]][language]
    omitted = _omitted(values, as_printed=as_printed)
    pieces = []
    for name in order:
        if name == "body":
            rest = [identifier for identifier in body if identifier not in order]
            pieces += [Piece(key, "plain", [_body_text(body[key], language, values)]) for key in rest]
        elif name in body:
            pieces.append(Piece(name, "plain", [_body_text(body[name], language, values)]))
        elif name not in omitted:
            plain = as_printed and name in texts["as_printed"]["plain"].get(language, ())
            style = "plain" if plain else shared[name]["style"]
            pieces.append(Piece(name, style, _lines(shared[name][language], values)))
    return pieces


def _omitted(values: Mapping[str, Any], *, as_printed: bool) -> Sequence[str]:
    if as_printed and not values.get("note_number"):
        return note_texts()["as_printed"]["unnumbered_omits"]
    return ()


def _body_text(piece: Mapping[str, Any], language: str, values: Mapping[str, Any]) -> str:
    if "variants" not in piece:
        return _filled(piece[language], values)
    choice = values.get(piece["choose"])
    if choice not in piece["variants"]:
        raise MissingValue(name=piece["choose"])
    return _filled(piece["variants"][choice][language], values)


def _lines(lines: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    """Fill each line; a line that is only a placeholder of several lines becomes these lines."""
    filled: list[str] = []
    for line in lines:
        whole = PLACEHOLDER.fullmatch(line)
        value = _value(whole[1], values) if whole else None
        filled += value if isinstance(value, list) else [_filled(line, values)]
    return filled


def _filled(text: str, values: Mapping[str, Any]) -> str:
    return PLACEHOLDER.sub(lambda match: str(_value(match[1], values)), text)


def _value(name: str, values: Mapping[str, Any]) -> str | list[str]:
    if name not in note_texts()["placeholders"]:
        raise UnknownPlaceholder(name=name)
    if not values.get(name):
        raise MissingValue(name=name)
    return values[name]

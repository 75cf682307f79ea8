"""The consistency check: whether the three languages of a note say the same, and what the note should say.

Run on the words of every note before it is issued, however they were written, and on a letter that somebody
pastes. What makes the languages unequal is mended; what is lacking in all of them alike, a signatory may
accept with a reason that is recorded.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cica_portal import formats
from cica_portal.deadlines import Deadline
from cica_portal.errors import DomainError
from cica_portal.formats import Unit
from cica_portal.languages import LANGUAGES, NAMES, TITLES, reader_language
from cica_portal.text import is_blank
from members.models import MemberState
from notes.wording import letter_parser, texts
from notes.wording.letter_parser import Lexicon, Reading
from notes.wording.texts import Piece
from plans.models import ConfidenceBuildingMeasure

EVERYBODY = "all"
NAME_FORMS = {
    "en": ("full",),
    "ru": ("nom", "gen", "dat", "acc", "ins", "prep"),
    "kk": ("nom", "gen", "dat", "abl", "ins"),
}


class Weight(StrEnum):
    UNEQUAL = "unequal"  # the languages differ, or one is wrong: to be mended
    LACKING = "lacking"  # lacking in all of them alike: a signatory may accept it, with a reason
    REMARK = "remark"  # worth knowing


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that the check found: what, how much it weighs, and in which language to look."""

    sentence: str
    weight: Weight
    language: str = ""

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Expected:
    """What a note of the portal should say."""

    number: str
    issued_on: dt.date
    respond_by: Deadline | None = None
    other_dates: frozenset[dt.date] = frozenset()
    pages: int | None = None
    units: Mapping[str, Unit] = field(default_factory=dict)
    states: frozenset[str] = frozenset()
    addressees: Mapping[str, str] = field(default_factory=dict)


class NotConsistent(DomainError):
    """The words of a note do not agree; says everything that keeps it back."""

    sentence = gettext_lazy("Nothing was issued. %(defects)s")

    def __init__(self, defects: Sequence[Defect]) -> None:
        super().__init__()
        self.defects = list(defects)

    def __str__(self) -> str:
        return str(self.sentence) % {"defects": " ".join(str(defect) for defect in self.defects)}


# Reading ---------------------------------------------------------------------------------------------
def plain(pieces: Iterable[Piece]) -> str:
    """Return the words of a composed note as a text, a line for each line, a gap between pieces."""
    return "\n\n".join("\n".join(piece.lines) for piece in pieces)


def measure_names() -> Lexicon:
    """Return the names of the measures by code and language."""
    return {
        measure.code: {language: tuple(forms.values()) for language, forms in measure.forms.items()}
        for measure in ConfidenceBuildingMeasure.objects.only("code", "forms")
    }


def state_names() -> Lexicon:
    """Return the full names of the Member States in all their cases, by code and language."""
    return {
        state.code: {
            language: [state.forms.get(language, {}).get(name, "") for name in names]
            for language, names in NAME_FORMS.items()
        }
        for state in MemberState.objects.only("code", "forms")
    }


def addressee_names() -> Lexicon:
    """Return the words by which a note is addressed to all Member States, or to one, by code and language."""
    states = {state.code: state.forms for state in MemberState.objects.only("code", "forms")}
    known = {
        EVERYBODY: {
            language: [texts.addressee(language, None, is_host=False)["dative"]] for language in LANGUAGES
        }
    }
    for code, forms in states.items():
        if all(forms.get(language, {}).get(texts.REQUESTING_FORM[language]) for language in LANGUAGES):
            known[code] = {
                language: [texts.addressee(language, forms, is_host=one)["dative"] for one in (False, True)]
                for language in LANGUAGES
            }
    return known


def letter(given: Mapping[str, str]) -> list[Defect]:
    """Return what is wrong with a letter whose texts somebody pasted."""
    return compare(_read(given))


def note(pages: Mapping[str, Sequence[Piece]], expected: Expected) -> list[Defect]:
    """Return what is wrong with a note of the portal, by itself and against what it should say."""
    said = {language: plain(pieces) for language, pieces in pages.items()}
    # The pieces of a composed note are its paragraphs: they need not be told by their looks.
    readings = [replace(one, paragraphs=len(pages[one.language])) for one in _read(said)]
    found = [one for one in compare(readings, expected.units) if one.weight != Weight.REMARK]
    for one in readings:
        found += _against(one, expected, said[one.language])
    return list(dict.fromkeys(found))


def _read(given: Mapping[str, str]) -> list[Reading]:
    names = {"measures": measure_names(), "states": state_names(), "addressees": addressee_names()}
    return [
        letter_parser.read(given[language], language, **names)
        for language in LANGUAGES
        if not is_blank(given.get(language, ""))
    ]


# Comparing -------------------------------------------------------------------------------------------
def compare(readings: Sequence[Reading], units: Mapping[str, Unit] | None = None) -> list[Defect]:
    """Return where the languages differ, and what all of them lack."""
    found = [
        Defect(_("%(language)s: the text is missing.") % _name(language), Weight.UNEQUAL, language)
        for language in LANGUAGES
        if language not in {one.language for one in readings}
    ]
    found += _numbers(readings)
    found += _differing(
        _("The date of the note differs between the languages: %(values)s."), readings, _issue_day
    )
    found += _differing(_("The deadline differs between the languages: %(values)s."), readings, _deadline_day)
    found += _weekdays(readings) + _hours(readings) + _enclosures(readings, units)
    found += _differing(
        _("The measure differs between the languages: %(values)s."),
        readings,
        lambda one: _codes(one.measures),
    )
    found += _differing(
        _("The States named differ between the languages: %(values)s."),
        readings,
        lambda one: _codes(one.states),
    )
    found += _differing(_("The addressee differs between the languages: %(values)s."), readings, _addressee)
    found += _differing(
        _("The number of paragraphs differs between the languages: %(values)s."),
        readings,
        lambda one: str(one.paragraphs),
    )
    if any(one.has_letterhead for one in readings):
        sentence = _("%(language)s: the letterhead is missing, though another language has it.")
        found += [
            Defect(sentence % _name(one.language), Weight.UNEQUAL, one.language)
            for one in readings
            if not one.has_letterhead
        ]
    return found


def _name(language: str) -> dict[str, str]:
    return {"language": TITLES[language]}


def _day(day: dt.date | None) -> str:
    return formats.date(day, reader_language()).rstrip(".") if day else ""


def _addressee(one: Reading) -> str:
    return _("all Member States") if one.addressee == EVERYBODY else one.addressee


def _issue_day(one: Reading) -> str:
    return _day(one.issued_on)


def _deadline_day(one: Reading) -> str:
    return _day(one.deadline)


def _codes(found: Iterable[str]) -> str:
    return ", ".join(sorted(found))


def _differing(sentence: str, readings: Sequence[Reading], value: Callable[[Reading], str]) -> list[Defect]:
    """Return the one defect that a value is not the same everywhere, with each language's own."""
    values = {one.language: value(one) for one in readings}
    if len(set(values.values())) < 2:
        return []
    none = pgettext("value of a note", "none")
    listed = "; ".join(f"{NAMES[code]}: {text or none}" for code, text in values.items())
    return [Defect(sentence % {"values": listed}, Weight.UNEQUAL, _odd_one(values))]


def _odd_one(values: Mapping[str, str]) -> str:
    """Return the language that says what no other says, or the last one."""
    said = list(values.values())
    return next((code for code, text in values.items() if said.count(text) == 1), list(values)[-1])


def _numbers(readings: Sequence[Reading]) -> list[Defect]:
    missing = [one.language for one in readings if not one.number]
    found = _differing(
        _("The number of the note differs between the languages: %(values)s."),
        [one for one in readings if one.number],
        lambda one: one.number,
    )
    weight = Weight.LACKING if len(missing) == len(readings) else Weight.UNEQUAL
    sentence = _("%(language)s: the note has no number.")
    return found + [Defect(sentence % _name(code), weight, code) for code in missing]


def _weekdays(readings: Sequence[Reading]) -> list[Defect]:
    found = []
    with_deadline = [one for one in readings if one.deadline]
    named = [one for one in with_deadline if one.weekdays]
    for one in with_deadline:
        if named and not one.weekdays:
            sentence = _(
                "%(language)s: the weekday of the deadline is missing, though another language names it."
            )
            found.append(Defect(sentence % _name(one.language), Weight.UNEQUAL, one.language))
    if with_deadline and not named:
        found.append(Defect(_("No language names the weekday of the deadline."), Weight.LACKING))
    for one in readings:
        for dated in one.dates:
            if dated.weekday is not None and dated.weekday != dated.day.weekday():
                values = {"said": dated.text, "weekday": formats.weekday(dated.day, reader_language())}
                sentence = _("%(language)s: “%(said)s” is wrong. That day is a %(weekday)s.")
                found.append(Defect(sentence % (_name(one.language) | values), Weight.UNEQUAL, one.language))
    return found


def _hours(readings: Sequence[Reading]) -> list[Defect]:
    with_deadline = [one for one in readings if one.deadline]
    if not with_deadline:
        return []
    whole = [one for one in with_deadline if one.hour and one.has_zone]
    if not any(one.hour or one.has_zone for one in with_deadline):
        return [Defect(_("No language names the time and the time zone of the deadline."), Weight.LACKING)]
    sentence = _("%(language)s: the time or the time zone of the deadline is missing.")
    weight = Weight.UNEQUAL if whole else Weight.LACKING
    found = [
        Defect(sentence % _name(one.language), weight, one.language)
        for one in with_deadline
        if one not in whole
    ]
    return found + _differing(
        _("The time of the deadline differs between the languages: %(values)s."), whole, lambda one: one.hour
    )


def _enclosures(readings: Sequence[Reading], units: Mapping[str, Unit] | None) -> list[Defect]:
    """Compare the sizes of the enclosure. Where the house's units are known, a page may be half a sheet."""
    sizes = {one.language: one.enclosure for one in readings}
    if not any(sizes.values()):
        return []
    found = []
    if units is None or not all(sizes.values()):
        sentence = _("The size of the enclosure differs between the languages: %(values)s.")
        found += _differing(sentence, readings, lambda one: str(one.enclosure[0]) if one.enclosure else "")
    kinds = {size[1] for size in sizes.values() if size}
    if units is None and len(kinds) > 1:
        nouns, reader = {Unit.PAGES: "page", Unit.SHEETS: "sheet"}, reader_language()
        listed = "; ".join(
            f"{NAMES[code]}: {formats.counted(nouns[size[1]], size[0], reader)}"
            for code, size in sizes.items()
            if size
        )
        sentence = _(
            "The enclosure is counted in pages in one language and in sheets in another: %(values)s."
        )
        found.append(Defect(sentence % {"values": listed}, Weight.REMARK))
    return found


# Against what it should say --------------------------------------------------------------------------
def _against(one: Reading, expected: Expected, text: str) -> list[Defect]:
    found = []

    def say(sentence: str, weight: Weight = Weight.UNEQUAL, **values: Any) -> None:
        found.append(Defect(sentence % (_name(one.language) | values), weight, one.language))

    if one.number and one.number != expected.number:
        say(_("%(language)s: the number is not %(number)s."), number=expected.number)
    if one.issued_on and one.issued_on != expected.issued_on:
        say(_("%(language)s: the date of the note is not %(date)s."), date=_day(expected.issued_on))
    last_day = expected.respond_by.day if expected.respond_by else None
    if one.deadline and last_day and one.deadline != last_day:
        say(_("%(language)s: the deadline is not %(date)s."), date=_day(last_day))
    known = {expected.issued_on, last_day} | expected.other_dates
    for dated in one.dates:
        if dated.day not in known and not dated.is_deadline:
            say(_("%(language)s: “%(said)s” is not a date of this note."), Weight.LACKING, said=dated.text)
    if one.enclosure and expected.pages is not None:
        count = expected.units[one.language].of_pages(expected.pages)
        if one.enclosure[0] != count:
            say(_("%(language)s: the enclosure is given as %(found)s but has %(count)s."),
                found=one.enclosure[0], count=count)  # fmt: skip
    for code in sorted(one.states - expected.states):
        say(
            _("%(language)s: the State %(code)s has no connection with this note."), Weight.LACKING, code=code
        )
    addressee = expected.addressees.get(one.language, "")
    if " ".join(addressee.split()) not in " ".join(text.split()):
        say(_("%(language)s: the addressee is not “%(addressee)s”."), addressee=addressee)
    return found


def refuse(defects: Sequence[Defect], *, reason: str = "") -> None:
    """Refuse to issue what is unequal, and what is lacking unless a reason is given to accept it."""
    if held := [one for one in defects if one.weight == Weight.UNEQUAL]:
        raise NotConsistent(held)
    if (held := [one for one in defects if one.weight == Weight.LACKING]) and is_blank(reason):
        raise NotConsistent(held)

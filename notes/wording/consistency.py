"""The consistency check: whether the three languages of what a person typed say the same.

Run on a letter that somebody pastes, and on what people type into notes (`facts`) and into the texts of their
kinds (`formulas`). What makes the languages unequal is mended; what is lacking in all of them alike, a
signatory may accept with a reason that is recorded.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from cica_portal import emphasis, formats
from cica_portal.alphabet import sort_key
from cica_portal.errors import DomainError
from cica_portal.formats import Unit
from cica_portal.languages import LANGUAGES, NAMES, TITLES, lowfirst, reader_language
from cica_portal.text import is_blank
from notes.wording import letter_parser, lexicons, texts
from notes.wording.letter_parser import Reading
from notes.wording.lexicons import EVERYBODY, Lexicons
from notes.wording.texts import Piece


class Weight(StrEnum):
    UNEQUAL = "unequal"  # the languages differ, or one is wrong: to be mended
    LACKING = "lacking"  # lacking in all alike, or of a free note: a signatory may accept it, with a reason
    REMARK = "remark"  # worth knowing


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that the check found: what, how much it weighs, and in which language to look."""

    sentence: str
    weight: Weight
    language: str = ""

    def __str__(self) -> str:
        return self.sentence


Names = Mapping[str, str]
Values = Mapping[Any, str]
Says = Callable[[Reading, Names], Values]
NO_TIME = gettext_lazy("No language names the time and the time zone of the deadline.")


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
    """Return the words of a note without marks of emphasis: its lines, and a gap between pieces."""
    lines = (map(emphasis.plain, one.lines) if one.style == texts.MARKED else one.lines for one in pieces)
    return "\n\n".join(map("\n".join, lines))


def letter(given: Mapping[str, str]) -> list[Defect]:
    """Return what is wrong with a letter whose texts somebody pasted."""
    known = lexicons.known()
    readings = read(given, known)
    found = [
        Defect(_("%(language)s: the text is missing.") % in_language(language), Weight.UNEQUAL, language)
        for language in LANGUAGES
        if language not in {one.language for one in readings}
    ]
    found += _numbers(readings)
    found += differing(_("The date of the note differs between the languages: %(values)s."), readings,
                       lambda one: day(one.issued_on))  # fmt: skip
    found += compare(readings, known.names) + _enclosures(readings)
    found += differing(_("The number of paragraphs differs between the languages: %(values)s."), readings,
                       lambda one: str(one.paragraphs))  # fmt: skip
    found += differing(_("The addressee named at the foot differs between the languages: %(values)s."),
                       readings, lambda one: "".join(named([one.block], known.names).values()))  # fmt: skip
    if any(one.has_letterhead for one in readings):
        sentence = _("%(language)s: the letterhead is missing, though another language has it.")
        found += [
            Defect(sentence % in_language(one.language), Weight.UNEQUAL, one.language)
            for one in readings
            if not one.has_letterhead
        ]
    return found


def read(given: Mapping[str, str], known: Lexicons) -> list[Reading]:
    """Read the texts that there are."""
    return [
        letter_parser.read(given[language], language, known)
        for language in LANGUAGES
        if not is_blank(given.get(language, ""))
    ]


# Comparing -------------------------------------------------------------------------------------------
def compare(readings: Sequence[Reading], names: Names) -> list[Defect]:
    """Return where the languages differ, and what of a deadline they lack; `names` say what a code means."""
    with_time = [one for one in readings if one.deadline and one.hours and one.has_zone]
    return [
        *_weekdays(readings),
        *_times_missing([one for one in readings if one.deadline], with_time),
        *differences(with_time, names, TIMES),
        *differences(readings, names, COMPARED.keys() - TIMES),
    ]


def differences(readings: Sequence[Reading], names: Names, things: Collection[str]) -> list[Defect]:
    """Return which of these things the languages say differently."""
    found = []
    for thing in (one for name, one in COMPARED.items() if name in things):
        found += differing(str(thing.differs), readings, partial(_shown, thing.says, names))
    return found


def _shown(says: Says, names: Names, one: Reading) -> str:
    said = says(one, names).items()
    return ", ".join(day(key) if isinstance(key, dt.date) else text for key, text in said)


def against(one: Reading, right: Mapping[str, Values], names: Names) -> Iterator[Defect]:
    """Yield what a text says that is not right, by the names of the things: in the place of what is right, to
    be mended; besides it, to be looked at."""
    for name, expected in right.items():
        thing = COMPARED[name]
        said = thing.says(one, names)
        others = [text for key, text in said.items() if key not in expected]
        if others and thing.wrong and (thing.is_strict or not said.keys() & expected.keys()):
            yield finding(one, thing.wrong, next(iter(expected.values())), Weight.UNEQUAL)
        elif thing.other:
            yield from (finding(one, thing.other, text, Weight.LACKING) for text in others)


def finding(one: Reading, sentence: Any, value: str, weight: Weight) -> Defect:
    """Return a finding about a value of a text, whatever the sentence calls it."""
    return Defect(
        str(sentence) % (in_language(one.language) | dict.fromkeys(VALUE, value)), weight, one.language
    )


def in_language(language: str) -> dict[str, str]:
    return {"language": TITLES[language]}


def day(one: dt.date | None) -> str:
    return formats.date(one, reader_language()).rstrip(".") if one else ""


def period(years: tuple[int, int]) -> str:
    return "-".join(map(str, dict.fromkeys(years)))


def named(codes: Iterable[str], names: Names) -> dict[str, str]:
    """Return names by their codes, in the order of the reader's alphabet."""
    said = {
        code: lowfirst(_("All Member States")) if code == EVERYBODY else names.get(code, code)
        for code in codes
        if code
    }
    return dict(sorted(said.items(), key=lambda one: sort_key(one[1], reader_language())))


def zones(clocks: Collection[str], offsets: Iterable[str]) -> dict[str, str]:
    """Return by whose clocks hours are meant: as the reader calls the clocks, with the offsets."""
    of_reader = {words["en"]: words[reader_language()] for words in formats.clocks() if words["en"] in clocks}
    return of_reader | {offset: f"UTC{offset}" for offset in sorted(offsets)}


@dataclass(frozen=True, slots=True)
class Compared:
    """A thing that a text may say: how a reading has it, by key and words; the sentences that the languages
    differ, that it is `wrong` in the place of what is right (`is_strict`: or beside it), and that it is said
    besides; and the group of the placeholders that say it."""

    says: Says
    differs: Any
    wrong: Any = ""
    other: Any = ""
    group: str = ""
    is_strict: bool = False


# How the sentences of findings call a value.
VALUE = ("addressee", "body", "date", "measure", "number", "period", "said", "state", "time", "zone")
BODIES = {
    "swg": gettext_lazy("Special Working Group (SWG)"),
    "soc": gettext_lazy("Senior Officials Committee (SOC)"),
    "ministerial": gettext_lazy("Ministerial Council"),
    "summit": pgettext_lazy("body", "Summit"),
}
COMPARED = {
    "deadline": Compared(
        lambda one, _names: {one.deadline: one.said_of(one.deadline)} if one.deadline else {},
        gettext_lazy("The deadline differs between the languages: %(values)s."),
        wrong=gettext_lazy("%(language)s: the deadline is not %(date)s."),
        group="deadline",
    ),
    "hours": Compared(
        lambda one, _names: {hour: hour for hour in sorted(one.hours)},
        gettext_lazy("The time of the deadline differs between the languages: %(values)s."),
        wrong=gettext_lazy("%(language)s: the time of the deadline is not %(time)s."),
        other=gettext_lazy("%(language)s: “%(said)s” is not a time of this note."),
        group="closing",
    ),
    "zone": Compared(
        lambda one, _names: zones(one.clocks, one.offsets),
        gettext_lazy("The time zone of the deadline differs between the languages: %(values)s."),
        wrong=gettext_lazy("%(language)s: the time zone of the deadline is not “%(zone)s”."),
        group="closing",
        is_strict=True,
    ),
    "periods": Compared(
        lambda one, _names: {years: period(years) for years in sorted(one.periods)},
        gettext_lazy("The period differs between the languages: %(values)s."),
        wrong=gettext_lazy("%(language)s: the period is not %(period)s."),
        other=gettext_lazy("%(language)s: “%(said)s” is not the period of the plan."),
        group="period",
    ),
    "references": Compared(
        lambda one, _names: {number: number for number in sorted(one.references)},
        gettext_lazy("The numbers of notes referred to differ between the languages: %(values)s."),
        wrong=gettext_lazy("%(language)s: the note referred to is not No. %(number)s."),
        group="reference_number",
    ),
    "days": Compared(
        lambda one, _names: {on: one.said_of(on) for on in sorted(one.other_days)},
        gettext_lazy("The other dates differ between the languages: %(values)s."),
        other=gettext_lazy("%(language)s: “%(said)s” is not a date of this note."),
    ),
    "bodies": Compared(
        lambda one, _names: {code: str(name) for code, name in BODIES.items() if code in one.bodies},
        gettext_lazy("The bodies named differ between the languages: %(values)s."),
        other=gettext_lazy("%(language)s: the note names the %(body)s, to which no draft is sent."),
    ),
    "measures": Compared(
        lambda one, names: named(one.measures, names),
        gettext_lazy("The measure differs between the languages: %(values)s."),
        wrong=gettext_lazy("%(language)s: the measure is not “%(measure)s”."),
        group="measure",
    ),
    "states": Compared(
        lambda one, names: named(one.states, names),
        gettext_lazy("The States named differ between the languages: %(values)s."),
        other=gettext_lazy("%(language)s: %(state)s has no connection with this note."),
    ),
    "addressee": Compared(
        lambda one, names: named([one.addressee], names),
        gettext_lazy("The addressee differs between the languages: %(values)s."),
        wrong=gettext_lazy("%(language)s: the addressee is not “%(addressee)s”."),
        group="addressee",
    ),
}
TIMES = {"hours", "zone"}


def differing(sentence: str, readings: Sequence[Reading], value: Callable[[Reading], str]) -> list[Defect]:
    """Return the one defect that a value is not the same everywhere, with each language's own."""
    values = {one.language: value(one) for one in readings}
    if len(set(values.values())) < 2:
        return []
    none = pgettext("reminders", "none")
    said = "; ".join(f"{NAMES[code]}: {text or none}" for code, text in values.items())
    return [Defect(sentence % {"values": said}, Weight.UNEQUAL, _odd_one(values))]


def _odd_one(values: Mapping[str, str]) -> str:
    """Return the language that says what no other says, or the last one."""
    said = list(values.values())
    return next((code for code, text in values.items() if said.count(text) == 1), list(values)[-1])


def _numbers(readings: Sequence[Reading]) -> list[Defect]:
    missing = [one.language for one in readings if not one.number]
    found = differing(
        _("The number of the note differs between the languages: %(values)s."),
        [one for one in readings if one.number],
        lambda one: one.number,
    )
    weight = Weight.LACKING if len(missing) == len(readings) else Weight.UNEQUAL
    sentence = _("%(language)s: the note has no number.")
    return found + [Defect(sentence % in_language(code), weight, code) for code in missing]


def _weekdays(readings: Sequence[Reading]) -> list[Defect]:
    found = []
    with_deadline = [one for one in readings if one.deadline]
    named = [one for one in with_deadline if one.weekdays]
    for one in with_deadline:
        if named and not one.weekdays:
            sentence = _(
                "%(language)s: the weekday of the deadline is missing, though another language names it."
            )
            found.append(Defect(sentence % in_language(one.language), Weight.UNEQUAL, one.language))
    if with_deadline and not named:
        found.append(Defect(_("No language names the weekday of the deadline."), Weight.LACKING))
    for one in readings:
        for dated in one.dates:
            if dated.weekday is not None and dated.weekday != dated.day.weekday():
                values = {"said": dated.text, "weekday": formats.weekday(dated.day, reader_language())}
                sentence = _("%(language)s: “%(said)s” is wrong. That day is a %(weekday)s.")
                text = sentence % (in_language(one.language) | values)
                found.append(Defect(text, Weight.UNEQUAL, one.language))
    return found


def _times_missing(readings: Sequence[Reading], with_time: Sequence[Reading]) -> list[Defect]:
    if readings and not any(one.hours or one.has_zone for one in readings):
        return [Defect(str(NO_TIME), Weight.LACKING)]
    sentence = _("%(language)s: the time or the time zone of the deadline is missing.")
    weight = Weight.UNEQUAL if with_time else Weight.LACKING
    lacking = [one.language for one in readings if one not in with_time]
    return [Defect(sentence % in_language(code), weight, code) for code in lacking]


def _enclosures(readings: Sequence[Reading]) -> list[Defect]:
    sizes = {one.language: one.enclosure for one in readings}
    if not any(sizes.values()):
        return []
    found = differing(
        _("The size of the enclosure differs between the languages: %(values)s."),
        readings,
        lambda one: str(one.enclosure[0]) if one.enclosure else "",
    )
    if len({size[1] for size in sizes.values() if size}) > 1:
        nouns, reader = {Unit.PAGES: "page", Unit.SHEETS: "sheet"}, reader_language()
        counted = "; ".join(
            f"{NAMES[code]}: {formats.counted(nouns[size[1]], size[0], reader)}"
            for code, size in sizes.items()
            if size
        )
        sentence = _(
            "The enclosure is counted in pages in one language and in sheets in another: %(values)s."
        )
        found.append(Defect(sentence % {"values": counted}, Weight.REMARK))
    return found


def without_deadline(one: Reading) -> Reading:
    """Return a reading in which every day is just a day."""
    return replace(one, dates=tuple(replace(dated, is_deadline=False) for dated in one.dates))


def refuse(defects: Sequence[Defect], *, reason: str = "") -> None:
    """Refuse to issue what is unequal, and what is lacking unless a reason is given to accept it."""
    if held := [one for one in defects if one.weight == Weight.UNEQUAL]:
        raise NotConsistent(held)
    if (held := [one for one in defects if one.weight == Weight.LACKING]) and is_blank(reason):
        raise NotConsistent(held)

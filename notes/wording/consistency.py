"""The consistency check: whether the three languages of what a person typed say the same.

Run on a letter that somebody pastes, and on what people type into notes (`facts`) and into the texts of their
kinds (`formulas`). What makes the languages unequal is mended; what is lacking in all of them alike, a
signatory may accept with a reason that is recorded.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from cica_portal import emphasis, formats
from cica_portal.alphabet import sort_key
from cica_portal.errors import DomainError
from cica_portal.formats import Unit
from cica_portal.languages import LANGUAGES, NAMES, TITLES, reader_language
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
    return "\n\n".join("\n".join(_read_lines(piece)) for piece in pieces)


def _read_lines(piece: Piece) -> Iterable[str]:
    """Return the lines of a piece as they are read, without marks of emphasis."""
    return map(emphasis.plain, piece.lines) if piece.style == texts.MARKED else piece.lines


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
                       readings, lambda one: listed([one.block], known.names))  # fmt: skip
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
def compare(readings: Sequence[Reading], names: Mapping[str, str]) -> list[Defect]:
    """Return where the languages differ, and what all of them lack; `names` say what a code means."""
    found = differing(_("The deadline differs between the languages: %(values)s."), readings,
                      lambda one: day(one.deadline))  # fmt: skip
    found += _weekdays(readings) + _hours(readings)
    for sentence, value in COMPARED:
        found += differing(str(sentence), readings, value)
    for sentence, codes in NAMED:
        found += differing(
            str(sentence),
            readings,
            lambda one, codes=codes: listed(codes(one), names),  # type: ignore[misc]
        )
    return found


def in_language(language: str) -> dict[str, str]:
    return {"language": TITLES[language]}


def day(one: dt.date | None) -> str:
    return formats.date(one, reader_language()).rstrip(".") if one else ""


def days(found: Iterable[dt.date]) -> str:
    return "; ".join(day(one) for one in sorted(found))


def periods(found: Iterable[tuple[int, int]]) -> str:
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in sorted(found))


def bodies(found: Iterable[str]) -> str:
    return ", ".join(str(BODIES[code]) for code in BODIES if code in found)


def listed(found: Iterable[str], names: Mapping[str, str]) -> str:
    """Return names by their codes, in the order of the reader's alphabet."""
    said = [_("all Member States") if code == EVERYBODY else names.get(code, code) for code in found if code]
    return ", ".join(sorted(said, key=lambda name: sort_key(name, reader_language())))


def zone(one: Reading) -> str:
    """Return by whose clock a text means its hours: as the reader calls the clock, with its offset."""
    clocks = [words[reader_language()] for words in formats.clocks() if words["en"] in one.clocks]
    return ", ".join([*dict.fromkeys(clocks), *(f"UTC{offset}" for offset in sorted(one.offsets))])


BODIES = {
    "swg": gettext_lazy("Special Working Group (SWG)"),
    "soc": gettext_lazy("Senior Officials Committee (SOC)"),
    "ministerial": gettext_lazy("Ministerial Council"),
    "summit": pgettext_lazy("body", "Summit"),
}
BODY = "swg"  # a draft goes from the States to it
# What must be the same in all languages, as each reading says it: compared as sets.
COMPARED: tuple[tuple[Any, Callable[[Reading], str]], ...] = (
    (gettext_lazy("The period differs between the languages: %(values)s."), lambda one: periods(one.periods)),
    (
        gettext_lazy("The numbers of notes referred to differ between the languages: %(values)s."),
        lambda one: ", ".join(sorted(one.references)),
    ),
    (
        gettext_lazy("The other dates differ between the languages: %(values)s."),
        lambda one: days(one.other_days),
    ),
    (
        gettext_lazy("The bodies named differ between the languages: %(values)s."),
        lambda one: bodies(one.bodies),
    ),
)
# The same for what has a code, which the reader does not know.
NAMED: tuple[tuple[Any, Callable[[Reading], Iterable[str]]], ...] = (
    (gettext_lazy("The measure differs between the languages: %(values)s."), lambda one: one.measures),
    (gettext_lazy("The States named differ between the languages: %(values)s."), lambda one: one.states),
    (gettext_lazy("The addressee differs between the languages: %(values)s."), lambda one: [one.addressee]),
)


def differing(sentence: str, readings: Sequence[Reading], value: Callable[[Reading], str]) -> list[Defect]:
    """Return the one defect that a value is not the same everywhere, with each language's own."""
    values = {one.language: value(one) for one in readings}
    if len(set(values.values())) < 2:
        return []
    none = pgettext("value of a note", "none")
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
                found.append(
                    Defect(sentence % (in_language(one.language) | values), Weight.UNEQUAL, one.language)
                )
    return found


def _hours(readings: Sequence[Reading]) -> list[Defect]:
    with_deadline = [one for one in readings if one.deadline]
    if not with_deadline:
        return []
    whole = [one for one in with_deadline if one.hours and one.has_zone]
    if not any(one.hours or one.has_zone for one in with_deadline):
        return [Defect(no_time(), Weight.LACKING)]
    sentence = _("%(language)s: the time or the time zone of the deadline is missing.")
    weight = Weight.UNEQUAL if whole else Weight.LACKING
    found = [
        Defect(sentence % in_language(one.language), weight, one.language)
        for one in with_deadline
        if one not in whole
    ]
    return found + hours(whole)


def no_time() -> str:
    return _("No language names the time and the time zone of the deadline.")


def hours(readings: Sequence[Reading]) -> list[Defect]:
    """Return where the languages name other hours, or mean them by another clock."""
    return [
        *differing(
            _("The time of the deadline differs between the languages: %(values)s."),
            readings,
            lambda one: ", ".join(sorted(one.hours)),
        ),
        *differing(
            _("The time zone of the deadline differs between the languages: %(values)s."), readings, zone
        ),
    ]


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


def other_bodies(one: Reading) -> Iterator[Defect]:
    """Yield the bodies that a text names besides the only one of which the house's notes speak."""
    for body in sorted(one.bodies - {BODY}):
        sentence = _("%(language)s: the note names the %(body)s, to which no draft is sent.")
        values = in_language(one.language) | {"body": bodies([body])}
        yield Defect(sentence % values, Weight.LACKING, one.language)


def refuse(defects: Sequence[Defect], *, reason: str = "") -> None:
    """Refuse to issue what is unequal, and what is lacking unless a reason is given to accept it."""
    if held := [one for one in defects if one.weight == Weight.UNEQUAL]:
        raise NotConsistent(held)
    if (held := [one for one in defects if one.weight == Weight.LACKING]) and is_blank(reason):
        raise NotConsistent(held)

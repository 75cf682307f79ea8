"""A note of the portal against its facts: what its words must say besides being the same everywhere."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from cica_portal import formats, organization
from cica_portal.deadlines import Deadline
from cica_portal.formats import Unit
from notes.wording import consistency, letter_parser, lexicons
from notes.wording.consistency import Defect, Weight, bodies, day, in_language, periods
from notes.wording.letter_parser import Reading
from notes.wording.lexicons import EVERYBODY
from notes.wording.texts import Piece

# The only body that the house's notes speak of: a draft goes from the States to it.
BODY = "swg"
# The piece that lists what a note encloses.
MARK = "enclosure"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a note of the portal should say.

    `reference` is the number of the note that it follows, `zone` that of the deadline, the seat's unless
    given, `addressed_to` the code of the one State that it is written to, `enclosed` the titles of the
    enclosures by language, in order. What a note in a person's own words names has to be the same everywhere,
    no more; its days are days, unless it has a deadline from a note that it replaces.
    """

    number: str
    issued_on: dt.date
    measure: str
    period: tuple[int, int] | None
    reference: str = ""
    respond_by: Deadline | None = None
    zone: str = ""
    other_dates: frozenset[dt.date] = frozenset()
    pages: Mapping[str, Sequence[int]] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    enclosed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    states: frozenset[str] = frozenset()
    addressed_to: str = EVERYBODY
    addressees: Mapping[str, str] = field(default_factory=dict)
    blocks: Mapping[str, str] = field(default_factory=dict)
    is_own_words: bool = False
    # By language what it quotes of another note, and how that should read: words of one language, perhaps.
    quoted: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_free(self) -> bool:
        """Tell whether a person chose all that is said: the portal knows no better, and a signatory may
        accept with a reason what it finds."""
        return self.is_own_words and self.respond_by is None


def note(pages: Mapping[str, Sequence[Piece]], expected: Expected) -> list[Defect]:
    """Return what is wrong with a note of the portal, by itself and against what it should say."""
    said = {language: consistency.plain(pieces) for language, pieces in pages.items()}
    known = lexicons.known()
    # The pieces of a composed note are its paragraphs: they need not be told by their looks.
    # What is enclosed is listed in the mark alone, and its titles may name States and days of their own.
    rest = {code: consistency.plain(one for one in of if one.id != MARK) for code, of in pages.items()}
    rest = {code: _without(text, expected.quoted.get(code, ())) for code, text in rest.items()}
    readings = [_of_pieces(one, pages[one.language]) for one in consistency.read(rest, known)]
    if expected.is_free:
        readings = [_without_deadline(one) for one in readings]
    found = consistency.compare(readings, known.names, expected.units)
    found = [one for one in found if one.weight != Weight.REMARK]
    for one in readings:
        for finder in (_numbers, _dates, _hours, _named, _addressee, _enclosure):
            found += finder(one, expected, said[one.language], known.names)
        mark = consistency.plain(piece for piece in pages[one.language] if piece.id == MARK)
        found += _order(one, expected, mark)
    if expected.is_own_words:
        found = [one for one in found if one.weight == Weight.UNEQUAL]
    if expected.is_free:
        found = [replace(one, weight=Weight.LACKING) for one in found]
    return list(dict.fromkeys(found))


def _without(text: str, quoted: Sequence[str]) -> str:
    """Return a text without what stands in its quotation marks, where that is quoted from elsewhere."""
    for words in quoted:
        text = text.replace(f"“{words}”", "“”").replace(f"«{words}»", "«»")
    return text


def _without_deadline(one: Reading) -> Reading:
    return replace(one, dates=tuple(replace(dated, is_deadline=False) for dated in one.dates))


def _of_pieces(one: Reading, pieces: Sequence[Piece]) -> Reading:
    mark = consistency.plain(piece for piece in pieces if piece.id == MARK)
    enclosures = letter_parser.enclosures(mark, one.language)
    return replace(one, paragraphs=len(pieces), enclosures=enclosures)


Names = Mapping[str, str]


def _defect(one: Reading, sentence: str, weight: Weight = Weight.UNEQUAL, **values: Any) -> Defect:
    return Defect(sentence % (in_language(one.language) | values), weight, one.language)


def _numbers(one: Reading, expected: Expected, _text: str, _known: Names) -> Iterator[Defect]:
    if one.number and one.number != expected.number:
        yield _defect(one, _("%(language)s: the number is not %(number)s."), number=expected.number)
    if expected.reference and one.references and expected.reference not in one.references:
        sentence = _("%(language)s: the note referred to is not No. %(number)s.")
        yield _defect(one, sentence, number=expected.reference)


def _dates(one: Reading, expected: Expected, _text: str, _known: Names) -> Iterator[Defect]:
    last_day = expected.respond_by.day if expected.respond_by else None
    if one.issued_on and one.issued_on != expected.issued_on:
        sentence = _("%(language)s: the date of the note is not %(date)s.")
        yield _defect(one, sentence, date=day(expected.issued_on))
    if one.deadline and last_day and one.deadline != last_day:
        yield _defect(one, _("%(language)s: the deadline is not %(date)s."), date=day(last_day))
    known = {expected.issued_on, last_day} | expected.other_dates
    for dated in one.dates:
        if dated.day not in known and not dated.is_deadline:
            sentence = _("%(language)s: “%(said)s” is not a date of this note.")
            yield _defect(one, sentence, Weight.LACKING, said=dated.text)
    if expected.period is None:
        return
    if one.periods and expected.period not in one.periods:
        sentence = _("%(language)s: the period is not %(period)s.")
        yield _defect(one, sentence, period=periods([expected.period]))
    for period in sorted(one.periods - {expected.period}):
        sentence = _("%(language)s: “%(said)s” is not the period of the plan.")
        yield _defect(one, sentence, Weight.LACKING, said=periods([period]))


def _hours(one: Reading, expected: Expected, _text: str, _known: Names) -> Iterator[Defect]:
    """Yield what is wrong with the hour of the deadline and with its zone, where the text names one."""
    if expected.respond_by is None or one.deadline is None:
        return
    zone = expected.zone or organization.time_zone()
    closes_at = expected.respond_by.closes_at(zone)
    hour, offset = f"{expected.respond_by.minute:%H:%M}", formats.offset_of(closes_at, zone)
    if one.hours and hour not in one.hours:
        yield _defect(one, _("%(language)s: the time of the deadline is not %(time)s."), time=hour)
    for other in sorted(one.hours - {hour}):
        sentence = _("%(language)s: “%(said)s” is not a time of this note.")
        yield _defect(one, sentence, Weight.LACKING, said=other)
    clock = formats.clock_words(zone, "en", expected.respond_by.day)
    if one.offsets - {offset} or one.clocks - {clock}:
        said = formats.clock_words(zone, one.language, expected.respond_by.day)
        sentence = _("%(language)s: the time zone of the deadline is not “%(zone)s”.")
        yield _defect(one, sentence, zone=f"{said}, UTC{offset}")


def _named(one: Reading, expected: Expected, _text: str, names: Names) -> Iterator[Defect]:
    if expected.measure and one.measures and expected.measure not in one.measures:
        sentence = _("%(language)s: the measure is not “%(measure)s”.")
        yield _defect(one, sentence, measure=names.get(expected.measure, expected.measure))
    for code in sorted(one.states - expected.states):
        sentence = _("%(language)s: %(state)s has no connection with this note.")
        yield _defect(one, sentence, Weight.LACKING, state=names.get(code, code))
    for body in sorted(one.bodies - {BODY}):
        sentence = _("%(language)s: the note names the %(body)s, to which no draft is sent.")
        yield _defect(one, sentence, Weight.LACKING, body=bodies([body]))


def _addressee(one: Reading, expected: Expected, text: str, _known: Names) -> Iterator[Defect]:
    whole = " ".join(text.split())
    addressee = expected.addressees.get(one.language, "")
    other = one.addressee not in ("", expected.addressed_to)
    if other or " ".join(addressee.split()) not in whole:
        yield _defect(one, _("%(language)s: the addressee is not “%(addressee)s”."), addressee=addressee)
    block = expected.blocks.get(one.language, "")
    if block not in whole:
        sentence = _("%(language)s: the addressee named at the foot is not “%(addressee)s”.")
        yield _defect(one, sentence, addressee=block)


def _enclosure(one: Reading, expected: Expected, _text: str, _known: Names) -> Iterator[Defect]:
    if not one.enclosures or not expected.pages:
        return
    unit = expected.units[one.language]
    counts = [unit.of_pages(pages) for pages in expected.pages.get(one.language, ())]
    found = [size for size, _unit in one.enclosures]
    if found != counts:
        sentence = _("%(language)s: the enclosure is given as %(found)s but has %(count)s.")
        said = {"found": ", ".join(map(str, found)), "count": ", ".join(map(str, counts)) or "–"}
        yield _defect(one, sentence, **said)


def _order(one: Reading, expected: Expected, mark: str) -> Iterator[Defect]:
    """Yield that the enclosures are not listed as they are numbered everywhere: one is missing, or two have
    changed places."""
    titles = [" ".join(title.split()) for title in expected.enclosed.get(one.language, ()) if title]
    whole, place = " ".join(mark.split()), 0
    for title in titles:
        place = whole.find(f"{title},", place)
        if place < 0:
            sentence = _("%(language)s: the enclosures are not listed in their order: %(titles)s.")
            yield _defect(one, sentence, titles="; ".join(titles))
            return
        place += len(title)

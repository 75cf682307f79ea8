"""What a person typed into a note: whether the languages say the same, and nothing that is not so of it.

What the portal composes of its own texts, of approved ones and of the note's values is not read again.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from cica_portal import formats
from cica_portal.deadlines import Deadline
from cica_portal.languages import LANGUAGES
from notes import kinds
from notes.models import VerbalNote
from notes.wording import composition, consistency, lexicons, texts
from notes.wording.consistency import Defect, Weight, day, in_language, periods
from notes.wording.letter_parser import Reading
from notes.wording.texts import Piece

# What a person says in a note of any kind, by the name of the placeholder that it fills.
WORDS = {"matter", "reason", "event", "event_place"}
# What a note quotes of another one, and how that should read: words of one language, perhaps.
QUOTED = ("instead", "read")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so of a note: `days` are those that it may name, `zone` is that of the deadline, `reference` is
    the number of the note that it follows, `addressed_to` the code of the one State that it is written to.

    The portal knows no better than a person who chose all that is said; what that names has to be the same
    everywhere, no more, and its days are days, unless it has a deadline from a note that it replaces.
    """

    respond_by: Deadline | None
    zone: str
    days: frozenset[dt.date | None]
    period: tuple[int, int] | None
    measure: str
    states: frozenset[str]
    reference: str
    addressed_to: str
    addressees: Mapping[str, str]
    is_own_words: bool

    @property
    def is_free(self) -> bool:
        return self.is_own_words and self.respond_by is None


def defects(note: VerbalNote, pages: Mapping[str, Sequence[Piece]], *, issued_on: dt.date) -> list[Defect]:
    """Return what is wrong with the words that a person typed into a note, were it issued on that day."""
    if not WORDS & note.values.get("words", {}).keys() and not note.wordings.exists():
        return []
    facts, known, shared = _facts_of(note, issued_on), lexicons.known(), texts.note_texts()["pieces"]
    given = {
        code: _without_quoted(note, code, consistency.plain(one for one in pieces if one.id not in shared))
        for code, pieces in pages.items()
    }
    readings = [replace(one, issued_on=None) for one in consistency.read(given, known)]
    if facts.is_free:
        readings = [consistency.without_deadline(one) for one in readings]
    found = consistency.compare(readings, known.names)
    for one in readings:
        for finder in (_days, _hours, _named):
            found += finder(one, facts, known.names)
    if facts.is_own_words:
        found = [one for one in found if one.weight == Weight.UNEQUAL]
    if facts.is_free:  # a person chose all that is said: a signatory may accept it with a reason
        found = [replace(one, weight=Weight.LACKING) for one in found]
    return list(dict.fromkeys(found))


def _facts_of(note: VerbalNote, issued_on: dt.date) -> Facts:
    given, paper, referred = note.values, note.paper, note.answers_to
    respond_by, written_to = composition.deadline_of(note), composition.written_to_by(note)
    days = {dt.date.fromisoformat(given[name]) for name in composition.DATES if given.get(name)}
    days |= {on for _number, on in kinds.of(note).values(note).get("circulated", ())}
    named = {*given.get("states", ()), *((paper.coordinator.code,) if paper and paper.coordinator else ())}
    follows = referred is not None and composition.refers_to_another(note.kind)
    return Facts(
        respond_by=respond_by,
        zone=composition.zone_of(note) if respond_by else "",
        days=frozenset({*days, issued_on, respond_by and respond_by.day, referred and referred.issued_on}),
        period=(paper.period_from, paper.period_to or paper.period_from) if paper else None,
        measure=paper.measure.code if paper else "",
        states=frozenset(named | written_to.states),
        reference=(referred.number or "") if referred and follows else "",
        addressed_to=written_to.code,
        addressees={language: written_to.dative(language) for language in LANGUAGES},
        is_own_words=kinds.of(note).is_own_words,
    )


def _without_quoted(note: VerbalNote, language: str, text: str) -> str:
    for name in QUOTED:
        if words := note.values.get("words", {}).get(name, {}).get(language):
            text = text.replace(f"“{words}”", "“”").replace(f"«{words}»", "«»")
    return text


Names = Mapping[str, str]


def _defect(one: Reading, sentence: str, weight: Weight = Weight.UNEQUAL, **values: Any) -> Defect:
    return Defect(sentence % (in_language(one.language) | values), weight, one.language)


def _days(one: Reading, facts: Facts, _names: Names) -> Iterator[Defect]:
    """Yield what is wrong with the deadline, with other days, and with the period of the plan."""
    if one.deadline and facts.respond_by and one.deadline != facts.respond_by.day:
        sentence = _("%(language)s: the deadline is not %(date)s.")
        yield _defect(one, sentence, date=day(facts.respond_by.day))
    for dated in one.dates:
        if dated.day not in facts.days and not dated.is_deadline:
            sentence = _("%(language)s: “%(said)s” is not a date of this note.")
            yield _defect(one, sentence, Weight.LACKING, said=dated.text)
    if facts.period is None:
        return
    if one.periods and facts.period not in one.periods:
        sentence = _("%(language)s: the period is not %(period)s.")
        yield _defect(one, sentence, period=periods([facts.period]))
    for period in sorted(one.periods - {facts.period}):
        sentence = _("%(language)s: “%(said)s” is not the period of the plan.")
        yield _defect(one, sentence, Weight.LACKING, said=periods([period]))


def _hours(one: Reading, facts: Facts, _names: Names) -> Iterator[Defect]:
    """Yield what is wrong with the hour of the deadline and with its zone, where the text names one."""
    if facts.respond_by is None or one.deadline is None:
        return
    closes_at = facts.respond_by.closes_at(facts.zone)
    hour, offset = f"{facts.respond_by.minute:%H:%M}", formats.offset_of(closes_at, facts.zone)
    if one.hours and hour not in one.hours:
        yield _defect(one, _("%(language)s: the time of the deadline is not %(time)s."), time=hour)
    for other in sorted(one.hours - {hour}):
        sentence = _("%(language)s: “%(said)s” is not a time of this note.")
        yield _defect(one, sentence, Weight.LACKING, said=other)
    clock = formats.clock_words(facts.zone, "en", facts.respond_by.day)
    if one.offsets - {offset} or one.clocks - {clock}:
        said = formats.clock_words(facts.zone, one.language, facts.respond_by.day)
        sentence = _("%(language)s: the time zone of the deadline is not “%(zone)s”.")
        yield _defect(one, sentence, zone=f"{said}, UTC{offset}")


def _named(one: Reading, facts: Facts, names: Names) -> Iterator[Defect]:
    """Yield what is wrong with the note, the measure, the States, the bodies and the addressee named."""
    if facts.reference and one.references and facts.reference not in one.references:
        sentence = _("%(language)s: the note referred to is not No. %(number)s.")
        yield _defect(one, sentence, number=facts.reference)
    if facts.measure and one.measures and facts.measure not in one.measures:
        sentence = _("%(language)s: the measure is not “%(measure)s”.")
        yield _defect(one, sentence, measure=names[facts.measure])
    for code in sorted(one.states - facts.states):
        sentence = _("%(language)s: %(state)s has no connection with this note.")
        yield _defect(one, sentence, Weight.LACKING, state=names[code])
    yield from consistency.other_bodies(one)
    if one.addressee not in ("", facts.addressed_to):
        sentence = _("%(language)s: the addressee is not “%(addressee)s”.")
        yield _defect(one, sentence, addressee=facts.addressees[one.language])

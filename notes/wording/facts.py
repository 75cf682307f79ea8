"""What a person typed into a note: whether the languages say the same, and nothing that is not so of it.

What the portal composes of its own texts, of approved ones and of the note's values is not read again.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cica_portal import formats
from notes import kinds
from notes.models import VerbalNote
from notes.wording import composition, consistency, lexicons, texts
from notes.wording.consistency import Defect, Weight
from notes.wording.letter_parser import Reading
from notes.wording.texts import Piece

# What a person says in a note of any kind, by the name of the placeholder that it fills.
WORDS = {"matter", "reason", "event", "event_place"}
# What a note quotes of another one, and how that should read: words of one language, perhaps.
QUOTED = ("instead", "read")


def defects(note: VerbalNote, pages: Mapping[str, Sequence[Piece]], *, issued_on: dt.date) -> list[Defect]:
    """Return what is wrong with the words that a person typed into a note, were it issued on that day."""
    if not WORDS & note.values.get("words", {}).keys() and not note.wordings.exists():
        return []
    known, shared = lexicons.known(), texts.note_texts()["pieces"]
    given = {
        code: _without_quoted(note, code, consistency.plain(one for one in pieces if one.id not in shared))
        for code, pieces in pages.items()
    }
    readings = [replace(one, issued_on=None) for one in consistency.read(given, known)]
    is_own_words, has_deadline = kinds.of(note).is_own_words, composition.deadline_of(note) is not None
    # The portal knows no better than a person who chose all that is said: what that names has to be the same
    # everywhere, no more, and its days are days, unless it has a deadline from a note that it replaces.
    if is_own_words and not has_deadline:
        readings = [consistency.without_deadline(one) for one in readings]
    found = consistency.compare(readings, known.names)
    right = _right(note, issued_on, known.names)
    for one in readings:
        found += consistency.against(one, right | _right_in(note, one), known.names)
    if is_own_words:
        found = [one for one in found if one.weight == Weight.UNEQUAL]
        if not has_deadline:
            found = [replace(one, weight=Weight.LACKING) for one in found]
    return list(dict.fromkeys(found))


def _right(note: VerbalNote, issued_on: dt.date, names: consistency.Names) -> dict[str, consistency.Values]:
    """Return what is so of a note, and how the reader calls it, by the names of what is compared."""
    given, paper, referred, respond_by = (
        note.values,
        note.paper,
        note.answers_to,
        composition.deadline_of(note),
    )
    days = {dt.date.fromisoformat(given[name]) for name in composition.DATES if given.get(name)}
    days |= {issued_on, *(on for _number, on in kinds.of(note).values(note).get("circulated", ()))}
    days |= {one for one in (referred and referred.issued_on, respond_by and respond_by.day) if one}
    found: dict[str, consistency.Values] = {"days": dict.fromkeys(days, ""), **texts.named_body(note.kind)}
    if respond_by:
        found["deadline"] = {respond_by.day: consistency.day(respond_by.day)}
    if paper:
        years = paper.period_from, paper.period_to or paper.period_from
        found["periods"] = {years: consistency.period(years)}
        found["measures"] = consistency.named({paper.measure.code}, names)
    if referred and referred.number and composition.refers_to_another(note.kind):
        found["references"] = {referred.number: referred.number}
    return found


def _right_in(note: VerbalNote, one: Reading) -> dict[str, consistency.Values]:
    """Return the same of what each language calls by words of its own, and of the hour of a deadline."""
    paper, respond_by = note.paper, composition.deadline_of(note)
    written_to = composition.written_to_by(note)
    states = {*note.values.get("states", ()), *written_to.states}
    if paper and paper.coordinator:
        states.add(paper.coordinator.code)
    found: dict[str, consistency.Values] = {
        "states": dict.fromkeys(states, ""),
        "addressee": {written_to.code: written_to.dative(one.language)},
    }
    if respond_by and one.deadline:
        zone = composition.zone_of(note)
        hour, offset = f"{respond_by.minute:%H:%M}", formats.offset_of(respond_by.closes_at(zone), zone)
        clock = formats.clock_words(zone, one.language, respond_by.day)
        said = f"{clock}, UTC{offset}"
        found["hours"] = {hour: hour}
        found["zone"] = {formats.clock_words(zone, "en", respond_by.day): said, offset: said}
    return found


def _without_quoted(note: VerbalNote, language: str, text: str) -> str:
    for name in QUOTED:
        if words := note.values.get("words", {}).get(name, {}).get(language):
            text = text.replace(f"“{words}”", "“”").replace(f"«{words}»", "«»")
    return text

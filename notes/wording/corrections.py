"""What a corrigendum may correct: words that the note holds, never its deadline, its number or its date.

A deadline is a fact of the consultation, which a sentence cannot move: only its extension does.
"""

import datetime as dt
import re
import unicodedata

from cica_portal.deadlines import Deadline
from cica_portal.errors import Refusal
from cica_portal.languages import TITLES
from notes import kinds
from notes.models import VerbalNote
from notes.wording import composition, consistency, letter_parser, placeholder_values
from notes.wording.texts import Piece


def refuse(note: VerbalNote, language: str, *, instead: str, read: str) -> None:
    """Refuse to correct words that are not in the note's text, that say until when States may answer, or by
    which the note is known."""
    text = words_of(note, language)
    pattern = re.compile(rf"(?<!\w){re.escape(_flat(instead))}(?!\w)")
    found = [match.span() for match in pattern.finditer(text)]
    named = {"language": TITLES[language], "words": instead}
    if not found:
        raise Refusal("notes.not_in_the_note", **named)
    # The deadline that an invitation names is none of a round.
    respond_by = composition.deadline_of(note) if kinds.of(note).names_deadline else None
    if respond_by:
        corrected = pattern.sub(lambda _match: _flat(read), text)
        touched = _touches(text, found, _phrases(text, respond_by, language, composition.zone_of(note)))
        if touched or _said(text, language) != _said(corrected, language):
            raise Refusal("notes.is_the_deadline", **named)
    known_by = {note.number or "", note.printed_numbers.get(language, "")} - {""}
    known_by |= {one.text for one in letter_parser.dates(text, language) if one.day == note.issued_on}
    if _touches(text, found, {_flat(words) for words in known_by}):
        raise Refusal("notes.is_the_number_or_date", **named)


def words_of(note: VerbalNote, language: str) -> str:
    """Return the words of an issued note in one language, on one line."""
    issued = note.texts.filter(language=language).first()
    return _flat(consistency.plain(Piece(**piece) for piece in issued.pieces)) if issued else ""


def _flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _phrases(text: str, respond_by: Deadline, language: str, zone: str) -> set[str]:
    """Return the words by which the note names its deadline: as the portal forms them, or as one reads."""
    formed = placeholder_values.deadline_words(respond_by, language, zone).values()
    dated = letter_parser.dates(text, language)
    return {*map(_flat, formed), *(one.text for one in dated if one.is_deadline or one.day == respond_by.day)}


def _touches(text: str, found: list[tuple[int, int]], phrases: set[str]) -> bool:
    taken = [match.span() for phrase in phrases for match in re.finditer(re.escape(phrase), text)]
    return any(start < end and begin < stop for begin, end in found for start, stop in taken)


def _said(text: str, language: str) -> tuple[list[dt.date], list[str], list[str]]:
    """Return what a text says of deadlines: their days, hours and zones, wherever it says them."""
    days = [one.day for one in letter_parser.dates(text, language) if one.is_deadline]
    hours = ["".join(match) for match in letter_parser.HOUR.findall(text)]
    return days, hours, [match[0] for match in letter_parser.ZONE.finditer(text)]

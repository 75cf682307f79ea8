"""What a corrigendum may correct: words that the note holds, never its deadline, its number or its date.

A deadline is a fact of the consultation, which a sentence cannot move: only its extension does. And the note
as its corrigenda make it: the words that they strike, and those that they put in their place.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES, TITLES
from notes import kinds
from notes.models import VerbalNote
from notes.wording import composition, consistency, letter_parser, placeholder_values
from notes.wording.texts import Piece


class Mark(StrEnum):
    SAME = "same"
    STRUCK = "struck"
    PUT = "put"


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a piece: as they were printed, struck, or put in the place of those struck."""

    mark: Mark
    text: str


def corrections(corrigendum: VerbalNote, language: str) -> tuple[str, str] | None:
    """Return which words of a language a corrigendum replaces, and by which; nothing if it leaves them."""
    corrected = corrigendum.values.get("choices", {}).get("corrected", "")
    if corrected not in ("all", language):
        return None
    words = corrigendum.values["words"]
    return words["instead"][language], words["read"][language]


def pages(note: VerbalNote, corrigenda: Iterable[VerbalNote]) -> list[dict[str, Any]]:
    """Return an issued note in each language that is corrected, piece by piece, with its words marked."""
    given = list(corrigenda)
    texts = {text.language: text.pieces for text in note.texts.all()} if given else {}
    found = []
    for language in LANGUAGES:
        pairs = [pair for one in given if (pair := corrections(one, language)) is not None]
        if pairs and language in texts:
            pieces = [
                {
                    "id": piece["id"],
                    "style": piece["style"],
                    "parts": marked("\n".join(piece["lines"]), pairs),
                }
                for piece in texts[language]
            ]
            found.append({"language": language, "pieces": pieces})
    return found


def marked(text: str, pairs: Iterable[tuple[str, str]]) -> list[Part]:
    """Return a text in parts, each pair's first words struck wherever they stand and its second put there."""
    parts = [Part(Mark.SAME, text)]
    for instead, read in pairs:
        parts = [made for part in parts for made in _replaced(part, instead, read)]
    return parts


def _replaced(part: Part, instead: str, read: str) -> Iterator[Part]:
    if part.mark != Mark.SAME:
        yield part
        return
    # Whole words, parted by spaces of any kind: as `corrections.refuse` looks for them.
    words = r"\s+".join(re.escape(word) for word in instead.split())
    place = 0
    for match in re.finditer(rf"(?<!\w){words}(?!\w)", part.text):
        if match.start() > place:
            yield Part(Mark.SAME, part.text[place : match.start()])
        yield Part(Mark.STRUCK, match[0])
        yield Part(Mark.PUT, read)
        place = match.end()
    if place < len(part.text):
        yield Part(Mark.SAME, part.text[place:])


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
        # The words by which the note names its deadline: as the portal forms them, or as one reads.
        zone = composition.zone_of(note)
        phrases = set(map(_flat, placeholder_values.deadline_words(respond_by, language, zone).values()))
        for one in letter_parser.dates(text, language):
            if one.is_deadline or one.day == respond_by.day:
                phrases.add(one.text)
        touched = _touches(text, found, phrases)
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


def _touches(text: str, found: list[tuple[int, int]], phrases: set[str]) -> bool:
    taken = [match.span() for phrase in phrases for match in re.finditer(re.escape(phrase), text)]
    return any(start < end and begin < stop for begin, end in found for start, stop in taken)


def _said(text: str, language: str) -> tuple[list[dt.date], list[str], list[str]]:
    """Return what a text says of deadlines: their days, hours and zones, wherever it says them."""
    days = [one.day for one in letter_parser.dates(text, language) if one.is_deadline]
    hours = ["".join(match) for match in letter_parser.HOUR.findall(text)]
    return days, hours, [match[0] for match in letter_parser.ZONE.finditer(text)]

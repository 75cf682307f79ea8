"""A note with its corrections: the words that corrigenda strike, and those that they put in their place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cica_portal.languages import LANGUAGES
from notes.models import VerbalNote


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

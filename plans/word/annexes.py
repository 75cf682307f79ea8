"""Annexes in Word files from elsewhere: "Annex 2" on a line of its own or before its title."""

import re
from collections.abc import Sequence
from dataclasses import replace

from plans.word.markup.paragraphs import Paragraph, Reader
from plans.word.markup.styles import BODY_LEVEL

# As what a paragraph was labelled that begins an annex.
ANNEX = "annex"
TITLE_LENGTH = 200
_NUMBER = r"(?:№\s*)?(?:\d{1,2}|[IVX]{1,4}|[A-ZА-Я](?=[\s.:]|$))"
_NAME = re.compile(
    rf"((?:annex|appendix|приложение|қосымша)(?:\s+{_NUMBER})?|\d{{1,2}}\s*[-–\u2011]?\s*қосымша)"
    r"(?:\s*[.:–—-]\s+|\s+|[.:]?$)",
    re.IGNORECASE,
)
_ENDS_SENTENCE = (".", ";", ":", ",", "…", "!", "?")


def parted(found: Paragraph) -> Paragraph | None:
    """Return a paragraph that begins an annex with its name apart from its title, which may be empty."""
    match = _NAME.match(found.text)
    if match is None or found.label or found.typed or len(found.text) > TITLE_LENGTH:
        return None
    title = " ".join(found.text[match.end() :].split())
    if title.endswith(_ENDS_SENTENCE) or (title[:1].islower() and not _is_set_apart(found)):
        return None
    return replace(found, text=title, body="", typed=match[1], typed_as=ANNEX)


def with_titles(reader: Reader, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs with each annex as one: its name, and the title behind it if that stood alone."""
    made: list[Paragraph] = []
    place = 0
    joined = []
    while place < len(paragraphs):
        found = paragraphs[place]
        annex = None if found.house_kind or place == 0 else parted(found)
        if annex is not None and not annex.text:
            following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
            annex = None
            if following is not None and _is_title(following):
                annex = replace(following, key=found.key or following.key, typed=found.text.strip(" .:"))
                annex.typed_as, annex.body = ANNEX, ""
                annex.comments = (*found.comments, *following.comments)
                joined.append(place + 1)
                place += 1
        made.append(annex or found)
        place += 1
    for first in reversed(joined):
        reader.join(2, first)
    return made


def _is_title(found: Paragraph) -> bool:
    fits = len(found.text) <= TITLE_LENGTH and not found.text.endswith(_ENDS_SENTENCE)
    return fits and not found.label and not found.typed and _is_set_apart(found)


def _is_set_apart(found: Paragraph) -> bool:
    return found.is_centred or found.is_bold or found.is_title or found.level < BODY_LEVEL

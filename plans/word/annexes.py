"""Annexes in Word files from elsewhere: "Annex 2" on a line of its own, at the right, or before its title."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

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
# In Kazakh the name stands last, behind what it belongs to.
_KAZAKH = re.compile(r"(?:^|(?<=\s))(\d{1,2}\s*[-–\u2011]?\s*қосымша)[.:]?$", re.IGNORECASE)
_DATIVE = ("ға", "ге", "қа", "ке", "на", "не")
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
        if place and (head := _head_at_right(paragraphs, place)) is not None:
            joined += [place + len(head.made)] * (head.length - len(head.made))
            above = _said_above(made) if _KAZAKH.search(found.text) else []
            made += [head.made[0], *above, *head.made[1:]]
            place += head.length
            continue
        annex = None if found.house_kind or place == 0 else parted(found)
        if annex is not None and not annex.text:
            following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
            annex = None
            if following is not None and (_may_stand_in_head(following) and _is_set_apart(following)):
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


class _Head(NamedTuple):
    """The annex and what stands in its head besides, of how many paragraphs of the file."""

    made: list[Paragraph]
    length: int


def _head_at_right(paragraphs: Sequence[Paragraph], place: int) -> _Head | None:
    """Return the annex whose name is set at the right, and the lines there that say to what it belongs.

    The line behind them is its title. Without one these lines are, or else the name itself.
    """
    found = paragraphs[place]
    name, rest = _name_at_right(found)
    if not name:
        return None
    besides = [replace(found, text=rest, body="", comments=())] if rest else []
    end = place + 1
    while end < len(paragraphs) and paragraphs[end].is_right and _may_stand_in_head(paragraphs[end]):
        besides.append(paragraphs[end])
        end += 1
    if end < len(paragraphs) and _may_stand_in_head(paragraphs[end]):
        title, end = paragraphs[end], end + 1
    else:
        title = besides.pop(0) if besides else found
    comments = title.comments if title is found else (*found.comments, *title.comments)
    key = found.key or title.key
    annex = replace(title, key=key, typed=name, typed_as=ANNEX, body="", comments=comments)
    return _Head([annex, *besides], end - place)


def _name_at_right(found: Paragraph) -> tuple[str, str]:
    """Return the name of an annex that is set at the right, and what the same paragraph says besides of where
    it belongs: “к Плану”, or in Kazakh, before the name, “Жоспарға”."""
    if not found.is_right or not _may_stand_in_head(found):
        return "", ""
    if last := _KAZAKH.search(found.text):
        return last[1], " ".join(found.text[: last.start()].split())
    match = _NAME.match(found.text)
    rest = " ".join(found.text[match.end() :].split()) if match else ""
    return (match[1].strip(" .:"), rest) if match and not rest[:1].isupper() else ("", "")


def _said_above(made: list[Paragraph]) -> list[Paragraph]:
    """Take the line at the right that says, in Kazakh above the name, to what the annex belongs."""
    is_meant = made[1:] and made[-1].is_right and made[-1].text.endswith(_DATIVE) and not made[-1].typed
    return [made.pop()] if is_meant else []


def _may_stand_in_head(found: Paragraph) -> bool:
    fits = len(found.text) <= TITLE_LENGTH and not found.text.endswith(_ENDS_SENTENCE)
    return fits and not found.house_kind and not found.label and not found.typed


def _is_set_apart(found: Paragraph) -> bool:
    return found.is_centred or found.is_bold or found.is_title or found.level < BODY_LEVEL

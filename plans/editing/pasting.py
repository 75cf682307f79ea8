"""Text that comes from a word processor: its paragraphs, without the marks of its lists."""

import re
from collections.abc import Mapping

from cica_portal.emphasis import parted
from cica_portal.text import is_blank
from plans.editing.listing import LETTER, NUMBER, Listing

# What Word and browsers put between paragraphs and lines, besides the line end.
_BREAKS = re.compile(r"[\x0b\x0c\u2028\u2029]")
_NO_WIDTH = re.compile(r"[\ufeff\u200b]")
# "a)", "(b)", "в)", "iii)", "1.", "12)", a bullet or a dash: at the head of a line, with white space behind.
_LETTER = re.compile(r"^\(?(?:[^\W\d_]|[ivxl]{2,6})\)\s+")
_NUMBER = re.compile(r"^\(?\d{1,3}[.)]\s+")
_BULLET = re.compile(r"^[•·▪◦‣●○■–—*-]\s+")
_MARKS = (_LETTER, _NUMBER, _BULLET)


def cleaned(text: str) -> str:
    """Return pasted text with plain line ends and spaces; non-breaking spaces stay, as they are meant."""
    text = _NO_WIDTH.sub("", _BREAKS.sub("\n", text)).replace("\t", " ")
    return "\n".join(line.strip(" ") for line in text.split("\n"))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, in order: its lines that hold something."""
    return [line.strip(" ") for line in cleaned(text).split("\n") if not is_blank(line)]


def without_mark(line: str) -> str:
    """Return a paragraph without the letter, number or bullet of the list it stood in."""
    for mark in _MARKS:
        if mark.match(line):
            return mark.sub("", line, count=1)
    return line


def guessed_kind(texts: Mapping[str, str], kind: str, *, in_annex: bool = False) -> str:
    """Return the kind that the list marks of a text speak of; otherwise the kind it has."""
    found = set()
    for text in texts.values():
        first, *others = paragraphs(text) or [""]
        listing = Listing(kind, in_annex=in_annex)
        listing.follow(kind, mark_of(first)[1])
        found |= {listed(listing, line) for line in others}
    return found.pop() or kind if len(found) == 1 else kind


def mark_of(line: str) -> tuple[str, str]:
    """Return the form and the words of the list mark at the head of a line; nothing without one."""
    for form, pattern in ((LETTER, _LETTER), (NUMBER, _NUMBER)):
        if match := pattern.match(line):
            return form, match[0]
    return "", ""


def listed(listing: Listing, line: str) -> str:
    """Return the kind of block that the list mark of the next line speaks of; none without one."""
    form, mark = mark_of(line)
    kind = listing.kind(form, mark) if form else ""
    listing.follow(kind, mark)
    return kind


# The end of a sentence, with the quotation marks and brackets that belong to it.
_SENTENCE_END = re.compile(r"[.!?…;:][\"'»”)\]*]*\s+")


def cut(texts: Mapping[str, str], language: str, place: int) -> dict[str, str]:
    """Return the texts with a line end where `language` is to be split, the others after as many sentences.

    A text that has no such place stays whole: a person says where.
    """
    text = texts[language]
    if is_blank(text[:place]) or is_blank(text[place:]):
        return dict(texts)
    before = len(_SENTENCE_END.findall(text[:place] + (" " if not text[:place].endswith(" ") else "")))
    made = {}
    for code, other in texts.items():
        ends = [match.end() for match in _SENTENCE_END.finditer(other)]
        if code == language:
            made[code] = "\n".join(parted(text, place))
        elif 0 < before <= len(ends):
            made[code] = "\n".join(parted(other, ends[before - 1]))
        else:
            made[code] = other
    return made

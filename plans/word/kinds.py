"""Which block a paragraph of a Word file becomes: by styles, numbering, typed labels and look."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from cica_portal.text import LINE_LIMIT
from plans.editing.listing import LETTER, NUMBER, ROMAN, Listing
from plans.enums import LINE_KINDS, BlockKind
from plans.labels import labelled
from plans.word import annexes
from plans.word.annexes import ANNEX
from plans.word.comments import Comment
from plans.word.losses import LossKind
from plans.word.markup.paragraphs import Paragraph, Reader, authors_of
from plans.word.markup.styles import BODY_LEVEL

HEADING_LENGTH = 150
# Headings of sections are seldom longer than this, titles of plans never shorter.
HEADING_OF_SECTION = 60
LETTER_FORMATS = {"lowerLetter", "upperLetter", "russianLower", "russianUpper"}
ROMAN_FORMAT = "lowerRoman"
ENDS_SENTENCE = (".", ";", ":", ",", "…", "!", "?")
# Labels that were typed as text before a paragraph: a), 1., 1.2, IV., or a bullet.
LETTERED = re.compile(r"\(?([a-zа-яёәғіқңөұүһ]{1,2}|[ivxl]{1,6})\)\s+")
NUMBERED = re.compile(r"\(?(\d{1,3}(?:\.\d{1,2})*)[.)]\s+|(\d{1,2}(?:\.\d{1,2})+)\s+|([IVXL]{1,6})\.\s+")
BULLET = re.compile(r"[•▪●◦‣∙■□➢✓]\s+")


@dataclass(frozen=True)
class Item:
    """A paragraph of a file, as the block it can become; `key` is that of a block once exported.

    Where it has tracked changes, `base` is what it said before them and `authors` are those whose changes it
    has; they may also have moved it to where it stands, or made another kind of paragraph of it.
    """

    kind: str
    texts: dict[str, str]
    key: uuid.UUID | None = None
    label: str = ""
    base: dict[str, str] = field(default_factory=dict)
    authors: Sequence[str] = ()
    is_moved: bool = False
    is_turned: bool = False
    comments: Sequence[Comment] = ()

    def text(self, language: str) -> str:
        return self.texts.get(language, "")

    def known_as(self, language: str) -> str:
        """Return the text by which a draft that the file was made from knows it."""
        return self.base.get(language) or self.text(language)


def item_of(kind: str, found: Mapping[str, tuple[str, Sequence[Paragraph]]], label: str = "") -> Item:
    """Return an item of the text in each language and the paragraphs that it stands in."""
    parts = [(code, part) for code, (_text, parts) in found.items() for part in parts]
    first = parts[0][1]
    return Item(
        kind,
        {code: text for code, (text, _parts) in found.items()},
        next((part.key for _code, part in parts if part.key), None),
        label,
        base={
            code: " ".join(part.base or part.text for part in parts)
            for code, (_text, parts) in found.items()
            if any(part.base for part in parts)
        },
        authors=authors_of([part for _code, part in parts]),
        is_moved=first.is_moved,
        is_turned=first.is_turned,
        comments=tuple(one._replace(language=code) for code, part in parts for one in part.comments),
    )


class Sorter:
    """Says which block each paragraph becomes, from styles, numbering, typed labels and look."""

    def __init__(self, reader: Reader, paragraphs: Sequence[Paragraph], language: str) -> None:
        self.reader, self.language = reader, language
        self.paragraphs = annexes.with_titles(reader, paragraphs)
        self.listing = Listing()

    def items(self) -> list[Item]:
        head = self.title_length()
        items = []
        if head:
            title = self.paragraphs[:head]
            text = title[0].text if head == 1 else " ".join(" ".join(found.text.split()) for found in title)
            items.append(item_of(BlockKind.TITLE, {self.language: (text, title)}))
        for place in range(head, len(self.paragraphs)):
            found = self.paragraphs[place]
            kind = found.house_kind or found.row_kind or self.kind(found, place)
            if kind == BlockKind.TITLE and items and items[0].kind == BlockKind.TITLE:
                kind = BlockKind.HEADING
            if not found.house_kind and kind == BlockKind.HEADING and not fits_line(found.text):
                kind = BlockKind.PARAGRAPH
            label = found.label_text
            text = found.text if kind in LINE_KINDS else found.words
            self.listing.follow(kind, label)
            items.append(item_of(kind, {self.language: (text, [found])}, label))
        if head > 1:
            self.reader.join(head)
        self.report(items, head)
        return items

    def title_length(self) -> int:
        """Return how many of the first paragraphs are the title."""
        if not self.paragraphs:
            return 0
        if any(found.house_kind for found in self.paragraphs):
            return 1 if self.paragraphs[0].house_kind == BlockKind.TITLE else 0
        if self.paragraphs[0].is_title:
            length = len(list(takewhile(lambda found: found.is_title, self.paragraphs)))
        elif self.is_title_as_heading():
            length = 1
        else:
            length = len(list(takewhile(_looks_like_title, self.paragraphs)))
        while length and len(" ".join(found.text for found in self.paragraphs[:length])) > LINE_LIMIT:
            length -= 1
        return length

    def is_title_as_heading(self) -> bool:
        """Tell whether the first paragraph is a title in the style of a heading: it bears no number, and is
        the only one of its level, or is as long as titles are and stands right before the next heading."""
        first, *others = self.paragraphs
        if first.level == BODY_LEVEL or first.label or first.typed or not others:
            return False
        if all(found.level > first.level for found in others):
            return any(found.level < BODY_LEVEL for found in others)
        return len(first.text) > HEADING_OF_SECTION and others[0].level < BODY_LEVEL

    def kind(self, found: Paragraph, place: int) -> str:
        """Return the kind of block that a paragraph from elsewhere becomes."""
        if found.typed_as == ANNEX:
            return BlockKind.ANNEX
        if found.level < BODY_LEVEL or found.is_title:
            return BlockKind.HEADING
        form = found.label_form
        if form == "bullet":
            return BlockKind.PARAGRAPH
        if form in LETTER_FORMATS or form == ROMAN_FORMAT:
            return listed(self.listing, found)
        if self.looks_like_heading(found, place, bool(form)):
            return BlockKind.HEADING
        return listed(self.listing, found) if form else BlockKind.PARAGRAPH

    def looks_like_heading(self, found: Paragraph, place: int, is_numbered: bool) -> bool:
        """Without styles, a heading is short, ends without a stop, and is bold or has text under it."""
        if len(found.text) > HEADING_LENGTH or "\n" in found.text or found.text.endswith(ENDS_SENTENCE):
            return False
        if found.is_bold:
            return True
        # The items of a list in an annex are as short as headings.
        if not is_numbered or self.listing.in_annex or place + 1 >= len(self.paragraphs):
            return False
        follower = self.paragraphs[place + 1]
        label = follower.label_text
        first = label.strip("().").lower() in {"1", "a", "а"}
        return first or not label

    def report(self, items: list[Item], head: int) -> None:
        """Tell where the plan counts otherwise, and what levels and bullets it does not have."""
        labels = labelled([item.kind for item in items])
        for number, item in enumerate(items, start=1):
            if number <= bool(head):
                continue
            found = self.paragraphs[number - 1 + head - bool(head)]
            if found.house_kind:
                continue
            is_deeper = found.label is not None and found.label.level > (item.kind == BlockKind.SUBPOINT)
            if BODY_LEVEL > found.level > 0 or is_deeper:
                self.reader.lose(LossKind.LEVEL, found.text, number)
            form = found.label_form
            if form == "bullet":
                self.reader.lose(LossKind.BULLET, found.text, number)
            elif item.label and _bare(item.label) != _bare(labels[number - 1][self.language]):
                counted = labels[number - 1][self.language] or "–"
                self.reader.lose(LossKind.LABEL, f"{item.label} → {counted} {found.text}", number)


def typed_label(text: str) -> tuple[str, str, str]:
    """Return the label, its form, and the text without it; no label where nothing stands behind it."""
    for pattern, form in ((LETTERED, "lowerLetter"), (NUMBERED, "decimal"), (BULLET, "bullet")):
        if match := pattern.match(text):
            rest = text[match.end() :].lstrip()
            return (match[0].strip(), form, rest) if rest else ("", "", text)
    return "", "", text


def fits_line(text: str) -> bool:
    return "\n" not in text and len(text) <= LINE_LIMIT


def listed(listing: Listing, found: Paragraph) -> str:
    """Return the kind of a paragraph that a letter or a number stands before."""
    is_deeper = found.label is not None and found.label.level > 0
    form = found.label_form
    said = ROMAN if form == ROMAN_FORMAT else LETTER if form in LETTER_FORMATS else NUMBER
    return listing.kind(said, found.label_text, is_deeper=is_deeper)


def kind_and_text(found: Paragraph, listing: Listing) -> tuple[str, str]:
    """Return kind and text of a cell that the portal did not write."""
    if (annex := annexes.parted(found)) is not None:
        return BlockKind.ANNEX, annex.text
    if found.level < BODY_LEVEL and fits_line(found.text):
        return BlockKind.HEADING, found.text
    if found.is_title and fits_line(found.text):
        return BlockKind.TITLE, found.text
    form = found.label_form
    body = found.words
    if form in LETTER_FORMATS or form == ROMAN_FORMAT:
        return listed(listing, found), body
    if form and form != "bullet":
        is_heading = found.is_bold and fits_line(found.text)
        return (BlockKind.HEADING, found.text) if is_heading else (listed(listing, found), body)
    return BlockKind.PARAGRAPH, body


def _looks_like_title(found: Paragraph) -> bool:
    return found.is_centred and found.level == BODY_LEVEL and not found.label and not found.typed


def _bare(label: str) -> str:
    return "".join(sign for sign in label.casefold() if sign.isalnum())

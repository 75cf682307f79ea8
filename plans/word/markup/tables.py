"""Tables of a Word file that is no table of languages: each row becomes one paragraph.

The cells of a row are joined in reading order by a dash; a column of numbers becomes the label. Where the
head of a table names events or initiatives beside numbers, dates, places or hosts, the rows are initiatives.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from cica_portal.languages import LANGUAGES
from cica_portal.text import normalise
from plans.enums import BlockKind
from plans.word.markup.elements import W
from plans.word.markup.paragraphs import Paragraph, authors_of
from plans.word.markup.styles import qn, value

LANGUAGE_WORDS = {
    "en": {"english", "английский", "ағылшынша", "ағылшын", "en"},
    "ru": {"русский", "russian", "орысша", "орыс", "ru"},
    "kk": {"қазақша", "kazakh", "казахский", "қазақ", "kk", "kz"},
}
JOINED = " – "
# What the columns of a plan of implementation are called, by the beginnings of words.
NUMBER, EVENT = "number", "event"
NAMES = {
    NUMBER: ("№", "no", "n°", "nr", "#", "number", "item", "п/п", "номер", "р/с", "рет", "нөмір"),
    EVENT: (
        *("event", "initiative", "activit", "measure", "action"),
        *("мероприят", "инициатив", "действи", "мера"),
        *("іс-шара", "бастама", "шара"),
    ),
    "date": (
        *("date", "time", "when", "period", "deadline", "срок"),
        *("дата", "врем", "период", "мерзім", "күні", "уақыт"),
    ),
    "place": ("place", "venue", "location", "where", "format", "место", "формат", "орны", "өтетін", "пішім"),
    "host": (
        *("host", "organi", "responsib", "lead", "implement"),
        *("организатор", "ответствен", "исполнител", "принимающ", "ұйымдастыр", "жауапты", "орындаушы"),
    ),
    "note": ("note", "remark", "comment", "примечан", "ескерт"),
}


@dataclass(frozen=True)
class Head:
    """The first row of a table: what each column holds; none where it is a row like the others."""

    columns: Sequence[str]

    @property
    def is_of_plan(self) -> bool:
        return EVENT in self.columns and len({name for name in self.columns if name}) > 1

    @property
    def number(self) -> int | None:
        return self.columns.index(NUMBER) if NUMBER in self.columns else None


def head_of(cells: Sequence[str]) -> Head:
    return Head([_name(text) for text in cells])


def _name(text: str) -> str:
    words = text.lower().replace("*", " ").split()
    return next(
        (
            name
            for name, starts in NAMES.items()
            if words and any(word.startswith(starts) for word in words[:4])
        ),
        "",
    )


def rows_of(table: Any) -> list[list[Any]]:
    """Return the cells of each row; of cells merged downwards only the first, which holds the words."""
    rows = [row for row in table.iter(f"{W}tr") if _nearest(row, f"{W}tbl") is table]
    return [
        [
            cell
            for cell in row.iter(f"{W}tc")
            if _nearest(cell, f"{W}tr") is row and not (_is_continued(cell) and not _has_words(cell))
        ]
        for row in rows
    ]


def is_merged(table: Any) -> bool:
    """Tell whether cells span columns or rows: their words stand once, where the cell begins."""
    return any(
        value(cell.find(qn("w:tcPr")), "w:vMerge") is not None
        or (value(cell.find(qn("w:tcPr")), "w:gridSpan") or "1") != "1"
        for row in rows_of(table)
        for cell in row
    )


def joined(cells: Sequence[Sequence[Paragraph]], number: int | None, *, is_of_plan: bool) -> Paragraph | None:
    """Return a row as one paragraph; None where it is empty."""
    label = "" if number is None or number >= len(cells) else _said(cells[number])
    words = [made for place, made in enumerate(cells) if place != number or not label]
    text = JOINED.join(filter(None, map(_said, words)))
    if not text:
        return None
    found = [one for made in cells for one in made]
    was = JOINED.join(filter(None, (" ".join(one.base or one.text for one in made) for made in words)))
    return Paragraph(
        text=normalise(text),
        key=next((one.key for one in found if one.key), None),
        typed=label,
        typed_as="decimal" if label else "",
        base=was if any(one.base for one in found) else "",
        authors=authors_of(found),
        row_kind=BlockKind.INITIATIVE if is_of_plan else BlockKind.PARAGRAPH,
        comments=tuple(said for one in found for said in one.comments),
    )


def language_of(text: str) -> str:
    word = text.strip().lower()
    return next((language for language in LANGUAGES if word in LANGUAGE_WORDS[language]), "")


def one_of(paragraphs: list[Paragraph]) -> Paragraph:
    if not paragraphs:
        return Paragraph()
    text, body = (
        "\n".join(filter(None, texts))
        for texts in (
            (found.text for found in paragraphs),
            (found.words for found in paragraphs),
        )
    )
    comments = tuple(said for found in paragraphs for said in found.comments)
    return replace(paragraphs[0], text=text, body=body, comments=comments)


def _said(made: Sequence[Paragraph]) -> str:
    """Return the words of a cell with the labels of its lists."""
    texts = ((one.label_text, one.words) for one in made)
    return " ".join(" ".join(filter(None, pair)) for pair in texts).strip()


def _is_continued(cell: Any) -> bool:
    said = value(cell.find(qn("w:tcPr")), "w:vMerge")
    return said is not None and said != "restart"


def _has_words(cell: Any) -> bool:
    return any((found.text or "").strip() for found in cell.iter(qn("w:t"), qn("w:delText")))


def _nearest(element: Any, tag: str) -> Any:
    parent = element.getparent()
    while parent is not None and parent.tag != tag:
        parent = parent.getparent()
    return parent

"""The tracked changes of a Word file: whose they are, what each does, and the file without those not wanted.

A change is all that one author did in one paragraph, or in one move of paragraphs: that is taken or left out
as a whole. What is left out leaves a mark in the XML, which the reader reports.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import reader_language
from plans.comparison import redline
from plans.word.markup.signs import (
    GONE,
    GONE_ROW,
    INS,
    LEFT_OUT,
    MOVE_FROM,
    MOVE_TO,
    NEW,
    TAGS,
    UNSPLIT,
    WAS_PARAGRAPH,
    WAS_RUN,
    P,
    R,
    author,
    date_of,
    has_words,
    is_label,
    is_mark,
    is_of_row,
    is_turned,
    mark_of,
    paragraph_of,
    restore,
    run_text,
    said_by,
    words_of,
)
from plans.word.markup.styles import qn

# What a change does to a paragraph as such.
ACTS = {
    "added": _("adds the paragraph"),
    "removed": _("removes the paragraph"),
    "moved": _("moves the paragraph"),
    "split": _("splits the paragraph from the next one"),
    "joined": _("joins the paragraph to the next one"),
    "turned": _("changes the kind of paragraph"),
    "formatted": _("changes bold, italic or other formatting"),
}
Op = Literal["equal", "insert", "delete"]
Stack = tuple[tuple[str, "Change"], ...]


@dataclass(eq=False)
class Change:
    """What one author did in one paragraph or move, which `begins` where it is asked about; `number` counts
    those that do anything, from 1."""

    author: str
    at: dt.datetime | None
    number: int = 0
    inserted: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    acts: set[str] = field(default_factory=set)
    begins: "TrackedParagraph | None" = None

    @property
    def act_words(self) -> list[str]:
        return [str(word) for act, word in ACTS.items() if act in self.acts]


@dataclass(frozen=True)
class Author:
    """Whose changes a file has, with their times in order, and how many of them are wanted."""

    name: str
    changes: list[Change]
    times: list[dt.datetime]
    wanted: int


@dataclass(eq=False)
class TrackedParagraph:
    """A paragraph with changes: its words, each under the changes that it stands in."""

    pieces: list[tuple[Stack, str]]
    changes: list[Change]

    @property
    def base(self) -> str:
        return "".join(text for stack, text in self.pieces if all(tag in GONE for tag, _change in stack))

    @property
    def result(self) -> str:
        return "".join(text for stack, text in self.pieces if all(tag in NEW for tag, _change in stack))

    def runs(self, change: Change) -> list[tuple[Op, str]]:
        """Return what this change alone makes of the paragraph, all others left out."""
        return [(op, text) for stack, text in self.pieces if (op := _op(stack, change))]

    @property
    def redlines(self) -> list[tuple[Change, SafeString]]:
        """Each change of the paragraph with what it alone makes of it, marked up in the reader's language."""
        return [(one, redline.marked(self.runs(one), reader_language())) for one in self.changes]


def _op(stack: Stack, change: Change) -> Op | None:
    mine = {tag for tag, one in stack if one is change}
    if mine & NEW:
        return "equal" if MOVE_TO in mine else "insert"
    if mine & GONE:
        return "equal" if MOVE_FROM in mine else "delete"
    return None if any(tag in NEW for tag, _one in stack) else "equal"


class Tracked:
    """All tracked changes of a body, in reading order."""

    def __init__(self, body: Any) -> None:
        self.body = body
        self.found: dict[Any, Change] = {}
        self.paragraphs: list[TrackedParagraph] = []
        self.changes: list[Change] = []
        self.owners: dict[Any, Any] = {}
        self.marks: dict[Any, list[Any]] = defaultdict(list)
        self.told: list[Change] = []
        if next(body.iter(*TAGS), None) is not None:
            self._look()

    def _look(self) -> None:
        names = _move_names(self.body)
        groups: dict[tuple[Any, ...], Change] = {}
        for element in self.body.iter(*TAGS):
            paragraph = paragraph_of(element)
            if paragraph is None:
                continue
            name = author(element)
            if is_mark(element):
                paragraph = self.owners[element] = _owner(element, paragraph)
            elif is_of_row(element):
                self.owners[element] = paragraph
            key = _group(element, paragraph, name, names)
            change = groups.setdefault(key, Change(name, date_of(element)))
            self.found[element] = change
        self.arriving = {change for element, change in self.found.items() if element.tag == MOVE_TO}
        for element, paragraph in self.owners.items():
            self.marks[paragraph].append(element)
        for paragraph in self.body.iter(P):
            self._paragraph(paragraph)
        for number, change in enumerate(self.changes, start=1):
            change.number = number

    def _paragraph(self, element: Any) -> None:
        pieces = list(self._pieces(element, ()))
        paragraph = TrackedParagraph(pieces, [])
        for stack, text in pieces:
            for tag, change in stack:
                if tag == MOVE_FROM and change in self.arriving:
                    continue  # a move is told where the words arrive
                if tag == MOVE_TO:
                    change.moved.append(text)
                else:
                    (change.inserted if tag in NEW else change.deleted).append(text)
                _add(paragraph.changes, change)
        for act, change in self._acts(element, paragraph):
            change.acts.add(act)
            _add(paragraph.changes, change)
        if paragraph.changes:
            self.paragraphs.append(paragraph)
            for change in paragraph.changes:
                change.begins = change.begins or paragraph
                _add(self.changes, change)

    def authors(self, wanted: Collection[int]) -> list[Author]:
        """Return the authors in the order in which they first appear."""
        made = []
        for name in dict.fromkeys(change.author for change in self.changes):
            changes = [change for change in self.changes if change.author == name]
            times = sorted(change.at for change in changes if change.at)
            made.append(Author(name, changes, times, sum(one.number in wanted for one in changes)))
        return made

    def wanted_after(self, wanted: Collection[int], said: str) -> set[int]:
        """Return what is wanted once all of an author's are taken (take-NAME) or left out (leave-NAME)."""
        act, _dash, name = said.partition("-")
        theirs = {change.number for change in self.changes if change.author == name}
        return set(wanted) | theirs if act == "take" else set(wanted) - theirs

    def _pieces(self, element: Any, stack: Stack) -> Iterator[tuple[Stack, str]]:
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in {P, qn("w:pPr"), qn("w:rPr"), qn("w:tbl")}:
                continue
            if tag == R:
                if not is_label(child) and (text := run_text(child)):
                    yield stack, text
            elif child in self.found:
                yield from self._pieces(child, (*stack, (tag, self.found[child])))
            else:
                yield from self._pieces(child, stack)

    def _acts(self, element: Any, paragraph: TrackedParagraph) -> Iterator[tuple[str, Change]]:
        """Yield what is done to the paragraph as such: it comes, goes, is split, joined, moved or turned."""
        for found in self.marks[element]:
            change, tag = self.found[found], found.tag
            if is_of_row(found):
                yield ("added" if tag == INS else "removed"), change
            elif tag in {MOVE_FROM, MOVE_TO}:
                if tag == MOVE_TO or change not in self.arriving:
                    yield "moved", change
            elif tag == INS:
                yield ("split" if paragraph.base.strip() else "added"), change
            else:
                yield ("joined" if paragraph.result.strip() else "removed"), change
        for found in element.iter(WAS_PARAGRAPH, WAS_RUN):
            change = self.found.get(found)
            if change is None or paragraph_of(found) is not element:
                continue
            properties = found.getparent()
            if found.tag == WAS_PARAGRAPH:
                if is_turned(properties):
                    yield "turned", change
            elif (run := properties.getparent()).tag == R and run_text(run).strip() and not is_label(run):
                yield "formatted", change

    def authors_of(self, paragraph: Any) -> list[str]:
        """Return who changed the paragraph as such; those of its words are found with them."""
        return [author(found) for found in self.marks.get(paragraph, ()) if found.tag != UNSPLIT] + [
            author(found)
            for found in paragraph.findall(f"{qn('w:pPr')}/{WAS_PARAGRAPH}")
            if is_turned(found.getparent())
        ]

    # Leaving changes out --------------------------------------------------------------------------------
    def settle(self, left_out: Collection[int]) -> None:
        """Take out of the XML what is not wanted; what is wanted stays marked, for the reader to tell."""
        numbers = set(left_out)
        for element in list(self.found):
            if element.tag in NEW and self.found[element].number in numbers and is_mark(element):
                # Whoever writes into a paragraph that is not wanted has written nowhere.
                numbers |= self._inside(self.owners[element])
        for element, change in self.found.items():
            if self.body not in element.iterancestors():
                continue
            is_left = change.number in numbers
            if is_of_row(element):
                self._row(element, change, is_left)
            elif is_left:
                self._reject(element, change)

    def _inside(self, paragraph: Any) -> set[int]:
        pieces = list(self._pieces(paragraph, ()))
        if TrackedParagraph(pieces, []).base:
            return set()
        return {change.number for stack, _text in pieces for tag, change in stack if tag in NEW}

    def _reject(self, element: Any, change: Change) -> None:
        parent, tag = element.getparent(), element.tag
        if tag in {WAS_PARAGRAPH, WAS_RUN}:
            self._tell(paragraph_of(element), change)
            restore(element)
        elif is_mark(element):
            self._tell(paragraph_of(element), change)
            if tag in NEW:
                parent.replace(element, element.makeelement(UNSPLIT))
            else:
                parent.remove(element)
        elif tag in NEW:
            parent.replace(element, _mark(element, LEFT_OUT, change, "+ " + words_of(element)))
        else:
            mark = _mark(element, LEFT_OUT, change, "− " + words_of(element))
            for text in element.iter(qn("w:delText"), qn("w:delInstrText")):
                text.tag = qn("w:t") if text.tag == qn("w:delText") else qn("w:instrText")
            for child in list(element):
                element.addprevious(child)
            parent.replace(element, mark)

    def _tell(self, paragraph: Any, change: Change) -> None:
        """Leave a mark of a change without words, once, in those of its paragraph."""
        if not (change.inserted or change.deleted or change.moved) and change not in self.told:
            self.told.append(change)
            paragraph.append(_mark(paragraph, LEFT_OUT, change, "¶ " + words_of(paragraph)))

    def _row(self, element: Any, change: Change, is_left: bool) -> None:
        """Take a row of a table away whose coming is not wanted, or whose going is."""
        row = element.getparent().getparent()
        if (element.tag == INS) == is_left:
            sign = "+ " if is_left else "− "
            mark = _mark(element, LEFT_OUT if is_left else GONE_ROW, change, sign + words_of(row))
            row.getparent().addprevious(mark)
            row.getparent().remove(row)
        else:
            element.getparent().remove(element)


def _group(element: Any, paragraph: Any, name: str, names: dict[tuple[Any, str], str]) -> tuple[Any, ...]:
    """Return what binds changes into one: the author, with the move or the paragraph."""
    for tag in (MOVE_FROM, MOVE_TO):
        move = names.get((paragraph, tag))
        if move is None:
            continue
        mark = mark_of(paragraph, tag)
        is_whole = mark is not None and author(mark) == name
        if is_whole or element.tag == tag:
            return "move", move, name
    return "paragraph", paragraph, name


def _move_names(body: Any) -> dict[tuple[Any, str], str]:
    """Return the name of the move that a paragraph stands in; both ends of a move bear one name."""
    starts = {qn(f"w:{name}RangeStart"): qn(f"w:{name}") for name in ("moveFrom", "moveTo")}
    ends = {qn(f"w:{name}RangeEnd"): qn(f"w:{name}") for name in ("moveFrom", "moveTo")}
    names: dict[tuple[Any, str], str] = {}
    open_moves: dict[tuple[str, str], str] = {}
    for element in body.iter(P, *starts, *ends):
        identifier = element.get(qn("w:id"), "")
        if element.tag == P:
            for (tag, _identifier), name in open_moves.items():
                names[element, tag] = name
        elif element.tag in starts:
            tag = starts[element.tag]
            open_moves[tag, identifier] = element.get(qn("w:name"), identifier)
            if (paragraph := paragraph_of(element)) is not None:
                names[paragraph, tag] = open_moves[tag, identifier]
        else:
            open_moves.pop((ends[element.tag], identifier), None)
    return names


def _owner(mark: Any, paragraph: Any) -> Any:
    """Return the paragraph that comes or goes with this mark.

    Who adds a paragraph at the end of another, or deletes from there on, leaves the sign on that other one.
    """
    follower = paragraph.getnext()
    while follower is not None and follower.tag not in {P, qn("w:tbl"), qn("w:sectPr")}:
        follower = follower.getnext()
    if follower is None or follower.tag != P or mark.tag in {MOVE_FROM, MOVE_TO}:
        return paragraph
    outside, other = (NEW, GONE) if mark.tag == INS else (GONE, NEW)
    stays = has_words(paragraph, outside)
    is_whole = has_words(follower, other) and not has_words(follower, outside)
    return follower if stays and is_whole and mark_of(follower, mark.tag) is None else paragraph


def _mark(element: Any, tag: str, change: Change, words: str) -> Any:
    made = element.makeelement(tag)
    made.text = said_by(change.author, words)
    return made


def _add(found: list[Change], change: Change) -> None:
    if change not in found:
        found.append(change)

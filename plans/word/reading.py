"""Reading a Word document into items that can become blocks, with a list of all that they cannot hold.

An element that this module does not know is reported, never skipped.
"""

import datetime as dt
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cica_portal.emphasis import PLAIN, styles
from cica_portal.errors import Refusal
from cica_portal.text import PARAGRAPH_LIMIT, is_blank, normalise
from cica_portal.uploads import Refused
from plans.editing.listing import Listing
from plans.enums import BlockKind
from plans.word import annexes, own_parts
from plans.word.house import FOOTER_STYLE, KIND_OF_STYLE, marks
from plans.word.kinds import Item, Sorter, item_of, kind_and_text, typed_label
from plans.word.losses import Loss, LossKind
from plans.word.markup import signs, tables
from plans.word.markup.elements import MC, W, chosen, local_name, loosen, plain
from plans.word.markup.paragraphs import SILENT, TRANSPARENT, Paragraph, Walk, tidy
from plans.word.markup.styles import CONTENTS_NAME, NAMESPACES, Numbering, Styles, qn, value
from plans.word.markup.tracking import Tracked

ITEM_LIMIT = 900
RELATION = NAMESPACES["r"] + "/"

PAGE_NUMBER = re.compile(r"[\s\d\-–—./|]*")


@dataclass(frozen=True)
class Reading:
    """What a file says; `removed` are the paragraphs that its tracked changes take away. One that the portal
    wrote says when it was made, whatever was done to it since, and `marked` is what it says of itself."""

    languages: Sequence[str]
    items: Sequence[Item]
    losses: Sequence[Loss]
    removed: Sequence[Item]
    tracked: Tracked
    made_at: dt.datetime | None = None
    marked: str = ""


def read(content: bytes, language: str, left_out: Collection[int] = ()) -> Reading:
    """Read a document that has passed the gate; one without columns of languages is in `language`.

    Its tracked changes are taken over but for those whose numbers are `left_out`.
    """
    # Slow imports, which a web process needs only when a file comes.
    import docx  # noqa: PLC0415
    from docx.opc.exceptions import OpcError  # noqa: PLC0415
    from lxml.etree import LxmlError  # noqa: PLC0415

    try:
        document = docx.Document(io.BytesIO(content))
        return _Reader(document, language, left_out).read()
    except (OpcError, LxmlError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise Refused("damaged") from error


@dataclass(frozen=True)
class Found:
    """A paragraph as it was read, before it is known whether it ends where it did."""

    walk: Walk
    properties: Any
    end: str
    is_moved: bool


class _Reader:
    # What settling the tracked changes leaves of rows of tables.
    MARKS = {signs.LEFT_OUT: LossKind.NOT_TAKEN, signs.GONE_ROW: LossKind.DELETED}

    def __init__(self, document: Any, language: str, left_out: Collection[int]) -> None:
        self.document, self.language = document, language
        self.styles = Styles(own_parts.root(document, RELATION + "styles"))
        self.tracked = Tracked(loosen(document.element.body, self.styles))
        self.tracked.settle(left_out)
        self.numbering = Numbering(own_parts.root(document, RELATION + "numbering"), self.styles)
        self.footnotes = own_parts.notes(document, RELATION + "footnotes", "footnote")
        self.endnotes = own_parts.notes(document, RELATION + "endnotes", "endnote")
        self.comments = own_parts.comments(document, RELATION + "comments")
        self.losses: list[Loss] = []
        self.paragraphs: list[Paragraph] = []
        self.rows: list[Item] = []
        self.listing = Listing()
        self.languages: list[str] = []
        self.fields: list[str] = []
        self.instruction = ""
        self.pending: Found | None = None
        self.in_cell = 0
        self.removed: list[Item] = []

    def read(self) -> Reading:
        for element in self.document.element.body:
            self._block(element)
        self._keep(self._end())
        self._pages()
        if self.languages:
            for paragraph in self.paragraphs:
                if not is_blank(paragraph.text):
                    self.lose(LossKind.OTHER, paragraph.text)
            items, languages = self.rows, self.languages
        else:
            items, languages = Sorter(self, self.paragraphs, self.language).items(), [self.language]
        if not any(text for item in items for text in item.texts.values()):
            raise Refusal("plans.no_text")
        made_at = own_parts.made_at(self.document)
        marked = own_parts.marked(self.document)
        return Reading(languages, items, self.losses, self.removed, self.tracked, made_at, marked)

    @property
    def place(self) -> int:
        return len(self.rows) or len(self.paragraphs)

    def join(self, length: int, place: int = 1) -> None:
        """Count so many paragraphs from a place as one, in all that is told of the paragraphs behind it."""
        for number, loss in enumerate(self.losses):
            if loss.after > place:
                self.losses[number] = replace(loss, after=max(place, loss.after - length + 1))

    def lose(self, kind: str, text: str, place: int | None = None) -> None:
        text = " ".join(text.split())
        self.losses.append(Loss(str(kind), text, self.place if place is None else place))

    # The body: paragraphs, tables, content controls -------------------------------------------------

    def _block(self, element: Any) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT:
            return
        if tag == f"{W}p":
            self._keep(self._read_paragraph(element))
        elif tag == f"{W}tbl":
            self._table(element)
        elif tag == f"{W}sdt":
            self._control(element)
        elif tag in TRANSPARENT:
            for child in element:
                self._block(child)
        elif tag in self.MARKS:
            self.lose(self.MARKS[tag], element.text)
        elif tag == f"{MC}AlternateContent":
            for child in chosen(element):
                self._block(child)
        elif tag != f"{W}bookmarkStart":
            self.lose(LossKind.OTHER, plain(element) or local_name(element))

    def _control(self, element: Any) -> None:
        gallery = element.find("/".join(map(qn, ("w:sdtPr", "w:docPartObj", "w:docPartGallery"))))
        if gallery is not None and gallery.get(qn("w:val")) == "Table of Contents":
            self.lose(LossKind.CONTENTS, plain(element))
            return
        for child in element.findall(qn("w:sdtContent")):
            for inner in child:
                self._block(inner)

    def _end(self) -> Paragraph | None:
        """Return the words that were to join the next paragraph, where there is no next one."""
        found, self.pending = self.pending, None
        return None if found is None else self._made(found)

    def _keep(self, made: Paragraph | None) -> None:
        if made is None:
            return
        self.paragraphs += _in_parts(made, self.lose)
        if len(self.paragraphs) > ITEM_LIMIT:
            raise Refusal("plans.too_many_items", limit=ITEM_LIMIT)

    def _table(self, element: Any) -> None:
        rows = tables.rows_of(element)
        head = [tables.language_of(plain(cell)) for cell in rows[0]] if rows else []
        columns = [language for language in head if language]
        if len(columns) < 2 or len(columns) != len(head) or len(set(columns)) != len(columns):
            self._other_table(element, rows)
            return
        if not self.languages:
            self.languages = columns
        if columns != self.languages or any(len(row) != len(columns) for row in rows):
            raise Refusal("plans.unknown_columns")
        for row in rows[1:]:
            self._row(row)

    def _other_table(self, element: Any, rows: list[list[Any]]) -> None:
        """Take each row of a table over as one paragraph, and tell how."""
        head = tables.head_of([plain(cell) for cell in rows[0]]) if rows else tables.Head([])
        if tables.is_merged(element):
            self.lose(LossKind.MERGED, plain(element))
        if head.is_of_plan:
            self.lose(LossKind.EVENTS, tables.JOINED.join(plain(cell) for cell in rows[0]))
        else:
            self.lose(LossKind.TABLE, "\n".join(" | ".join(plain(cell) for cell in row) for row in rows))
        for row in rows[1:] if head.is_of_plan else rows:
            number = head.number if head.is_of_plan and len(row) == len(head.columns) else None
            self._keep(tables.joined([self._cell(cell) for cell in row], number, is_of_plan=head.is_of_plan))

    def _cell(self, cell: Any) -> list[Paragraph]:
        made = []
        self.in_cell = len(cell.findall(f"{W}p"))
        for element in cell:
            if element.tag == f"{W}p":
                found = self._read_paragraph(element, keep_empty=True)
                made += [found] if found is not None else []
            elif element.tag == f"{W}tbl":
                self.lose(LossKind.NESTED, plain(element))
            elif element.tag in self.MARKS:
                self.lose(self.MARKS[element.tag], element.text)
            elif element.tag not in SILENT:
                self.lose(LossKind.OTHER, plain(element))
        if (found := self._end()) is not None:
            made.append(found)
        self.in_cell = 0
        return made

    def _row(self, row: list[Any]) -> None:
        """Take a row of the three-column form: a block in all of its languages."""
        cells = [self._cell(cell) for cell in row]
        counts = {len(made) for made in cells}
        if len(counts) > 1:
            cells = [[tables.one_of(made)] for made in cells]
        for together in zip(*cells, strict=True):
            kinds = [found.house_kind for found in together if found.house_kind]
            if kinds:
                kind, texts = kinds[0], [found.text for found in together]
            else:
                sorted_out = [kind_and_text(found, self.listing) for found in together]
                kind = next((kind for kind, text in sorted_out if text), BlockKind.PARAGRAPH)
                texts = [text for _kind, text in sorted_out]
            if not kinds and not any(texts):
                continue
            label = next(filter(None, (one.label_text for one in together)), "")
            self.listing.follow(kind, label)
            parts = [[found] for found in together]
            said = dict(zip(self.languages, zip(texts, parts, strict=True), strict=True))
            self.rows.append(item_of(kind, said))
        if len(self.rows) > ITEM_LIMIT:
            raise Refusal("plans.too_many_items", limit=ITEM_LIMIT)

    def _pages(self) -> None:
        """Report what stands at the head and foot of the pages."""
        for relation in self.document.part.rels.values():
            if relation.reltype in {RELATION + "header", RELATION + "footer"} and not relation.is_external:
                lines = [
                    plain(found)
                    for found in relation.target_part.element.iter(f"{W}p")
                    if FOOTER_STYLE.lower()
                    not in self.styles.names(value(found.find(qn("w:pPr")), "w:pStyle"))
                ]
                if not PAGE_NUMBER.fullmatch("".join(lines)):
                    self.lose(LossKind.HEADER, " ".join(lines), 0)

    # A paragraph and what is in it -------------------------------------------------------------------

    def _read_paragraph(self, element: Any, *, keep_empty: bool = False) -> Paragraph | None:
        """Return a paragraph; None where its mark is deleted, or it shows nothing, or contents."""
        properties = element.find(qn("w:pPr"))
        style = self.styles.of_paragraph(properties)
        is_house = any(name in KIND_OF_STYLE for name in self.styles.names(style))
        walk = Walk(self, style, is_house=is_house)
        walk.children(element)
        walk.sign(*self.tracked.authors_of(element))
        found = Found(walk, properties, signs.end_of(properties), signs.is_moved(properties))
        before, self.pending = self.pending, None
        if before is not None:
            found = self._run_on(before, found)
        if not found.end:
            return self._made(found, keep_empty=keep_empty)
        if found.walk.text.strip():
            self.pending = found
        elif found.end == signs.DELETED:
            self._remove(found.walk)
        return None

    def _run_on(self, before: Found, found: Found) -> Found:
        """Join two paragraphs, as whoever accepts the change does that took away what parted them.

        The first keeps being what it is in the plan; where the second has no words left, also how it is set.
        """
        walk, properties = found.walk, found.properties
        if before.end == signs.DELETED and before.walk.base.strip():
            self._remove(walk)
        if not walk.text.strip():
            properties = before.properties
        walk.follow(before.walk)
        return Found(walk, properties, found.end, before.is_moved or found.is_moved)

    def _remove(self, walk: Walk) -> None:
        """Note that the file takes a paragraph away: its words are gone, or stand in another one."""
        self._lose_comments(walk)
        if walk.base.strip() and not self.in_cell:
            text = walk.before() if walk.is_house else typed_label(walk.before())[2]
            self.removed.append(Item("", {self.language: text}, walk.key, authors=tuple(walk.authors)))

    def _lose_comments(self, walk: Walk) -> None:
        """Tell of comments on what becomes no block."""
        for one in walk.comments:
            self.lose(LossKind.COMMENT, f"{one.author}: {one.text}")

    def _made(self, found: Found, *, keep_empty: bool = False) -> Paragraph | None:
        walk, properties = found.walk, found.properties
        names = self.styles.names(self.styles.of_paragraph(properties))
        is_house = any(name in KIND_OF_STYLE for name in names)
        if names and CONTENTS_NAME.match(names[0]):
            if walk.text.strip():
                self.lose(LossKind.CONTENTS, walk.text)
            self._lose_comments(walk)
            return None
        alignment = self.styles.alignment(properties)
        made = Paragraph(
            text=normalise(walk.text if is_house else tidy(walk.text)),
            style_names=names,
            level=self.styles.outline_level(properties),
            house_label=walk.house_label,
            key=walk.key,
            is_bold=bool(walk.runs) and walk.is_bold,
            is_centred=alignment == "center",
            is_right=alignment in {"right", "end"},
            authors=tuple(walk.authors),
            is_moved=found.is_moved,
            is_turned=signs.is_turned(properties),
            comments=tuple(walk.comments),
        )
        if not made.house_kind and is_blank(made.text):
            self._lose_comments(walk)
            return Paragraph() if keep_empty else None
        if made.is_note and not made.house_kind:
            self._lose_comments(walk)
            if made.text not in marks():
                self.lose(LossKind.OTHER, made.text)
            return Paragraph() if keep_empty and self.in_cell == 1 else None
        made.label = None if made.house_kind else self.numbering.label(properties)
        if not made.house_label and made.house_kind not in {BlockKind.TITLE, BlockKind.PARAGRAPH}:
            made.typed, made.typed_as, made.text = typed_label(made.text)
            if made.house_kind == BlockKind.ANNEX and (annex := annexes.parted(made)) is not None:
                made.typed, made.text = annex.typed, annex.text
        if walk.base != walk.text:
            made.base = walk.before(made.typed)
        walk.emphasise(made)
        walk.report(made)
        for told in walk.told:  # it is lost at this paragraph, which is not counted yet
            if self.losses[told].after == self.place:
                self.losses[told] = replace(self.losses[told], after=self.place + 1)
        return made


def _in_parts(found: Paragraph, lose: Any) -> Iterator[Paragraph]:
    """Cut what is too long for one block, at a space outside of emphasis."""
    if len(found.words) > PARAGRAPH_LIMIT:
        found = replace(found, text=found.words, body="")
    while len(found.text) > PARAGRAPH_LIMIT:
        said = styles(found.text)
        spaces = (place for place in range(PARAGRAPH_LIMIT - 1, 0, -1) if found.text[place] == " ")
        cut = next((place for place in spaces if said[place] == PLAIN), -1)
        cut = cut if cut > 0 else PARAGRAPH_LIMIT
        lose(LossKind.LONG, found.text[:200])
        yield replace(found, text=found.text[:cut])
        found = replace(
            found, text=found.text[cut:].lstrip(), key=None, label=None, typed="", typed_as="", comments=()
        )
    yield found

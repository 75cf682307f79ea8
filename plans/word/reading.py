"""Reading a Word document into items that can become blocks, with a list of all that they cannot hold.

The XML is walked here, element by element: python-docx's `paragraph.text` drops tracked insertions and
whatever else it does not know. An element that this module does not know is reported, never skipped.
"""

import io
import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import docx
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, is_blank, normalise
from cica_portal.uploads import Damaged
from plans.enums import BlockKind
from plans.labels import labelled
from plans.word.house import FOOTER_STYLE, KIND_OF_STYLE, LABEL_STYLE, NOTE_STYLE, key_of_bookmark, marks
from plans.word.losses import Loss, LossKind
from plans.word.styles import BODY_LEVEL, CONTENTS_NAME, Label, Numbering, Styles, value

ITEM_LIMIT = 900
HEADING_LENGTH = 150
LANGUAGE_WORDS = {
    "en": {"english", "английский", "ағылшынша", "ағылшын", "en"},
    "ru": {"русский", "russian", "орысша", "орыс", "ru"},
    "kk": {"қазақша", "kazakh", "казахский", "қазақ", "kk", "kz"},
}
LETTERED = re.compile(r"\(?([a-zа-яёәғіқңөұүһ]{1,2})\)\s+")
NUMBERED = re.compile(r"\(?(\d{1,3}(?:\.\d{1,2})*)[.)]\s+|(\d{1,2}(?:\.\d{1,2})+)\s+|([IVXL]{1,6})\.\s+")
PAGE_NUMBER = re.compile(r"[\s\d\-–—./|]*")
BULLET = re.compile(r"[•▪●◦‣∙■□➢✓]\s+")
LETTER_FORMATS = {"lowerLetter", "upperLetter", "russianLower", "russianUpper", "lowerRoman"}
ENDS_SENTENCE = (".", ";", ":", ",", "…", "!", "?")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

# Elements that hold nothing a reader sees.
_SILENT = """
    pPr rPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr sectPr proofErr lastRenderedPageBreak bookmarkEnd
    permStart permEnd commentRangeStart commentRangeEnd moveFromRangeStart moveFromRangeEnd
    moveToRangeStart moveToRangeEnd customXmlInsRangeStart customXmlInsRangeEnd
    customXmlDelRangeStart customXmlDelRangeEnd customXmlMoveFromRangeStart
    customXmlMoveFromRangeEnd customXmlMoveToRangeStart customXmlMoveToRangeEnd annotationRef
    footnoteRef endnoteRef separator continuationSeparator customXmlPr smartTagPr fldData instrText
    delInstrText dayLong dayShort monthLong monthShort yearLong yearShort pgNum
"""
SILENT = {f"{W}{name}" for name in _SILENT.split()}
TRANSPARENT = {f"{W}{name}" for name in ("hyperlink", "smartTag", "customXml", "sdtContent", "dir", "bdo")}
EMPHASES = ("w:b", "w:i", "w:caps", "w:smallCaps")


class TooManyItems(DomainError):
    sentence = _("The file has more than %(limit)s paragraphs. Bring it in by parts.")


class NoText(DomainError):
    sentence = _("There is no text in the file that a plan could take over.")


class UnknownColumns(DomainError):
    sentence = _("The rows of the table of languages do not have the same columns throughout.")


@dataclass(frozen=True)
class Item:
    """A paragraph of a file, as the block it can become; `key` is that of a block once exported."""

    kind: str
    texts: dict[str, str]
    key: uuid.UUID | None = None
    label: str = ""

    def text(self, language: str) -> str:
        return self.texts.get(language, "")


@dataclass(frozen=True)
class Reading:
    languages: Sequence[str]
    items: Sequence[Item]
    losses: Sequence[Loss]


@dataclass
class Paragraph:
    """What a paragraph of the file says and how it is set, before it is known what it becomes."""

    text: str = ""
    style_names: list[str] = field(default_factory=list)
    level: int = BODY_LEVEL
    label: Label | None = None
    house_label: bool = False
    key: uuid.UUID | None = None
    is_bold: bool = False
    is_centred: bool = False
    typed: str = ""
    typed_as: str = ""

    @property
    def house_kind(self) -> str:
        """The kind of block that the portal wrote here, or nothing in a document from elsewhere."""
        return next((KIND_OF_STYLE[name] for name in self.style_names if name in KIND_OF_STYLE), "")

    @property
    def is_note(self) -> bool:
        return NOTE_STYLE.lower() in self.style_names[:1]

    @property
    def is_labelled(self) -> bool:
        return bool(self.label or self.typed)

    @property
    def is_title(self) -> bool:
        return any(name in {"title", "subtitle"} for name in self.style_names)


def read(content: bytes, language: str) -> Reading:
    """Read a document that has passed the gate; one without columns of languages is in `language`."""
    try:
        document = docx.Document(io.BytesIO(content))
        return _Reader(document, language).read()
    except (OpcError, KeyError, ValueError, AttributeError, etree.LxmlError) as error:
        raise Damaged from error
    except ValidationError as error:
        raise Damaged from error


class _Reader:
    def __init__(self, document: Any, language: str) -> None:
        self.document, self.language = document, language
        self.styles = Styles(self._part(RT.STYLES))
        self.numbering = Numbering(self._part(RT.NUMBERING), self.styles)
        self.footnotes = _notes(self._part(RT.FOOTNOTES), "footnote")
        self.endnotes = _notes(self._part(RT.ENDNOTES), "endnote")
        self.comments = _notes(self._part(RT.COMMENTS), "comment")
        self.losses: list[Loss] = []
        self.paragraphs: list[Paragraph] = []
        self.rows: list[Item] = []
        self.languages: list[str] = []
        self.fields: list[str] = []
        self.instruction = ""
        self.pending: tuple[str, list[tuple[str, bool]]] | None = None

    def _part(self, kind: str) -> Any:
        try:
            part = self.document.part.part_related_by(kind)
        except KeyError:
            return None
        element = getattr(part, "element", None)
        return parse_xml(part.blob) if element is None else element

    def read(self) -> Reading:
        for element in self.document.element.body:
            self._block(element)
        self._pages()
        if self.languages:
            for paragraph in self.paragraphs:
                if not is_blank(paragraph.text):
                    self._lose(LossKind.OTHER, paragraph.text)
            items, languages = self.rows, self.languages
        else:
            items, languages = _Sorter(self, self.language).items(), [self.language]
        if not any(text for item in items for text in item.texts.values()):
            raise NoText
        return Reading(languages, items, self.losses)

    @property
    def place(self) -> int:
        return len(self.rows) or len(self.paragraphs)

    def _lose(self, kind: str, text: str, place: int | None = None) -> None:
        text = " ".join(text.split())
        self.losses.append(Loss(str(kind), text, self.place if place is None else place))

    # The body: paragraphs, tables, content controls -------------------------------------------------

    def _block(self, element: Any) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT:
            return
        if tag == f"{W}p":
            self._paragraph(element)
        elif tag == f"{W}tbl":
            self._table(element)
        elif tag == f"{W}sdt":
            self._control(element)
        elif tag in TRANSPARENT:
            for child in element:
                self._block(child)
        elif tag in {f"{W}ins", f"{W}moveTo"}:
            self._lose(LossKind.INSERTED, _plain(element))
            for child in element:
                self._block(child)
        elif tag in {f"{W}del", f"{W}moveFrom"}:
            self._lose(LossKind.DELETED, _plain(element))
        elif tag == f"{MC}AlternateContent":
            self._block_choice(element)
        elif tag != f"{W}bookmarkStart":
            self._lose(LossKind.OTHER, _plain(element) or etree.QName(element).localname)

    def _block_choice(self, element: Any) -> None:
        for child in _chosen(element):
            self._block(child)

    def _control(self, element: Any) -> None:
        gallery = element.find("/".join(map(qn, ("w:sdtPr", "w:docPartObj", "w:docPartGallery"))))
        if gallery is not None and gallery.get(qn("w:val")) == "Table of Contents":
            self._lose(LossKind.CONTENTS, _plain(element))
            return
        for child in element.findall(qn("w:sdtContent")):
            for inner in child:
                self._block(inner)

    def _paragraph(self, element: Any) -> None:
        made = self._read_paragraph(element)
        if made is None:
            return
        self.paragraphs += _in_parts(made, self._lose)
        if len(self.paragraphs) > ITEM_LIMIT:
            raise TooManyItems(limit=ITEM_LIMIT)

    def _table(self, element: Any) -> None:
        rows = [
            [cell for cell in row.iter(f"{W}tc") if _nearest(cell, f"{W}tr") is row]
            for row in element.iter(f"{W}tr")
            if _nearest(row, f"{W}tbl") is element
        ]
        head = [_language_of(_plain(cell)) for cell in rows[0]] if rows else []
        columns = [language for language in head if language]
        if len(columns) < 2 or len(columns) != len(head) or len(set(columns)) != len(columns):
            text = "\n".join(" | ".join(_plain(cell) for cell in row) for row in rows)
            self._lose(LossKind.TABLE, text)
            return
        if not self.languages:
            self.languages = columns
        if columns != self.languages or any(len(row) != len(columns) for row in rows):
            raise UnknownColumns
        for row in rows[1:]:
            self._row(row)

    def _row(self, row: list[Any]) -> None:
        """Take a row of the three-column form: a block in all of its languages."""
        cells: list[list[Paragraph]] = []
        for cell in row:
            made = []
            for element in cell:
                if element.tag == f"{W}p":
                    found = self._read_paragraph(element, keep_empty=True)
                    made += [found] if found is not None else []
                elif element.tag == f"{W}tbl":
                    self._lose(LossKind.TABLE, _plain(element))
                elif element.tag not in SILENT:
                    self._lose(LossKind.OTHER, _plain(element))
            cells.append(made)
        counts = {len(made) for made in cells}
        if len(counts) > 1:
            cells = [[_joined(made)] for made in cells]
        for together in zip(*cells, strict=True):
            kinds = [found.house_kind for found in together if found.house_kind]
            if kinds:
                kind, texts = kinds[0], [found.text for found in together]
            else:
                sorted_out = [_sort_one(found) for found in together]
                kind = next((kind for kind, text in sorted_out if text), BlockKind.PARAGRAPH)
                texts = [text for _kind, text in sorted_out]
            if not kinds and not any(texts):
                continue
            key = next((found.key for found in together if found.key), None)
            self.rows.append(Item(kind, dict(zip(self.languages, texts, strict=True)), key))
        if len(self.rows) > ITEM_LIMIT:
            raise TooManyItems(limit=ITEM_LIMIT)

    def _pages(self) -> None:
        """Report what stands at the head and foot of the pages."""
        for relation in self.document.part.rels.values():
            if relation.reltype in {RT.HEADER, RT.FOOTER} and not relation.is_external:
                lines = [
                    _plain(found)
                    for found in relation.target_part.element.iter(f"{W}p")
                    if FOOTER_STYLE.lower()
                    not in self.styles.names(value(found.find(qn("w:pPr")), "w:pStyle"))
                ]
                if not PAGE_NUMBER.fullmatch("".join(lines)):
                    self._lose(LossKind.HEADER, " ".join(lines), 0)

    # A paragraph and what is in it -------------------------------------------------------------------

    def _read_paragraph(self, element: Any, *, keep_empty: bool = False) -> Paragraph | None:
        """Return a paragraph; None where its mark is deleted, or it shows nothing, or contents."""
        properties = element.find(qn("w:pPr"))
        style = self.styles.of_paragraph(properties)
        names = self.styles.names(style)
        walk = _Walk(self, style, is_house=any(name in KIND_OF_STYLE for name in names))
        if self.pending is not None:
            walk.text, walk.runs = self.pending
            self.pending = None
        walk.children(element)
        text = walk.text
        mark = None if properties is None else properties.find(qn("w:rPr"))
        if mark is not None and (
            mark.find(qn("w:del")) is not None or mark.find(qn("w:moveFrom")) is not None
        ):
            # Whoever accepts the change joins this paragraph to the next one.
            self.pending = (text, walk.runs)
            return None
        if names and CONTENTS_NAME.match(names[0]):
            if text.strip():
                self._lose(LossKind.CONTENTS, text)
            return None
        made = Paragraph(
            text=normalise(text if walk.is_house else _tidy(text)),
            style_names=names,
            level=self.styles.outline_level(properties),
            house_label=walk.house_label,
            key=walk.key,
            is_bold=bool(walk.runs) and all(bold for run, bold in walk.runs if run.strip()),
            is_centred=self.styles.is_centred(properties),
        )
        if not made.house_kind and is_blank(made.text):
            return Paragraph() if keep_empty else None
        if made.is_note and not made.house_kind:
            if made.text not in marks():
                self._lose(LossKind.OTHER, made.text)
            return Paragraph() if keep_empty and len(element.getparent().findall(f"{W}p")) == 1 else None
        made.label = None if made.house_kind else self.numbering.label(properties)
        if not made.house_label and made.house_kind not in {BlockKind.TITLE, BlockKind.PARAGRAPH}:
            _take_typed_label(made)
        walk.report(made)
        return made


class _Walk:
    """One way through a paragraph: its text as a reader sees it, and what is lost on the way."""

    def __init__(self, reader: _Reader, style: str, *, is_house: bool) -> None:
        self.reader, self.style, self.is_house = reader, style, is_house
        self.text = ""
        self.runs: list[tuple[str, bool]] = []
        self.emphasised: list[str] = []
        self.house_label = False
        self.key: uuid.UUID | None = None

    def report(self, made: Paragraph) -> None:
        if self.emphasised and made.level == BODY_LEVEL and not made.is_title and not made.is_bold:
            self.reader._lose(LossKind.EMPHASIS, " … ".join(self.emphasised), self.reader.place + 1)

    def lose(self, kind: str, text: str) -> None:
        self.reader._lose(kind, text)

    def children(self, element: Any) -> None:
        for child in element:
            if isinstance(child.tag, str):
                self.element(child)

    def element(self, element: Any) -> None:
        tag = element.tag
        if tag == f"{W}r":
            self.run(element)
        elif tag == f"{W}bookmarkStart":
            self.key = self.key or key_of_bookmark(element.get(qn("w:name"), ""))
        elif tag in SILENT:
            return
        elif tag in {f"{W}ins", f"{W}moveTo"}:
            before = len(self.text)
            self.children(element)
            if self.text[before:].strip():
                self.lose(LossKind.INSERTED, self.text[before:])
        elif tag in {f"{W}del", f"{W}moveFrom"}:
            if text := _plain(element):
                self.lose(LossKind.DELETED, text)
        elif tag == f"{W}hyperlink":
            self.link(element)
        elif tag == f"{W}fldSimple":
            self.simple_field(element)
        elif tag == f"{W}sdt":
            for content in element.findall(qn("w:sdtContent")):
                self.children(content)
        elif tag in TRANSPARENT:
            self.children(element)
        elif tag == f"{MC}AlternateContent":
            for child in _chosen(element):
                self.element(child)
        elif tag.startswith(M):
            self.lose(LossKind.OBJECT, "".join(element.itertext()))
        elif tag == f"{W}ruby":
            for base in element.findall(qn("w:rubyBase")):
                self.children(base)
            self.lose(LossKind.OTHER, _plain(element))
        else:
            self.lose(LossKind.OTHER, _plain(element) or etree.QName(element).localname)

    def link(self, element: Any) -> None:
        relation = self.reader.document.part.rels.get(element.get(qn("r:id"), ""))
        before = len(self.text)
        self.children(element)
        if relation is not None and relation.is_external:
            self.lose(LossKind.LINK, f"{self.text[before:]}: {relation.target_ref}")

    def simple_field(self, element: Any) -> None:
        before = len(self.text)
        self.children(element)
        self.told_field(element.get(qn("w:instr"), ""), self.text[before:])

    def told_field(self, instruction: str, shown: str) -> None:
        words = instruction.split()
        name = words[0].upper() if words else ""
        if name == "HYPERLINK":
            address = next((word.strip('"') for word in words[1:] if not word.startswith("\\")), "")
            if "\\l" not in words:
                self.lose(LossKind.LINK, f"{shown}: {address}")
        elif name not in {"TOC", "PAGEREF", ""}:
            self.lose(LossKind.FIELD, f"{name}: {shown}")

    def run(self, run: Any) -> None:
        properties = run.find(qn("w:rPr"))
        toggle = self.reader.styles.toggle
        if self.is_house and self.is_label(properties):
            self.house_label = True
            return
        if toggle("w:vanish", properties, self.style) or toggle("w:webHidden", properties, self.style):
            if text := _plain(run):
                self.lose(LossKind.HIDDEN, text)
            return
        before = len(self.text)
        for child in run:
            if isinstance(child.tag, str):
                self.content(child)
        said = self.text[before:]
        if not said:
            return
        self.runs.append((said, toggle("w:b", properties, self.style)))
        if not said.strip():
            return
        if toggle("w:strike", properties, self.style) or toggle("w:dstrike", properties, self.style):
            self.lose(LossKind.STRUCK, said)
        if self.is_emphasised(properties):
            self.emphasised.append(said)

    def is_label(self, properties: Any) -> bool:
        if properties is None:
            return False
        style = properties.find(qn("w:rStyle"))
        return (
            style is not None and LABEL_STYLE.lower() in self.reader.styles.names(style.get(qn("w:val")))[:1]
        )

    def is_emphasised(self, properties: Any) -> bool:
        if any(self.reader.styles.toggle(name, properties, "") for name in EMPHASES):
            return True
        if properties is None:
            return False
        for name, plain in (("w:u", "none"), ("w:vertAlign", "baseline")):
            found = properties.find(qn(name))
            if found is not None and found.get(qn("w:val"), plain) != plain:
                return True
        return False

    @property
    def is_instruction(self) -> bool:
        return "instruction" in self.reader.fields

    def content(self, child: Any) -> None:
        tag = child.tag
        if tag == f"{W}fldChar":
            self.field_sign(child)
        elif tag == f"{W}instrText":
            self.reader.instruction += child.text or ""
        elif tag == f"{W}t":
            self.add(_spaced(child))
        elif tag in {f"{W}tab", f"{W}ptab"}:
            self.add("\t")
        elif tag in {f"{W}br", f"{W}cr"}:
            if child.get(qn("w:type"), "textWrapping") == "textWrapping":
                self.add("\n")
        elif tag == f"{W}noBreakHyphen":
            self.add("\u2011")
        elif tag == f"{W}softHyphen":
            self.add("\u00ad")
        elif tag == f"{W}sym":
            self.add("□")
            self.lose(LossKind.SYMBOL, f"{child.get(qn('w:font'), '')} {child.get(qn('w:char'), '')}")
        elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
            notes = self.reader.footnotes if tag == f"{W}footnoteReference" else self.reader.endnotes
            self.lose(LossKind.FOOTNOTE, notes.get(child.get(qn("w:id"), ""), ""))
        elif tag == f"{W}commentReference":
            self.lose(LossKind.COMMENT, self.reader.comments.get(child.get(qn("w:id"), ""), ""))
        elif tag in {f"{W}drawing", f"{W}pict", f"{W}object"}:
            self.picture(child)
        elif tag == f"{MC}AlternateContent":
            for chosen in _chosen(child):
                self.content(chosen)
        elif tag in SILENT:
            return
        else:
            self.element(child)

    def add(self, text: str) -> None:
        if not self.is_instruction:
            self.text += text

    def field_sign(self, element: Any) -> None:
        kind, fields = element.get(qn("w:fldCharType")), self.reader.fields
        if kind == "begin":
            if not fields:
                self.reader.instruction = ""
                self.field_start = len(self.text)
            fields.append("instruction")
        elif kind == "separate" and fields:
            fields[-1] = "result"
        elif kind == "end" and fields:
            fields.pop()
            if not fields:
                self.told_field(self.reader.instruction, self.text[getattr(self, "field_start", 0) :])

    def picture(self, element: Any) -> None:
        boxes = list(element.iter(f"{W}txbxContent"))
        for box in boxes:
            self.lose(LossKind.TEXT_BOX, _plain(box))
        if element.tag == f"{W}object":
            self.lose(LossKind.OBJECT, _described(element))
        elif not boxes:
            self.lose(LossKind.IMAGE, _described(element))


class _Sorter:
    """Says which block each paragraph becomes, from styles, numbering, typed labels and look."""

    def __init__(self, reader: _Reader, language: str) -> None:
        self.reader, self.language = reader, language
        self.paragraphs = reader.paragraphs

    def items(self) -> list[Item]:
        head = self.title_length()
        items = []
        if head:
            title = self.paragraphs[:head]
            text = title[0].text if head == 1 else " ".join(" ".join(found.text.split()) for found in title)
            items.append(Item(BlockKind.TITLE, {self.language: text}, title[0].key))
        for place in range(head, len(self.paragraphs)):
            found = self.paragraphs[place]
            kind = found.house_kind or self.kind(found, place)
            if kind == BlockKind.TITLE and items and items[0].kind == BlockKind.TITLE:
                kind = BlockKind.HEADING
            if not found.house_kind and kind == BlockKind.HEADING and not fits_line(found.text):
                kind = BlockKind.PARAGRAPH
            label = found.typed or (found.label.text if found.label else "")
            items.append(Item(kind, {self.language: found.text}, found.key, label))
        self.report(items, head)
        return items

    def title_length(self) -> int:
        """Return how many of the first paragraphs are the title."""
        if not self.paragraphs:
            return 0
        if any(found.house_kind for found in self.paragraphs):
            return 1 if self.paragraphs[0].house_kind == BlockKind.TITLE else 0
        if self.paragraphs[0].is_title:
            length = _leading(self.paragraphs, lambda found: found.is_title)
        else:
            length = _leading(
                self.paragraphs,
                lambda found: (
                    found.is_centred and found.level == BODY_LEVEL and not found.label and not found.typed
                ),
            )
        while length and len(" ".join(found.text for found in self.paragraphs[:length])) > LINE_LIMIT:
            length -= 1
        return length

    def kind(self, found: Paragraph, place: int) -> str:
        """Return the kind of block that a paragraph from elsewhere becomes."""
        if found.level < BODY_LEVEL or found.is_title:
            return BlockKind.HEADING
        form = found.label.format if found.label else found.typed_as
        if form == "bullet":
            return BlockKind.PARAGRAPH
        if form in LETTER_FORMATS:
            return BlockKind.OBJECTIVE
        if self.looks_like_heading(found, place, bool(form)):
            return BlockKind.HEADING
        return BlockKind.INITIATIVE if form else BlockKind.PARAGRAPH

    def looks_like_heading(self, found: Paragraph, place: int, is_numbered: bool) -> bool:
        """Without styles, a heading is short, ends without a stop, and is bold or has text under it."""
        if len(found.text) > HEADING_LENGTH or "\n" in found.text or found.text.endswith(ENDS_SENTENCE):
            return False
        if found.is_bold:
            return True
        if not is_numbered or place + 1 >= len(self.paragraphs):
            return False
        follower = self.paragraphs[place + 1]
        label = follower.typed or (follower.label.text if follower.label else "")
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
            if BODY_LEVEL > found.level > 0 or (found.label and found.label.level > 0):
                self.reader._lose(LossKind.LEVEL, found.text, number)
            form = found.label.format if found.label else found.typed_as
            if form == "bullet":
                self.reader._lose(LossKind.BULLET, found.text, number)
            elif item.label and _bare(item.label) != _bare(labels[number - 1][self.language]):
                counted = labels[number - 1][self.language] or "–"
                self.reader._lose(LossKind.LABEL, f"{item.label} → {counted} {found.text}", number)


def fits_line(text: str) -> bool:
    return "\n" not in text and len(text) <= LINE_LIMIT


def _leading(paragraphs: Iterable[Paragraph], belongs: Any) -> int:
    length = 0
    for found in paragraphs:
        if not belongs(found):
            break
        length += 1
    return length


def _bare(label: str) -> str:
    return "".join(sign for sign in label.casefold() if sign.isalnum())


def _take_typed_label(found: Paragraph) -> None:
    """Take off a label that was typed as text: a), 1., 1.2, IV., or a bullet."""
    for pattern, form in ((LETTERED, "lowerLetter"), (NUMBERED, "decimal"), (BULLET, "bullet")):
        if match := pattern.match(found.text):
            if found.text[match.end() :].strip():
                found.typed, found.typed_as = match[0].strip(), form
                found.text = found.text[match.end() :].lstrip()
            return


def _sort_one(found: Paragraph) -> tuple[str, str]:
    """Return kind and text of a cell that the portal did not write."""
    if found.level < BODY_LEVEL and fits_line(found.text):
        return BlockKind.HEADING, found.text
    if found.is_title and fits_line(found.text):
        return BlockKind.TITLE, found.text
    form = found.label.format if found.label else found.typed_as
    if form in LETTER_FORMATS:
        return BlockKind.OBJECTIVE, found.text
    if form and form != "bullet":
        is_heading = found.is_bold and fits_line(found.text)
        return (BlockKind.HEADING if is_heading else BlockKind.INITIATIVE), found.text
    return BlockKind.PARAGRAPH, found.text


def _joined(paragraphs: list[Paragraph]) -> Paragraph:
    if not paragraphs:
        return Paragraph()
    return replace(paragraphs[0], text="\n".join(found.text for found in paragraphs if found.text))


def _in_parts(found: Paragraph, lose: Any) -> Iterator[Paragraph]:
    """Cut what is too long for one block, at a space."""
    while len(found.text) > PARAGRAPH_LIMIT:
        cut = found.text.rfind(" ", 1, PARAGRAPH_LIMIT)
        cut = cut if cut > 0 else PARAGRAPH_LIMIT
        lose(LossKind.LONG, found.text[:200])
        yield replace(found, text=found.text[:cut])
        found = replace(found, text=found.text[cut:].lstrip(), key=None, label=None, typed="", typed_as="")
    yield found


def _tidy(text: str) -> str:
    """Tabs of a layout become spaces; nothing else changes but the blank ends."""
    return text.replace("\t", " ").strip()


def _spaced(element: Any) -> str:
    text = element.text or ""
    preserved = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    return text if preserved else text.strip(" \t\n\r")


def _plain(element: Any) -> str:
    """Return all the words of an element, deleted and hidden ones too, for the report."""
    words = []
    for found in element.iter():
        if found.tag in {f"{W}t", f"{W}delText", f"{M}t"}:
            words.append(found.text or "")
        elif found.tag in {f"{W}p", f"{W}tab", f"{W}br"}:
            words.append(" ")
    return " ".join("".join(words).split())


def _described(element: Any) -> str:
    for found in element.iter():
        if isinstance(found.tag, str) and found.tag.endswith(("}docPr", "}cNvPr", "}shape", "}OLEObject")):
            text = found.get("descr") or found.get("alt") or found.get("name") or found.get("ProgID")
            if text:
                return text
    return ""


def _chosen(element: Any) -> list[Any]:
    """Return the content that Word shows of several alternatives."""
    for name in ("Choice", "Fallback"):
        found = element.find(f"{MC}{name}")
        if found is not None:
            return list(found)
    return []


def _notes(element: Any, name: str) -> dict[str, str]:
    if element is None:
        return {}
    return {note.get(qn("w:id"), ""): _plain(note) for note in element.findall(qn(f"w:{name}"))}


def _nearest(element: Any, tag: str) -> Any:
    parent = element.getparent()
    while parent is not None and parent.tag != tag:
        parent = parent.getparent()
    return parent


def _language_of(text: str) -> str:
    word = text.strip().lower()
    return next((language for language in LANGUAGES if word in LANGUAGE_WORDS[language]), "")

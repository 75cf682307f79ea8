"""A paragraph of a Word file: what a reader sees of it, and what is lost on the way.

The XML is walked element by element: python-docx's `paragraph.text` drops tracked insertions and whatever
else it does not know. An element that this module does not know is reported, never skipped.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any, Protocol

from cica_portal.emphasis import BOTH, Run, style_of
from cica_portal.text import normalise
from plans.enums import LINE_KINDS
from plans.word.comments import Comment
from plans.word.house import KIND_OF_STYLE, LABEL_STYLE, NOTE_STYLE, key_of_bookmark
from plans.word.losses import Loss, LossKind
from plans.word.markup import signs
from plans.word.markup.elements import MC, M, W, chosen, described, local_name, outside_runs, plain, spaced
from plans.word.markup.normal_runs import normalised, place, said_of, stretch
from plans.word.markup.styles import BODY_LEVEL, Label, Styles, qn, value

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
UNSAID = ("w:caps", "w:smallCaps")
# Where Word may break a word: it is not seen, and each file breaks words by itself.
SOFT_HYPHEN = "\u00ad"


class Reader(Protocol):
    """What a walk needs of the document around the paragraph."""

    document: Any
    styles: Styles
    footnotes: dict[str, str]
    endnotes: dict[str, str]
    comments: dict[str, Comment]
    fields: list[str]
    instruction: str
    place: int
    losses: list[Loss]

    def lose(self, kind: str, text: str, place: int | None = None) -> None: ...

    def join(self, length: int, place: int = 1) -> None: ...


@dataclass
class Paragraph:
    """What a paragraph of the file says and how it is set, before it is known what it becomes.

    Emphasis is in `text` as marks. What all of its words have is the look of a heading: only `body`, the text
    if it becomes none, says that; it is empty where there is no such emphasis.
    """

    text: str = ""
    body: str = ""
    style_names: list[str] = field(default_factory=list)
    level: int = BODY_LEVEL
    label: Label | None = None
    house_label: bool = False
    key: uuid.UUID | None = None
    is_bold: bool = False
    is_centred: bool = False
    is_right: bool = False
    typed: str = ""
    typed_as: str = ""
    base: str = ""
    authors: Sequence[str] = ()
    is_moved: bool = False
    is_turned: bool = False
    row_kind: str = ""
    comments: Sequence[Comment] = ()

    @property
    def label_text(self) -> str:
        """The label that stands before the words, typed or counted."""
        return self.typed or (self.label.text if self.label else "")

    @property
    def label_form(self) -> str:
        return self.label.format if self.label else self.typed_as

    @property
    def words(self) -> str:
        return self.body or self.text

    @property
    def house_kind(self) -> str:
        """The kind of block that the portal wrote here, or nothing in a document from elsewhere."""
        return next((KIND_OF_STYLE[name] for name in self.style_names if name in KIND_OF_STYLE), "")

    @property
    def is_note(self) -> bool:
        return NOTE_STYLE.lower() in self.style_names[:1]

    @property
    def is_title(self) -> bool:
        return any(name in {"title", "subtitle"} for name in self.style_names)


def authors_of(found: Sequence[Paragraph]) -> tuple[str, ...]:
    """Return whose changes paragraphs have that become one, each name once."""
    return tuple(dict.fromkeys(name for part in found for name in part.authors))


class Walk:
    """One way through a paragraph: its text as a reader sees it, and what is lost on the way."""

    def __init__(self, reader: Reader, style: str, *, is_house: bool) -> None:
        self.reader, self.style, self.is_house = reader, style, is_house
        # In titles and headings of its own files the portal writes each hyphen as one that does not break.
        kinds = {KIND_OF_STYLE.get(name) for name in reader.styles.names(style)} if is_house else set()
        self.hyphen = "-" if kinds & LINE_KINDS else "\u2011"
        self.text = ""
        self.runs: list[Run] = []
        self.is_bold = True
        self.soft_hyphens = 0
        self.emphasised: list[str] = []
        self.house_label = False
        self.key: uuid.UUID | None = None
        # What the paragraph said before its tracked changes, and whose they are.
        self.base = ""
        self.authors: list[str] = []
        self.comments: list[Comment] = []
        self.inside_new = 0
        # Where in the report what this paragraph loses stands.
        self.told: list[int] = []

    def follow(self, other: "Walk") -> None:
        """Put the words of the paragraph before, whose end is gone, ahead of these."""
        self.text, self.base = other.text + self.text, other.base + self.base
        self.runs, self.emphasised = other.runs + self.runs, other.emphasised + self.emphasised
        self.is_bold = other.is_bold and self.is_bold
        self.soft_hyphens += other.soft_hyphens
        self.key, self.house_label = other.key or self.key, other.house_label or self.house_label
        self.told = other.told + self.told
        self.comments = other.comments + self.comments
        self.sign(*other.authors)

    def before(self, label: str = "") -> str:
        """Return what the paragraph said before its tracked changes, without its label."""
        base = normalise(self.base if self.is_house else tidy(self.base))
        return base.removeprefix(label).lstrip() if label else base

    def sign(self, *authors: str) -> None:
        self.authors += [author for author in authors if author and author not in self.authors]

    def report(self, made: Paragraph) -> None:
        if self.soft_hyphens:
            self.reader.lose(LossKind.SOFT_HYPHEN, made.text, self.reader.place + 1)
        if self.emphasised and made.level == BODY_LEVEL and not made.is_title and not made.is_bold:
            self.reader.lose(LossKind.EMPHASIS, " … ".join(self.emphasised), self.reader.place + 1)

    def lose(self, kind: str, text: str) -> None:
        self.reader.lose(kind, text)
        self.told.append(len(self.reader.losses) - 1)

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
        elif tag in signs.NEW:
            self.new(element)
        elif tag in signs.GONE:
            self.gone(element)
        elif tag == signs.LEFT_OUT:
            self.lose(LossKind.NOT_TAKEN, element.text)
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
            for child in chosen(element):
                self.element(child)
        elif tag.startswith(M):
            self.lose(LossKind.OBJECT, "".join(element.itertext()))
        elif tag == f"{W}ruby":
            for base in element.findall(qn("w:rubyBase")):
                self.children(base)
            self.lose(LossKind.OTHER, plain(element))
        else:
            self.lose(LossKind.OTHER, plain(element) or local_name(element))

    def new(self, element: Any) -> None:
        """Take over what was inserted, or moved to here: only the former was not there before."""
        before = len(self.text)
        self.inside_new += element.tag == signs.INS
        self.children(element)
        self.inside_new -= element.tag == signs.INS
        if self.text[before:].strip():
            self.sign(signs.author(element))
            self.lose(LossKind.INSERTED, signs.signed(element, self.text[before:]))

    def gone(self, element: Any) -> None:
        runs = (run for run in element.iter(f"{W}r") if not self.is_label(run))
        said = "".join(signs.run_text(run, self.hyphen) for run in runs)
        if not self.inside_new:
            self.base += said
        if said.strip():
            self.sign(signs.author(element))
        told = " ".join(filter(None, [said.strip(), outside_runs(element)])) or plain(element)
        if told:
            self.lose(LossKind.DELETED, signs.signed(element, told))

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
        if self.is_label(run):
            self.house_label = True
            return
        if toggle("w:vanish", properties, self.style) or toggle("w:webHidden", properties, self.style):
            if text := plain(run):
                self.lose(LossKind.HIDDEN, text)
            return
        before = len(self.text)
        for child in run:
            if isinstance(child.tag, str):
                self.content(child)
        said = self.text[before:]
        if not said:
            return
        style = style_of(italic=toggle("w:i", properties, ""), bold=toggle("w:b", properties, ""))
        self.runs.append(Run(said, style))
        if not said.strip():
            return
        self.is_bold = self.is_bold and toggle("w:b", properties, self.style)
        if toggle("w:strike", properties, self.style) or toggle("w:dstrike", properties, self.style):
            self.lose(LossKind.STRUCK, said)
        if self.is_set_apart(properties):
            self.emphasised.append(said)

    def is_label(self, run: Any) -> bool:
        style = value(run.find(qn("w:rPr")), "w:rStyle") if self.is_house else None
        return style is not None and LABEL_STYLE.lower() in self.reader.styles.names(style)[:1]

    def is_set_apart(self, properties: Any) -> bool:
        """Tell whether words are set apart in a way that a plan has no mark for."""
        if any(self.reader.styles.toggle(name, properties, "") for name in UNSAID):
            return True
        if properties is None:
            return False
        for name, normal in (("w:u", "none"), ("w:vertAlign", "baseline")):
            found = properties.find(qn(name))
            if found is not None and found.get(qn("w:val"), normal) != normal:
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
            self.add(spaced(child))
        elif tag in {f"{W}tab", f"{W}ptab"}:
            self.add("\t")
        elif tag in {f"{W}br", f"{W}cr"}:
            if child.get(qn("w:type"), "textWrapping") == "textWrapping":
                self.add("\n")
        elif tag == f"{W}noBreakHyphen":
            self.add(self.hyphen)
        elif tag == f"{W}softHyphen":
            self.add(SOFT_HYPHEN)
        elif tag == f"{W}sym":
            self.add("□")
            self.lose(LossKind.SYMBOL, f"{child.get(qn('w:font'), '')} {child.get(qn('w:char'), '')}")
        elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
            notes = self.reader.footnotes if tag == f"{W}footnoteReference" else self.reader.endnotes
            self.lose(LossKind.FOOTNOTE, notes.get(child.get(qn("w:id"), ""), ""))
        elif tag == f"{W}commentReference":
            said = self.reader.comments.get(child.get(qn("w:id"), ""))
            self.comments += [said] if said is not None and said.text else []
        elif tag in {f"{W}drawing", f"{W}pict", f"{W}object"}:
            self.picture(child)
        elif tag == f"{MC}AlternateContent":
            for shown in chosen(child):
                self.content(shown)
        elif tag in SILENT:
            return
        else:
            self.element(child)

    def add(self, text: str) -> None:
        if self.is_instruction:
            return
        self.soft_hyphens += text.count(SOFT_HYPHEN)
        text = text.replace(SOFT_HYPHEN, "")
        self.text += text
        self.base += "" if self.inside_new else text

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
            self.lose(LossKind.TEXT_BOX, plain(box))
        if element.tag == f"{W}object":
            self.lose(LossKind.OBJECT, described(element))
        elif not boxes:
            self.lose(LossKind.IMAGE, described(element))

    def emphasise(self, made: Paragraph) -> None:
        """Put the emphasis of the runs into the text of the paragraph, which is a stretch of them."""
        runs = (
            self.runs if self.is_house else [Run(text.replace("\t", " "), style) for text, style in self.runs]
        )
        runs = normalised(runs)
        whole = "".join(text for text, _style in runs)
        if not any(style for _text, style in runs) and "*" not in whole:
            return
        found = place(whole, made.text)
        if found is None:
            self.emphasised += [text for text, style in runs if style]
            return
        runs = list(stretch(runs, *found))
        said, lost = said_of(runs)
        self.emphasised += lost
        made.text = said
        if made.house_kind:
            return
        uniform = reduce(and_, (style for text, style in runs if text.strip()), BOTH)
        if uniform:
            made.text, made.body = said_of(Run(text, style & ~uniform) for text, style in runs)[0], said


def tidy(text: str) -> str:
    """Tabs of a layout become spaces; nothing else changes but the blank ends."""
    return text.replace("\t", " ").strip()

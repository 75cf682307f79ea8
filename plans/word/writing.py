"""Writing a plan as a Word document in house style, in one language or in all, side by side.

Labels are written as text in a style of their own: Word can count neither Kazakh letters nor the Russian
ones that such texts use. Each block carries a bookmark, by which an edited file finds its blocks again.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
from django.utils import translation
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from cica_portal import emphasis
from cica_portal.languages import LANGUAGES, NATIVE_NAMES
from plans.enums import BlockKind
from plans.outline import OutlineRow
from plans.word import style_sheet
from plans.word.house import (
    EMPHASES,
    FOOTER_STYLE,
    LABEL_STYLE,
    MARK,
    NOTE_STYLE,
    STYLES,
    Meta,
    bookmark,
    style_id,
)

# What XML cannot hold at all; such signs can only have been pasted by accident.
IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
PIECES = re.compile(r"(\n|\t|[^\n\t]+)")
BLANK_PARTS = frozenset({"/docProps/thumbnail.jpeg", "/customXml/item1.xml", "/word/stylesWithEffects.xml"})


def one_language(rows: Sequence[OutlineRow], language: str, meta: Meta) -> bytes:
    """Return the text in one language as a .docx file."""
    document = _blank(language, meta, width=Mm(210), height=Mm(297), margin=Mm(25))
    body = document.element.body
    if meta.is_unofficial(language):
        body.insert(len(body) - 1, _mark(language))
    for number, row in enumerate(rows, start=1):
        body.insert(len(body) - 1, _paragraph(row, language, number))
    return _saved(document)


def all_languages(rows: Sequence[OutlineRow], meta: Meta, languages: Sequence[str] = LANGUAGES) -> bytes:
    """Return the text in all languages as a .docx file: a row a block, a column a language."""
    document = _blank(languages[0], meta, width=Mm(297), height=Mm(210), margin=Mm(18))
    body = document.element.body
    width = int((Mm(297) - 2 * Mm(18)) / len(languages) / 635)
    table = _table(len(languages), width)
    table.append(_row([_head_cell(language) for language in languages], width, is_head=True))
    for number, row in enumerate(rows, start=1):
        cells = []
        for language in languages:
            paragraph = _paragraph(row, language, number if language == languages[0] else None)
            _say_language(paragraph, language)
            has_mark = row.kind == BlockKind.TITLE and meta.is_unofficial(language)
            cells.append([_mark(language), paragraph] if has_mark else [paragraph])
        table.append(_row(cells, width))
    body.insert(len(body) - 1, table)
    return _saved(document)


def _blank(language: str, meta: Meta, *, width: Mm, height: Mm, margin: Mm) -> Any:
    """Return an empty document with the house's styles, page and fonts, and nothing of the template's own."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
    sheet = style_sheet.styles(language, width=int((width - 2 * margin) / 635), is_justified=width < height)
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    styles.extend(list(parse_xml(sheet)))
    _drop_leftovers(document, language)
    properties = document.core_properties
    properties.title = IMPOSSIBLE.sub("", meta.titles.get(language, ""))[:255]
    properties.author = properties.last_modified_by = ""
    properties.comments = ""
    properties.subject = meta.label
    properties.language = style_sheet.CULTURES[language]
    # python-docx writes the hour as it stands here, and calls it UTC.
    properties.created = properties.modified = meta.at.astimezone(dt.UTC).replace(tzinfo=None)
    _footer(section, meta.label)
    return document


def _drop_leftovers(document: Any, language: str) -> None:
    package, part = document.part.package, document.part
    for owner in (package, part):
        for identifier, relation in list(owner.rels.items()):
            if str(relation.target_part.partname) in BLANK_PARTS:
                del owner.rels[identifier]
            elif relation.reltype == RT.FONT_TABLE:
                relation.target_part._blob = style_sheet.FONTS.encode()
    settings = document.settings.element
    for found in settings.findall(qn("w:themeFontLang")):
        found.set(qn("w:val"), style_sheet.CULTURES[language])
        found.attrib.pop(qn("w:eastAsia"), None)
    for found in settings.findall(qn("w:savePreviewPicture")) + settings.findall(qn("w:rsids")):
        settings.remove(found)


def _footer(section: Any, label: str) -> None:
    """Put the name of the revision and the number of the page at the foot."""
    footer = section.footer
    footer.is_linked_to_previous = False
    element = footer._element
    for child in list(element):
        element.remove(child)
    paragraph = _made("w:p", _made("w:pPr", _valued("w:pStyle", style_id(FOOTER_STYLE))))
    _append_text(paragraph, label)
    paragraph.append(_made("w:r", OxmlElement("w:tab")))
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " PAGE ")
    field.append(_made("w:r", _text("1")))
    paragraph.append(field)
    element.append(paragraph)


def _mark(language: str) -> Any:
    paragraph = _made("w:p", _made("w:pPr", _valued("w:pStyle", style_id(NOTE_STYLE))))
    with translation.override(language):
        _append_text(paragraph, str(MARK))
    _say_language(paragraph, language)
    return paragraph


def _paragraph(row: OutlineRow, language: str, number: int | None) -> Any:
    """Return a block in one language; `number` makes the bookmark, which a file has once for each block."""
    paragraph = _made("w:p", _made("w:pPr", _valued("w:pStyle", style_id(STYLES[BlockKind(row.kind)]))))
    if number is not None:
        start = OxmlElement("w:bookmarkStart")
        start.set(qn("w:id"), str(number))
        start.set(qn("w:name"), bookmark(row.key))
        paragraph.append(start)
    if label := row.label.get(language, ""):
        style = _made("w:rPr", _valued("w:rStyle", style_id(LABEL_STYLE)))
        paragraph.append(_made("w:r", style, _text(label)))
        gap = _text(" ") if row.kind == BlockKind.HEADING else OxmlElement("w:tab")
        style = _made("w:rPr", _valued("w:rStyle", style_id(LABEL_STYLE)))
        paragraph.append(_made("w:r", style, gap))
    for found in emphasis.runs(row.text(language)):
        _append_text(paragraph, found.text, found.style)
    if number is not None:
        end = OxmlElement("w:bookmarkEnd")
        end.set(qn("w:id"), str(number))
        paragraph.append(end)
    return paragraph


def _append_text(paragraph: Any, text: str, style: int = emphasis.PLAIN) -> None:
    text = IMPOSSIBLE.sub("\ufffd", text).replace("\r", "\n")
    if not text:
        return
    run = OxmlElement("w:r")
    if style != emphasis.PLAIN:
        run.append(_made("w:rPr", *(OxmlElement(name) for name in EMPHASES[style])))
    for piece in PIECES.findall(text):
        if piece == "\n":
            run.append(OxmlElement("w:br"))
        elif piece == "\t":
            run.append(OxmlElement("w:tab"))
        else:
            run.append(_text(piece))
    paragraph.append(run)


def _say_language(paragraph: Any, language: str) -> None:
    """Mark every run with its language, so that Word checks each column by its own dictionary."""
    for run in paragraph.findall(qn("w:r")):
        properties = run.find(qn("w:rPr"))
        if properties is None:
            properties = OxmlElement("w:rPr")
            run.insert(0, properties)
        properties.append(_valued("w:lang", style_sheet.CULTURES[language]))


def _head_cell(language: str) -> list[Any]:
    paragraph = _made("w:p", _made("w:pPr", _valued("w:pStyle", "Normal"), OxmlElement("w:keepNext")))
    run = _made("w:r", _made("w:rPr", OxmlElement("w:b")), _text(NATIVE_NAMES[language]))
    paragraph.append(run)
    _say_language(paragraph, language)
    return [paragraph]


def _table(columns: int, width: int) -> Any:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for _column in range(columns))
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{width * columns}" w:type="dxa"/><w:tblBorders>'
        '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/></w:tblBorders>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid></w:tbl>"
    )


def _row(cells: Sequence[Sequence[Any]], width: int, *, is_head: bool = False) -> Any:
    row = OxmlElement("w:tr")
    if is_head:
        row.append(_made("w:trPr", OxmlElement("w:cantSplit"), OxmlElement("w:tblHeader")))
    for paragraphs in cells:
        size = OxmlElement("w:tcW")
        size.set(qn("w:w"), str(width))
        size.set(qn("w:type"), "dxa")
        row.append(_made("w:tc", _made("w:tcPr", size), *paragraphs))
    return row


def _made(tag: str, *children: Any) -> Any:
    element = OxmlElement(tag)
    element.extend(children)
    return element


def _valued(tag: str, value: str) -> Any:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    return element


def _text(text: str) -> Any:
    element = OxmlElement("w:t")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _saved(document: Any) -> bytes:
    """Return the file with the hours of its parts taken out: the same bytes for the same text."""
    stream, plain = io.BytesIO(), io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as saved, zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as made:
        for part in saved.infolist():
            made.writestr(zipfile.ZipInfo(part.filename), saved.read(part), zipfile.ZIP_DEFLATED)
    return plain.getvalue()

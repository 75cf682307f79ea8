"""A Word file of the portal: runs and paragraphs of its body, and the parts around it.

Written as text: a document of 2,000 rows as a tree of objects takes tens of seconds. The same bytes for the
same input.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from cica_portal import spaces
from cica_portal.clock import stamp
from cica_portal.emphasis import PLAIN
from plans.word import house
from plans.word.house import BOUND_STYLE, CULTURES, EMPHASES, FOOTER_STYLE, style_id

# The page of the PDF, A4; the width of its text is what the styles need, in twentieths of a point.
TEXT_WIDTH = 9070

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Of every part with text: some readers of Word files ask each part for both.
W = f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_R}"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# The part that says which comments reply to which, since Word 2013.
THREADS = "commentsExtended"
THREADS_RELATION = f"http://schemas.microsoft.com/office/2011/relationships/{THREADS}"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN = "document"  # the part that holds the body
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# What no XML file may hold; shown as a mark rather than dropped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PIECES = re.compile(r"(\n|\t)")
_TEXTS = re.compile(r'(?<=<w:)(t|delText)( xml:space="preserve")?>[^<]*')
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")


def clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


# The body ----------------------------------------------------------------------------------------------
def run(text: str, properties: str = "", language: str = "", tag: str = "t") -> str:
    """Return a run: line breaks and tabs as Word's own, all else as it is."""
    if language:
        properties += f'<w:lang w:val="{CULTURES[language]}"/>'
    made = [properties and f"<w:rPr>{properties}</w:rPr>"]
    for piece in _PIECES.split(clean(text)):
        if piece == "\n":
            made.append("<w:br/>")
        elif piece == "\t":
            made.append("<w:tab/>")
        elif piece:
            made.append(f'<w:{tag} xml:space="preserve">{escape(piece)}</w:{tag}>')
    return f"<w:r>{''.join(made)}</w:r>"


def emphasised(style: int) -> str:
    """Return the properties of a run by which its words are emphasised."""
    return "".join(f"<{name}/>" for name in EMPHASES[style])


def text_run(text: str, tag: str = "t", style: str = "", language: str = "") -> str:
    """Return a run in a style of the house; nothing where there are no words."""
    return run(text, _named(style), language, tag) if text else ""


def _named(style: str) -> str:
    return f'<w:rStyle w:val="{style_id(style)}"/>' if style else ""


def bound_runs(text: str, properties: str = "", language: str = "", tag: str = "t", style: str = "") -> str:
    """Return runs of which no line ends within a date, or between a number and what belongs to it.

    What is bound for that is in the `style`, where the file has one by which it is read as it was.
    """
    made = []
    for piece, is_bound in spaces.pieces(text):
        if is_bound:
            made.append(
                unparted(run(piece.replace(" ", spaces.NBSP), _named(style) + properties, language, tag))
            )
        else:
            made.append(run(piece, properties, language, tag))
    return "".join(made)


def words_of_plan(text: str, tag: str = "t", emphasis: int = PLAIN, language: str = "") -> str:
    """Return runs of a text that may come back: see `loosen` of `plans.word.markup.elements`."""
    return bound_runs(text, emphasised(emphasis), language, tag, BOUND_STYLE)


def unparted(content: str) -> str:
    """Return content in which no line ends at a hyphen within a word: years and names stay whole."""
    hyphen = '</w:{0}><w:noBreakHyphen/><w:{0} xml:space="preserve">'
    return _TEXTS.sub(lambda found: _HYPHEN.sub(hyphen.format(found[1]), found[0]), content)


def paragraph(content: str, style: str = "", properties: str = "") -> str:
    properties = (f'<w:pStyle w:val="{style_id(style)}"/>' if style else "") + properties
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{content}</w:p>"


def bookmarked(content: str, name: str, place: int) -> str:
    """Return content under a bookmark; a file has each name, and each place, once."""
    return f'<w:bookmarkStart w:id="{place}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{place}"/>'


def table(
    rows: Iterable[str], widths: Sequence[int], *, style: str = "", borders: str = "", above: int = 0
) -> str:
    """Return a table of columns of these widths, with so much room above the words of a cell."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    size = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
    named = style and f'<w:tblStyle w:val="{style}"/>'
    room = f'<w:tblCellMar><w:top w:w="{above}" w:type="dxa"/></w:tblCellMar>' if above else ""
    return (
        f'<w:tbl><w:tblPr>{named}{size}{borders}<w:tblLayout w:type="fixed"/>{room}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: Iterable[str], widths: Sequence[int], *, is_head: bool = False, is_whole: bool = False) -> str:
    """Return a row, on every page if it is the head; one that `is_whole` is not parted between pages."""
    rules = ("<w:cantSplit/>" if is_head or is_whole else "") + ("<w:tblHeader/>" if is_head else "")
    made = "".join(cell(content, width) for content, width in zip(cells, widths, strict=True))
    return f"<w:tr>{rules and f'<w:trPr>{rules}</w:trPr>'}{made}</w:tr>"


def cell(content: str, width: int, looks: str = "") -> str:
    """Return a cell; one without anything in it still needs a paragraph."""
    size = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{size}{looks}</w:tcPr>{content or '<w:p/>'}</w:tc>"


def field(name: str) -> str:
    """Return a number that Word counts: PAGE or NUMPAGES."""
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def foot(text: str, mark: str = "") -> str:
    """Return the foot of the pages: what the file is, and the number of the page; below it the mark of a
    file that comes back."""
    made = paragraph(f"{run(text)}<w:r><w:tab/></w:r>{field('PAGE')}", FOOTER_STYLE)
    return made + (paragraph(run(mark), FOOTER_STYLE) if mark else "")


# A page ------------------------------------------------------------------------------------------------
def page(width: int, height: int, *, top: int, side: int, bottom: int, at_edge: int = 709) -> str:
    """Return a page by its sizes in twentieths of a point; `at_edge` is how far down its foot begins."""
    across = ' w:orient="landscape"' if width > height else ""
    return (
        f'<w:pgSz w:w="{width}" w:h="{height}"{across}/>'
        f'<w:pgMar w:top="{top}" w:right="{side}" w:bottom="{bottom}" w:left="{side}"'
        f' w:header="{at_edge}" w:footer="{at_edge}" w:gutter="0"/>'
    )


A4 = page(11906, 16838, top=1361, side=1418, bottom=1474)


# The file ----------------------------------------------------------------------------------------------
def package(
    body: str,
    *,
    page: str,
    styles: str,
    foot: str,
    title: str,
    language: str,
    at: dt.datetime,
    author: str = "",
    subject: str = "",
    identifier: str = "",
    is_tracked: bool = False,
    comments: str = "",
    threads: str = "",
) -> bytes:
    """Return the file around a body; what is written into one that `is_tracked` is a tracked change, and
    `threads` say which of its comments reply to which."""
    tracked = "<w:trackRevisions/>" if is_tracked else ""
    parts = {
        MAIN: f"<w:document {W}><w:body>{body}<w:sectPr>"
        f'<w:footerReference w:type="default" r:id="rId4"/>{page}</w:sectPr></w:body></w:document>',
        "styles": styles,
        "settings": f'<w:settings {W}>{tracked}<w:defaultTabStop w:val="709"/><w:compat>'
        # A line of a list within a justified paragraph is not torn from edge to edge.
        "<w:doNotExpandShiftReturn/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        ' w:val="15"/></w:compat></w:settings>',
        "fontTable": house.fonts().removeprefix(_HEAD),
        "footer1": f"<w:ftr {W}>{foot}</w:ftr>",
    }
    if comments:
        parts["comments"] = comments
    if threads:
        parts[THREADS] = threads
    # A part is of the kind that its name says, without its number.
    kinds = {name: name.rstrip("1") for name in parts}
    relations = {name: f"{_R}/{kind}" for name, kind in kinds.items() if name != MAIN}
    relations |= {THREADS: THREADS_RELATION} if threads else {}
    around = {
        "[Content_Types].xml": _types(kinds | {MAIN: f"{MAIN}.main"}),
        "_rels/.rels": _relations(
            (f"{_R}/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core(title, language, at, author, subject, identifier),
        "word/_rels/document.xml.rels": _relations(
            *((kind, f"{name}.xml") for name, kind in relations.items())
        ),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (around | {f"word/{name}.xml": text for name, text in parts.items()}).items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), _HEAD + text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _types(kinds: dict[str, str]) -> str:
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'


def _core(title: str, language: str, at: dt.datetime, author: str, subject: str, identifier: str) -> str:
    when = f'xsi:type="dcterms:W3CDTF">{stamp(at)}'
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean(title)[:255])}</dc:title><dc:subject>{escape(clean(subject))}</dc:subject>"
        f"<dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
        f"<dcterms:created {when}</dcterms:created><dcterms:modified {when}</dcterms:modified>"
        f"<dc:identifier>{escape(clean(identifier))}</dc:identifier>"
        f"<dc:language>{CULTURES[language]}</dc:language></cp:coreProperties>"
    )

"""The parts of a Word file with tracked changes around its body: footer, properties, relations."""

import datetime as dt
import re
from xml.sax.saxutils import escape

from cica_portal.emphasis import PLAIN
from plans.word.house import EMPHASES, FOOTER_STYLE, style_id
from plans.word.style_sheet import CULTURES

# The author of the file, and of the changes whose author is not known; one name in every language.
AUTHOR = "CICA Secretariat"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# The page is A4, with the margins of the PDF; the width of its text is what the styles need.
TEXT_WIDTH = 9070

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# What no XML file may hold; shown as a mark rather than dropped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PIECES = re.compile(r"(\n|\t)")


def stamp(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def text_run(text: str, tag: str = "t", style: str = "", emphasis: int = PLAIN) -> str:
    """Return a run in a style, emphasised: line breaks and tabs as Word's own, all else as it is."""
    pieces = []
    for piece in _PIECES.split(clean(text)):
        if piece == "\n":
            pieces.append("<w:br/>")
        elif piece == "\t":
            pieces.append("<w:tab/>")
        elif piece:
            pieces.append(f'<w:{tag} xml:space="preserve">{escape(piece)}</w:{tag}>')
    named = f'<w:rStyle w:val="{style_id(style)}"/>' if style else ""
    properties = named + "".join(f"<{name}/>" for name in EMPHASES[emphasis])
    properties = properties and f"<w:rPr>{properties}</w:rPr>"
    return f"<w:r>{properties}{''.join(pieces)}</w:r>"


def document(body: str) -> str:
    return (
        f'{HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}<w:sectPr>'
        '<w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1361" w:right="1418" w:bottom="1474" w:left="1418" w:header="709" w:footer="709"'
        ' w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def footer(texts: str, hashes: str) -> str:
    """Return the foot of the pages: what is compared, the number of the page, the hashes."""
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f'{HEAD}<w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:pStyle w:val="{style_id(FOOTER_STYLE)}"/></w:pPr>'
        f"{text_run(f'{texts} · {hashes}')}<w:r><w:tab/></w:r>{page}</w:p></w:ftr>"
    )


def core(title: str, language: str, at: dt.datetime) -> str:
    title = escape(clean(title))
    when = f'xsi:type="dcterms:W3CDTF">{stamp(at)}'
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>{AUTHOR}</dc:creator>"
        f"<cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy>"
        f"<dcterms:created {when}</dcterms:created><dcterms:modified {when}</dcterms:modified>"
        f"<dc:language>{CULTURES[language]}</dc:language></cp:coreProperties>"
    )


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
    f'<Override PartName="/word/fontTable.xml" ContentType="{_WORD}.fontTable+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
ROOT_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)
DOCUMENT_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_R}/settings" Target="settings.xml"/>'
    f'<Relationship Id="rId3" Type="{_R}/fontTable" Target="fontTable.xml"/>'
    f'<Relationship Id="rId4" Type="{_R}/footer" Target="footer1.xml"/></Relationships>'
)
SETTINGS = (
    f'{HEAD}<w:settings xmlns:w="{_W}"><w:trackRevisions/><w:defaultTabStop w:val="709"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat></w:settings>'
)

"""The parts of a Word file around its body: page, styles, fonts, properties, foot."""

import datetime as dt
from xml.sax.saxutils import escape

from plans.word.style_sheet import CULTURES, FONTS

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/fontTable.xml" ContentType="{_WORD}.fontTable+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)
_OF_DOCUMENT = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_R}/fontTable" Target="fontTable.xml"/>'
    f'<Relationship Id="rId3" Type="{_R}/footer" Target="footer1.xml"/></Relationships>'
)
_PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="907" w:right="850" w:bottom="1020" w:left="850" w:header="500" w:footer="500" '
    'w:gutter="0"/></w:sectPr>'
)
_LINE = 'w:val="single" w:sz="4" w:space="0" w:color="8C96A3"'
_MARGINS = "".join(
    f'<w:{side} w:w="{size}" w:type="dxa"/>'
    for side, size in (("top", 40), ("left", 85), ("bottom", 40), ("right", 85))
)


def package(body: str, *, title: str, language: str, at: dt.datetime, foot: str) -> dict[str, str]:
    """Return the parts of the file by name; `body` is what stands between its page's margins."""
    made = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "docProps/core.xml": _core(title, language, at),
        "word/_rels/document.xml.rels": _OF_DOCUMENT,
        "word/styles.xml": _styles(CULTURES[language]),
        "word/footer1.xml": _footer(foot),
        "word/document.xml": f'<w:document {_W} xmlns:r="{_R}"><w:body>{body}{_PAGE}</w:body></w:document>',
    }
    return {name: _DECLARATION + text for name, text in made.items()} | {"word/fontTable.xml": FONTS}


def _core(title: str, language: str, at: dt.datetime) -> str:
    when = f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    dated = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{when}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title[:255])}</dc:title><dc:language>{CULTURES[language]}</dc:language>{dated}"
        "</cp:coreProperties>"
    )


def _footer(foot: str) -> str:
    return (
        f'<w:ftr {_W}><w:p><w:pPr><w:tabs><w:tab w:val="right" w:pos="15138"/></w:tabs></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(foot)}</w:t></w:r><w:r><w:tab/></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:t xml:space="preserve"> / </w:t></w:r>'
        '<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>'
    )


def _styles(culture: str) -> str:
    return (
        f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Noto Serif" w:hAnsi="Noto Serif" w:eastAsia="Noto Serif" w:cs="Noto Serif"/>'
        f'<w:sz w:val="17"/><w:szCs w:val="17"/><w:lang w:val="{culture}" w:eastAsia="{culture}" '
        'w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="40" w:line="252" '
        'w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>{_MARGINS}</w:tblCellMar></w:tblPr>'
        "</w:style>"
        '<w:style w:type="table" w:customStyle="1" w:styleId="Matrix"><w:name w:val="Matrix"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
        f"<w:top {_LINE}/><w:bottom {_LINE}/><w:insideH {_LINE}/></w:tblBorders></w:tblPr></w:style>"
        + _style("MatrixTitle", "Matrix Title", '<w:spacing w:after="120"/><w:outlineLvl w:val="0"/>', 28)
        + _style(
            "MatrixHeading",
            "Matrix Heading",
            '<w:keepNext/><w:spacing w:before="280" w:after="120"/><w:outlineLvl w:val="1"/>',
            21,
        )
        + _style("MatrixHead", "Matrix Head", "<w:keepNext/>", 17)
        + '<w:style w:type="paragraph" w:customStyle="1" w:styleId="MatrixNote"><w:name w:val="Matrix Note"/>'
        '<w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="60" w:after="0"/></w:pPr>'
        '<w:rPr><w:color w:val="4F5A69"/><w:sz w:val="15"/><w:szCs w:val="15"/></w:rPr></w:style></w:styles>'
    )


def _style(identifier: str, name: str, properties: str, size: int) -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr>{properties}</w:pPr><w:rPr><w:b/><w:bCs/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )

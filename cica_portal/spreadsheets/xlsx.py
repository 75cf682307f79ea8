"""A workbook from tables: typed cells, headings that stay and repeat, landscape A4; the same bytes again.

Written part by part as text: a library that models every cell takes twenty times as long.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from cica_portal.spreadsheets import Cell, Column, Sheet, is_formula_like

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a cell can hold; a longer text ends with an ellipsis.
LONGEST = 32_767
IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet reads _x0041_ as the letter A: what looks like it is written so that it is read as it stands.
CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
DAY_ZERO = dt.date(1899, 12, 30)
HEAD, TEXT, GUARDED, NUMBER, DATE, INSTANT, SHADED = range(1, 8)
LAST_ROW = 1_048_576

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_HIDDEN, _SELECTED = ' state="hidden"', ' tabSelected="1"'

_WRAP = '<alignment vertical="top" wrapText="1"/>'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="10"/><name val="Noto Sans"/></font>'
    '<font><b/><sz val="10"/><name val="Noto Sans"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEEF1F5"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="8"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    f'<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyAlignment="1">{_WRAP}</xf>'
    f'<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">{_WRAP}</xf>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyAlignment="1">'
    f"{_WRAP}</xf>"
    f'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">{_WRAP}</xf>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"'
    f' applyAlignment="1">{_WRAP}</xf>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"'
    f' applyAlignment="1">{_WRAP}</xf>'
    '<xf numFmtId="49" fontId="0" fillId="2" borderId="0" xfId="0" quotePrefix="1" applyAlignment="1">'
    f"{_WRAP}</xf></cellXfs>"
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def written(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """Return the workbook; `title` is kept in its properties."""
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")], core="docProps/core.xml"),
        "docProps/core.xml": (
            f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{_escaped(title)}</dc:title></cp:coreProperties>"
        ),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relationships(
            [
                *(("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _STYLES,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, text in parts.items():
            package.writestr(_entry(name), _DECLARATION + text)
        for number, sheet in enumerate(sheets, start=1):
            text = "".join(_sheet(sheet, is_first=number == 1))
            package.writestr(_entry(f"xl/worksheets/sheet{number}.xml"), _DECLARATION + text)
    return stream.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    # A fixed date: the same tables make the same bytes.
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _content_types(sheets: int) -> str:
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for number in range(1, sheets + 1)
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{CONTENT_TYPE}.main+xml"/>{overrides}'
        '<Override PartName="/xl/styles.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relationships(targets: Iterable[tuple[str, str]], *, core: str = "") -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    if core:
        kind = f"{_PACKAGE}/relationships/metadata/core-properties"
        found += f'<Relationship Id="core" Type="{kind}" Target="{core}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _workbook(sheets: Sequence[Sheet]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}"{_HIDDEN if sheet.is_hidden else ""} '
        f'r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    names = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{number}">{_quoted(sheet.name)}!$1:$1'
        "</definedName>"
        for number, sheet in enumerate(sheets)
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets>'
        f"<definedNames>{names}</definedNames></workbook>"
    )


def _quoted(name: str) -> str:
    return "'" + escape(name).replace("'", "''") + "'"


def _sheet(sheet: Sheet, *, is_first: bool) -> Iterator[str]:
    yield (
        f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"{_SELECTED if is_first else ""}>'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/><cols>'
    )
    for number, column in enumerate(sheet.columns, start=1):
        hidden = ' hidden="1"' if column.is_hidden else ""
        yield f'<col min="{number}" max="{number}" width="{column.width}" customWidth="1"{hidden}/>'
    yield "</cols><sheetData>"
    yield _head(sheet.columns)
    zone = ZoneInfo(sheet.zone)
    shaded = [column.is_shaded for column in sheet.columns]
    letters = [letter(place) for place in range(len(sheet.columns))]
    for number, cells in enumerate(sheet.rows, start=2):
        yield f'<row r="{number}">'
        for place, cell in enumerate(cells):
            if cell is not None and cell != "":
                yield _cell(f"{letters[place]}{number}", cell, zone, is_shaded=shaded[place])
        yield "</row>"
    yield "</sheetData>"
    if sheet.rows:
        yield f'<autoFilter ref="A1:{letters[-1]}{len(sheet.rows) + 1}"/>'
    yield _choices(sheet.columns)
    yield (
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    )


def _head(columns: Sequence[Column]) -> str:
    cells = "".join(_string(f"{letter(place)}1", column.title, HEAD) for place, column in enumerate(columns))
    return f'<row r="1">{cells}</row>'


@lru_cache(maxsize=256)
def letter(place: int) -> str:
    """Return the name of a column, counted from 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _cell(reference: str, cell: Cell, zone: ZoneInfo, *, is_shaded: bool) -> str:
    if isinstance(cell, str):
        style = SHADED if is_shaded else GUARDED if is_formula_like(cell) else TEXT
        return _string(reference, cell, style)
    if isinstance(cell, dt.datetime):
        local = cell.astimezone(zone).replace(tzinfo=None)
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        return _number(reference, f"{(local.date() - DAY_ZERO).days + seconds / 86_400:.10f}", INSTANT)
    if isinstance(cell, dt.date):
        return _number(reference, str((cell - DAY_ZERO).days), DATE)
    return _number(reference, str(cell), NUMBER)


def _number(reference: str, value: str, style: int) -> str:
    return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'


def _string(reference: str, text: str, style: int) -> str:
    shown = f'<is><t xml:space="preserve">{_escaped(text)}</t></is>'
    return f'<c r="{reference}" s="{style}" t="inlineStr">{shown}</c>'


def _escaped(text: str) -> str:
    text = IMPOSSIBLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    return escape(CODED.sub("_x005F_", text) if "_x" in text else text)


def _choices(columns: Sequence[Column]) -> str:
    offered = [(place, column.choices) for place, column in enumerate(columns) if column.choices]
    if not offered:
        return ""
    lists = "".join(
        f'<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="{letter(place)}2:'
        f'{letter(place)}{LAST_ROW}"><formula1>{escape(_listed(choices))}</formula1></dataValidation>'
        for place, choices in offered
    )
    return f'<dataValidations count="{len(offered)}">{lists}</dataValidations>'


def _listed(choices: Sequence[str]) -> str:
    return '"' + ",".join(choice.replace(",", ";").replace('"', "'") for choice in choices) + '"'

"""A workbook from tables: typed cells, headings that stay and repeat, landscape A4; the same bytes again.

On paper each page says what it belongs to, lines part the cells, and the first columns say whose row it is.
"""

import datetime as dt
import io
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cica_portal.spreadsheets import Cell, Column, Sheet, is_formula_like

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a cell can hold; a longer text ends with an ellipsis.
LONGEST = 32_767
IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LAST_ROW = 1_048_575
A4 = 9
# So much wider than a usual sign is a bold one.
BOLD = 1.2
# What the head of a page can hold is 255 signs, its own marks included.
LONGEST_HEADER = 200
# So many signs stand side by side on a page across; more columns go on to the next page.
SIGNS_ON_A_PAGE = 160
# A fixed date: the same tables make the same bytes.
WRITTEN = dt.datetime(1980, 1, 1)  # noqa: DTZ001

_FONT = {"font_name": "Noto Sans", "font_size": 10}
_CELL = {"valign": "top", "text_wrap": True}
_TEXT = _CELL | {"num_format": 49}
# At the left: a number at the right would touch the words of the next column.
_LEFT = _CELL | {"align": "left"}
_FILL = {"bg_color": "#EEF1F5"}
_FORMATS: dict[str, dict[str, Any]] = {
    "head": _TEXT | _FILL | {"bold": True, "font_scheme": ""},
    "text": _TEXT,
    "guarded": _TEXT | {"quote_prefix": True},
    "shaded": _TEXT | _FILL | {"quote_prefix": True},
    "number": _LEFT,
    "shaded number": _LEFT | _FILL,
    "date": _LEFT | {"num_format": r"yyyy\-mm\-dd"},
    "instant": _LEFT | {"num_format": r"yyyy\-mm\-dd\ hh:mm:ss"},
}


_WRITERS = {
    "text": "write_string",
    "guarded": "write_string",
    "shaded": "write_string",
    "number": "write_number",
    "shaded number": "write_number",
    "date": "write_datetime",
    "instant": "write_datetime",
}


def written(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """Return the workbook; `title` is kept in its properties."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - for who asks for a workbook

    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True, "default_format_properties": dict(_FONT)}) as book:
        book.set_properties({"title": _possible(title), "created": WRITTEN})
        formats = {style: book.add_format(fields) for style, fields in _FORMATS.items()}
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, formats, title=title)
    return stream.getvalue()


def _write(page: "Worksheet", sheet: Sheet, formats: dict[str, "Format"], *, title: str) -> None:
    _lay_out(page, sheet, title=title)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, _width(column), None, {"hidden": column.is_hidden})
        page.write_string(0, place, _possible(column.title), formats["head"])
        if column.choices:
            offered = {"validate": "list", "source": [_choice(word) for word in column.choices]}
            page.data_validation(1, place, LAST_ROW, place, offered)
    zone = ZoneInfo(sheet.zone)
    for number, cells in enumerate(sheet.rows, start=1):
        for place, cell in enumerate(cells):
            if cell is not None and cell != "":
                value, style = _typed(cell, zone, is_shaded=sheet.columns[place].is_shaded)
                getattr(page, _WRITERS[style])(number, place, value, formats[style])
            elif sheet.columns[place].is_shaded:
                page.write_blank(number, place, None, formats["shaded"])


def _lay_out(page: "Worksheet", sheet: Sheet, *, title: str) -> None:
    """Set how the sheet is looked at and printed: across, as many pages wide as keep it readable."""
    if sheet.is_hidden:
        page.hide()
    page.freeze_panes(1, 0)
    if sheet.rows and not sheet.is_for_print:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.set_header("&L&8 " + _possible(title).replace("&", "&&")[:LONGEST_HEADER])
    page.set_footer("&L&8&A&R&8&P / &N")
    page.repeat_rows(0)
    shown = [place for place, one in enumerate(sheet.columns) if not one.is_hidden]
    leading = shown[: sheet.leading]
    signs, repeated = (sum(_width(sheet.columns[place]) for place in found) for found in (shown, leading))
    is_narrow = sheet.is_for_print or signs <= SIGNS_ON_A_PAGE
    wide = 1 if is_narrow else math.ceil((signs - repeated) / (SIGNS_ON_A_PAGE - repeated))
    page.fit_to_pages(wide, 0)
    page.hide_gridlines(0)  # none is hidden: they part the cells on paper, too
    if wide > 1:
        # Whose row it is, on each page beside the first.
        page.repeat_columns(0, leading[-1])


def _width(column: Column) -> int:
    """Return a width in which no word of the heading, which is bold, is parted."""
    return max(column.width, *(math.ceil(len(word) * BOLD) + 1 for word in column.title.split() or [""]))


def _typed(cell: Cell, zone: ZoneInfo, *, is_shaded: bool) -> tuple[Any, str]:
    """Return a cell as it is written, and in which format; no text is taken for a formula or a number."""
    if isinstance(cell, str):
        style = "shaded" if is_shaded else "guarded" if is_formula_like(cell) else "text"
        return _possible(cell), style
    if isinstance(cell, dt.datetime):
        return cell.astimezone(zone).replace(tzinfo=None, microsecond=0), "instant"
    if isinstance(cell, dt.date):
        return cell, "date"
    return cell, "shaded number" if is_shaded else "number"


def _possible(text: str) -> str:
    """Return a text as a cell can hold it."""
    text = IMPOSSIBLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _choice(word: str) -> str:
    return word.replace(",", ";").replace('"', "'")

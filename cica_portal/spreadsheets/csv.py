"""A table as CSV: UTF-8 with its mark, instants with their offset, formula leads guarded."""

import csv
import datetime as dt
import io
from zoneinfo import ZoneInfo

from cica_portal.spreadsheets import Cell, Sheet, is_formula_like

BYTE_ORDER_MARK = "\ufeff"  # by which a spreadsheet knows Russian and Kazakh letters


def written(sheet: Sheet) -> bytes:
    stream = io.StringIO()
    stream.write(BYTE_ORDER_MARK)
    writer = csv.writer(stream)
    zone = ZoneInfo(sheet.zone)
    writer.writerow([guarded(column.title) for column in sheet.columns])
    writer.writerows([_text(cell, zone) for cell in row] for row in sheet.rows)
    return stream.getvalue().encode()


def guarded(text: str) -> str:
    return f"'{text}" if is_formula_like(text) else text


def _text(cell: Cell, zone: ZoneInfo) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return guarded(cell) if isinstance(cell, str) else str(cell)

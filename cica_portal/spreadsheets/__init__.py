"""Tables for spreadsheets, written and read: XLSX with typed cells, CSV with guarded ones (rule 27).

Text stays text whatever it begins with: in XLSX by its type, in CSV by an apostrophe that deletes nothing.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

# With these a spreadsheet begins a formula, or what it takes for one: in the East of Asia by wide signs, too.
FORMULA_LEADS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Cell = str | int | float | Decimal | dt.date | dt.datetime | None


def is_formula_like(text: str) -> bool:
    """Tell whether a spreadsheet could take the text for a formula, leading white space aside."""
    return text.startswith(("\t", "\r")) or text.lstrip().startswith(FORMULA_LEADS)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in signs, what may be chosen in it; shaded is what is not edited."""

    title: str
    width: int = 18
    is_hidden: bool = False
    is_shaded: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with one row of headings; `zone` is whose clock its hours are told by. One that is for print is
    as wide as a page; a wider one repeats its `leading` columns on each page across."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    zone: str = "UTC"
    is_hidden: bool = False
    is_for_print: bool = False
    leading: int = 1

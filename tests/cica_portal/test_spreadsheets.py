import csv as standard
import datetime as dt
import io
import zipfile

import pytest
from lxml import etree

from cica_portal import uploads
from cica_portal.spreadsheets import Column, Sheet, csv, reading, xlsx
from cica_portal.uploads import refusals

# What people could write to make somebody else's spreadsheet compute, or what only looks like it.
LEADS = (
    '=HYPERLINK("https://example.org";"click")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "\n@x",
)
PLAIN = ("Қазақстан – «ұсыныс»", "3 = 2 + 1", "_x0041_ stays", "a\n\nb", "100 %", "<&>\"'")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
AT = dt.datetime(2022, 6, 6, 17, 59, 30, tzinfo=dt.UTC)


def sheet(*rows, columns=1, **fields):
    return Sheet("Түсініктемелер", tuple(Column(f"Column {n}") for n in range(columns)), rows, **fields)


def parsed(content, part="xl/worksheets/sheet1.xml"):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read(part))


def cells(content):
    return {cell.get("r"): cell for cell in parsed(content).iter(f"{MAIN}c")}


@pytest.mark.parametrize("text", LEADS)
def test_text_that_looks_like_a_formula_stays_text_in_a_workbook(text):
    made = xlsx.written([sheet((text,))], title="Table")
    found = cells(made)["A2"]
    assert (found.get("t"), found.get("s"), found.find(f"{MAIN}f")) == ("inlineStr", str(xlsx.GUARDED), None)
    assert reading.tables(made)["Түсініктемелер"][1] == [text.replace("\r", "\n")]
    style = parsed(made, "xl/styles.xml").find(f"{MAIN}cellXfs")[xlsx.GUARDED]
    assert style.get("quotePrefix") == "1"


@pytest.mark.parametrize("text", LEADS)
def test_text_that_looks_like_a_formula_is_guarded_in_csv_and_nothing_is_deleted(text):
    made = csv.written(sheet((text,))).decode("utf-8-sig")
    assert list(standard.reader(io.StringIO(made, newline="")))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_comes_back_as_it_was(text):
    made = xlsx.written([sheet((text,))], title="Table")
    assert cells(made)["A2"].get("s") == str(xlsx.TEXT)
    assert reading.tables(made)["Түсініктемелер"][1] == [text]
    table = csv.written(sheet((text,))).decode("utf-8-sig")
    assert list(standard.reader(io.StringIO(table, newline="")))[1] == [text]


def test_numbers_dates_and_instants_are_what_they_are():
    row = (7, dt.date(2022, 6, 6), AT, None)
    made = xlsx.written([sheet(row, columns=4, zone="Asia/Almaty")], title="Table")
    found = {name: (cell.get("t"), cell.get("s"), cell[0].text) for name, cell in cells(made).items()}
    assert found["A2"] == (None, str(xlsx.NUMBER), "7")
    assert found["B2"] == (None, str(xlsx.DATE), "44718")
    assert found["C2"] == (None, str(xlsx.INSTANT), f"{44718 + (23 * 3600 + 59 * 60 + 30) / 86400:.10f}")
    assert "D2" not in found
    table = csv.written(sheet(row, columns=4, zone="Asia/Almaty")).decode("utf-8-sig").splitlines()
    assert table[1] == "7,2022-06-06,2022-06-06T23:59:30+06:00,"


def test_a_workbook_passes_the_gate_and_is_the_same_bytes_again():
    tables = [sheet(("a",)), Sheet("Қосымша", (Column("x", choices=("бір", "екі"), is_hidden=True),), ())]
    made = xlsx.written(tables, title="Table")
    assert made == xlsx.written(tables, title="Table")
    assert uploads.kind_of(made) == "xlsx"
    assert list(reading.tables(made)) == ["Түсініктемелер", "Қосымша"]


def test_headings_stay_repeat_and_lie_across_the_page():
    made = xlsx.written([sheet(("a",))], title="Table")
    text = etree.tostring(parsed(made)).decode()
    assert 'state="frozen"' in text and 'orientation="landscape"' in text and 'paperSize="9"' in text
    assert "$1:$1" in etree.tostring(parsed(made, "xl/workbook.xml")).decode()


def test_a_text_longer_than_a_cell_ends_with_an_ellipsis():
    found = reading.tables(xlsx.written([sheet(("x" * 40_000,))], title="Table"))["Түсініктемелер"][1][0]
    assert (len(found), found[-1]) == (xlsx.LONGEST, "…")


def test_columns_are_named_as_spreadsheets_name_them():
    assert [xlsx.letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_rows_without_end_are_refused():
    made = xlsx.written([sheet(*[("a",)] * (reading.ROWS + 1))], title="Table")
    with pytest.raises(reading.TooManyRows):
        reading.tables(made)


def test_a_workbook_without_its_parts_is_damaged():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(refusals.Damaged):
        reading.tables(stream.getvalue())

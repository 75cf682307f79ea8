import csv as standard
import datetime as dt
import io
import zipfile

import pytest
from lxml import etree

from cica_portal import uploads
from cica_portal.spreadsheets import Column, Sheet, csv, reading, xlsx

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
    "\uff1dHYPERLINK(A1)",
    " \uff0b1",
    "\uff0d1",
    "\uff20SUM(A1)",
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


def format_of(content, name):
    """Return how a cell looks: its style, and the code of what it shows."""
    styles = parsed(content, "xl/styles.xml")
    style = styles.find(f"{MAIN}cellXfs")[int(cells(content)[name].get("s", 0))]
    codes = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter(f"{MAIN}numFmt")}
    return style, codes.get(style.get("numFmtId"), style.get("numFmtId"))


@pytest.mark.parametrize("text", LEADS)
def test_text_that_looks_like_a_formula_stays_text_in_a_workbook(text):
    made = xlsx.written([sheet((text,))], title="Table")
    found = cells(made)["A2"]
    assert (found.get("t"), found.find(f"{MAIN}f")) == ("s", None)
    assert reading.tables(made)["Түсініктемелер"][1] == [text.replace("\r", "\n")]
    style, code = format_of(made, "A2")
    assert (style.get("quotePrefix"), code) == ("1", "49")


@pytest.mark.parametrize("text", LEADS)
def test_text_that_looks_like_a_formula_is_guarded_in_csv_and_nothing_is_deleted(text):
    made = csv.written(sheet((text,))).decode("utf-8-sig")
    assert list(standard.reader(io.StringIO(made, newline="")))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_comes_back_as_it_was(text):
    made = xlsx.written([sheet((text,))], title="Table")
    style, code = format_of(made, "A2")
    assert (cells(made)["A2"].get("t"), style.get("quotePrefix"), code) == ("s", None, "49")
    assert reading.tables(made)["Түсініктемелер"][1] == [text]
    table = csv.written(sheet((text,))).decode("utf-8-sig")
    assert list(standard.reader(io.StringIO(table, newline="")))[1] == [text]


def test_numbers_dates_and_instants_are_what_they_are():
    row = (7, dt.date(2022, 6, 6), AT, None)
    made = xlsx.written([sheet(row, columns=4, zone="Asia/Almaty")], title="Table")
    found = {name: float(cell[0].text) for name, cell in cells(made).items() if cell.get("t") is None}
    assert found == pytest.approx(
        {"A2": 7, "B2": 44718, "C2": 44718 + (23 * 3600 + 59 * 60 + 30) / 86400}, rel=0, abs=1e-9
    )
    assert [format_of(made, name)[1] for name in found] == [
        "0",
        r"yyyy\-mm\-dd",
        r"yyyy\-mm\-dd\ hh:mm:ss",
    ]
    assert "D2" not in cells(made)
    table = csv.written(sheet(row, columns=4, zone="Asia/Almaty")).decode("utf-8-sig").splitlines()
    assert table[1] == "7,2022-06-06,2022-06-06T23:59:30+06:00,"


def test_a_workbook_passes_the_gate_and_is_the_same_bytes_again(monkeypatch):
    monkeypatch.setattr(xlsx, "_FONT", {"font_name": "Noto Sans", "font_size": 10})  # as a process begins
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


def test_a_printed_page_says_what_it_is_of_and_its_lines_part_the_cells():
    page = parsed(xlsx.written([sheet((1, dt.date(2022, 6, 6), "a"), columns=3)], title="7 & 8" * 80))
    assert page.find(f"{MAIN}printOptions").get("gridLines") == "1"
    said = page.find(f"{MAIN}headerFooter")
    head, foot = said.find(f"{MAIN}oddHeader").text, said.find(f"{MAIN}oddFooter").text
    assert head.startswith("&L&8 7 && 87 && 8") and len(head) <= 255
    assert foot == "&L&8&A&R&8&P / &N"


def test_a_column_is_as_wide_as_the_longest_word_of_its_heading():
    columns = (Column("Язык представления", 10), Column("№", 6))
    found = parsed(xlsx.written([Sheet("A", columns, ())], title="A")).iter(f"{MAIN}col")
    assert [round(float(one.get("width"))) for one in found] == [18, 7]


def test_numbers_and_days_stand_beside_words_and_do_not_touch_them():
    made = xlsx.written([sheet((1, dt.date(2022, 6, 6), AT), columns=3)], title="Table")
    found = [format_of(made, name)[0].find(f"{MAIN}alignment") for name in ("A2", "B2", "C2")]
    assert [one.get("horizontal") for one in found] == ["left"] * 3


@pytest.mark.parametrize(("leading", "repeated"), [(1, "$A:$B"), (2, "$A:$C")])
def test_each_page_beside_the_first_says_whose_row_it_is_though_the_first_column_is_hidden(leading, repeated):
    columns = (Column("Key", is_hidden=True), Column("No."), *(Column("Text", 90) for _ in range(3)))
    table = Sheet("Form", columns, (("k", 1, "a", "b", "c"),), leading=leading)
    made = xlsx.written([table], title="Form")
    (titles,) = (
        one.text
        for one in parsed(made, "xl/workbook.xml").iter(f"{MAIN}definedName")
        if one.get("name") == "_xlnm.Print_Titles"
    )
    assert titles == f"Form!{repeated},Form!$1:$1"


def test_a_text_longer_than_a_cell_ends_with_an_ellipsis():
    found = reading.tables(xlsx.written([sheet(("x" * 40_000,))], title="Table"))["Түсініктемелер"][1][0]
    assert (len(found), found[-1]) == (xlsx.LONGEST, "…")


def columns_of(*widths, hidden=()):
    columns = tuple(Column(f"{n}", width, is_hidden=n in hidden) for n, width in enumerate(widths))
    made = xlsx.written([Sheet("Wide", columns, (("a",) * len(widths),))], title="Table")
    return parsed(made).find(f"{MAIN}pageSetup")


@pytest.mark.parametrize(
    ("widths", "hidden", "pages"), [((40, 60), (), 1), ((45,) * 15, (), 6), ((150, 40), (1,), 1)]
)
def test_a_wide_table_prints_on_several_pages_side_by_side(widths, hidden, pages):
    setup = columns_of(*widths, hidden=hidden)
    assert (int(setup.get("fitToWidth", 1)), setup.get("fitToHeight")) == (pages, "0")


def test_what_is_hidden_shaded_or_chosen_from_is_so_in_the_file():
    columns = (
        Column("Key", is_hidden=True),
        Column("Text", is_shaded=True),
        Column("Type", choices=("a", "b, c")),
    )
    rows = (("k", "=t", None), ("l", 5, None), ("m", None, None))
    tables = [Sheet("Form", columns, rows), Sheet("Mark", (Column("x"),), (), is_hidden=True)]
    made = xlsx.written(tables, title="Form")
    page = parsed(made)
    assert [one.get("hidden") for one in page.iter(f"{MAIN}col")] == ["1", None]
    (choice,) = page.iter(f"{MAIN}dataValidation")
    assert (choice.get("sqref"), choice[0].text) == ("C2:C1048576", '"a,b; c"')
    assert page.find(f"{MAIN}autoFilter").get("ref") == "A1:C4"
    sheets = parsed(made, "xl/workbook.xml").iter(f"{MAIN}sheet")
    assert [one.get("state") for one in sheets] == [None, "hidden"]
    styles = [format_of(made, name)[0] for name in ("B2", "B3", "B4")]
    assert [style.get("applyFill") for style in styles] == ["1"] * 3
    assert styles[0].get("quotePrefix") == "1"


def test_a_coded_sign_is_read_as_the_sign_and_a_day_as_its_number():
    made = xlsx.written([sheet(("a_b", dt.date(2022, 6, 6)), columns=2)], title="Table")
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as package, zipfile.ZipFile(stream, "w") as other:
        for name in package.namelist():
            other.writestr(name, package.read(name).replace(b"<t>a_b</t>", b"<t>a_x000D__x005F_x0041_</t>"))
    assert reading.tables(stream.getvalue())["Түсініктемелер"][1] == ["a\r_x0041_", "44718"]


def test_rows_without_end_are_refused():
    made = xlsx.written([sheet(*[("a",)] * (reading.ROWS + 1))], title="Table")
    with pytest.raises(uploads.Refused, match="more than"):
        reading.tables(made)


def test_a_workbook_without_its_parts_is_damaged():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(uploads.Refused, match="damaged"):
        reading.tables(stream.getvalue())

import csv
import datetime as dt
import io
import zipfile

import pytest
from django.urls import reverse
from lxml import etree
from xlsxwriter.utility import xl_col_to_name

from cica_portal import uploads
from cica_portal.spaces import ordinary
from cica_portal.spreadsheets import reading
from comments.models import Comment, Response
from comments.reading import columns, working_translations
from members.models import User
from tests.cica_portal.test_spreadsheets import cells, format_of
from tests.factories import comments, members

LANGUAGES = ("en", "ru", "kk")
EVIL = '=HYPERLINK("https://example.org";"click")'
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def filed(consultation, contact, other):
    """File three comments: one in Kazakh with a wording, one like a formula, one on the whole text."""
    comments.draft(
        consultation,
        contact,
        language="kk",
        remark="Ескертпе",
        proposed_text="Жаңа *редакция*",
        rationale="Негіздеме",
        operation="MOD",
    )
    comments.draft(consultation, other, remark=EVIL, rationale="-1+1", type="technical")
    comments.draft(consultation, other, remark="On the whole", block_key=None, type="editorial")
    for person in (contact, other):
        comments.answer(consultation, person, "comments")
    return consultation


@pytest.fixture
def translated(filed, officer, at):
    comment = Comment.objects.get(language="kk")
    words = {"remark": "A remark, in English", "wording": "New wording", "rationale": "A reason in English"}
    working_translations.save(comment, "en", status="draft", version=0, by=officer, at=at, **words)
    return filed


def address(consultation, language, kind):
    return reverse("comments:compilation-file", args=[consultation.pk, language, kind])


def got(client, consultation, language="en", kind="xlsx", **query):
    answer = client.get(address(consultation, language, kind), query)
    assert answer.status_code == 200
    return answer.content


def table(content):
    """Return the first sheet as one mapping a row, by the headings."""
    head, *rows = next(iter(reading.tables(content).values()))
    return [dict(zip(head, row + [""] * len(head), strict=False)) for row in rows]


def word_text(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def test_workbook_holds_every_comment_in_the_language_it_was_filed_in(translated, officer, client):
    client.force_login(officer)
    content = got(client, translated)
    assert uploads.kind_of(content) == "xlsx"
    rows = table(content)
    assert [(row["No."], row["Code"], row["Comment"]) for row in rows] == [
        ("1", "TR", "On the whole"),
        ("2", "KZ", "Ескертпе"),
        ("3", "TR", EVIL),
    ]
    kazakh = rows[1]
    assert kazakh["Language of submission"] == "Kazakh"
    assert kazakh["Proposed wording (Kazakh)"] == "Жаңа *редакция*"
    assert kazakh["Proposed wording (English)"] == ""
    assert kazakh["Working translation (English): status"] == "not checked"
    assert kazakh["Working translation: comment"] == "A remark, in English"
    assert rows[0]["Working translation (English): status"] == "submitted in this language"


@pytest.mark.parametrize(
    ("language", "heads", "status"),
    [
        ("en", ("Comment", "Reason"), "not checked"),
        ("ru", ("Комментарий", "Обоснование"), "перевода нет"),
        ("kk", ("Ескертпе", "Негіздеме"), "осы тілде ұсынылған"),
    ],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_headings_are_in_the_language_asked_for_and_texts_in_their_own(
    translated, officer, client, language, heads, status, kind
):
    client.force_login(officer)
    content = got(client, translated, language, kind)
    if kind == "xlsx":
        rows = table(content)
    else:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [rows[1][head] for head in heads] == ["Ескертпе", "Негіздеме"]
    assert status in rows[1].values()


def test_cells_are_of_their_kind_and_the_zone_of_the_hour_is_stated(filed, officer, client):
    client.force_login(officer)
    content = got(client, filed)
    titles = reading.tables(content)["Comments"][0]
    place = xl_col_to_name(titles.index("Received (Nur-Sultan time)"))
    found = cells(content)
    received = dt.datetime(1899, 12, 30) + dt.timedelta(days=float(found[f"{place}2"][0].text))
    response = Comment.objects.get(remark="On the whole").response
    wall = response.received_at.astimezone(dt.timezone(dt.timedelta(hours=6))).replace(tzinfo=None)
    assert abs(received - wall) < dt.timedelta(seconds=1)
    assert [format_of(content, name)[1] for name in (f"{place}2", "A2")] == [
        r"yyyy\-mm\-dd\ hh:mm:ss",
        "0",
    ]
    assert found["A2"].get("t") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cell_computes_anything(filed, officer, client, language):
    client.force_login(officer)
    content = got(client, filed, language)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [package.read(name) for name in package.namelist() if "worksheets/" in name]
    assert len(sheets) == 4
    assert not any(list(etree.fromstring(sheet).iter(f"{S}f")) for sheet in sheets)
    rows = list(csv.reader(io.StringIO(got(client, filed, language, "csv").decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert f"'{EVIL}" in cells and "'-1+1" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_a_sheet_for_printing_leaves_long_words_and_the_lines_of_a_text_as_they_are(
    consultation, contact, officer, client
):
    said = f"See https://example.org/{'path/' * 20}page, and\n– that;\n– this."
    comments.answer(consultation, contact, "comments", remark=said, block_key=None)
    client.force_login(officer)

    _head, row, *_more = reading.tables(got(client, consultation))["For printing"]

    assert said in row


PRINTED = {"en": "For printing", "ru": "Для печати", "kk": "Басып шығару үшін"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_for_printing_is_as_wide_as_a_page_and_loses_no_words(
    consultation, contact, officer, client, language
):
    remark = " ".join(f"word{number}" for number in range(900))
    comments.answer(consultation, contact, "comments", remark=remark, block_key=None)
    client.force_login(officer)

    content = got(client, consultation, language)

    head, *rows = reading.tables(content)[PRINTED[language]]
    assert len(head) == 8 and rows[0][0] == "1"
    place = next(number for number, cell in enumerate(rows[0]) if cell.startswith("word0 "))
    assert " ".join(row[place] for row in rows if len(row) > place) == remark
    assert len(rows) > 3 and max(len(row[place]) for row in rows if len(row) > place) < 30 * 40
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheet = etree.fromstring(package.read("xl/worksheets/sheet2.xml"))
        names = etree.fromstring(package.read("xl/workbook.xml")).iter(f"{S}definedName")
        repeated = [one.text for one in names if one.get("name") == "_xlnm.Print_Titles"]
    # On each page across the sheet of all columns names number, State and paragraph.
    assert sum("!$A:$C," in one for one in repeated) == 1
    assert [one.name for one in columns.COLUMNS if one.value][:3] == ["number", "state", "paragraph"]
    setup = sheet.find(f"{S}pageSetup")
    assert (setup.get("orientation"), setup.get("fitToWidth", "1"), setup.get("fitToHeight")) == (
        "landscape",
        "1",
        "0",
    )
    assert sheet.find(f"{S}printOptions").get("gridLines") == "1"


def test_files_take_the_filters_of_the_page(filed, officer, client):
    client.force_login(officer)
    assert [row["No."] for row in table(got(client, filed, state="TR"))] == ["1", "3"]
    about = reading.tables(got(client, filed, state="TR", type="technical"))["About this file"]
    assert ["Comments in this file", "1"] in about and ["Type", "technical"] in about
    text = "".join(word_text(got(client, filed, "en", "docx", state="TR")).itertext())
    assert "On the whole" in text and "Ескертпе" not in text

    for kind in ("csv", "docx", "xlsx"):
        names = [
            client.get(address(filed, "en", kind), query)["Content-Disposition"].partition("filename=")[2]
            for query in ({}, {"state": "TR"}, {"state": "of nobody"})
        ]
        stem = filed.reference.replace("/", "-")
        whole, filtered = (f'"{stem}-{one}-en.{kind}"' for one in ("compilation", "compilation-filtered"))
        assert names == [whole, filtered, whole]


@pytest.mark.parametrize("reader", LANGUAGES)
def test_files_say_in_their_own_language_what_was_left_out(filed, officer, client, reader):
    counted = "Only the comments that match the filters are included: 1 of 3."
    condition = ("Type", "technical")
    User.objects.filter(pk=officer.pk).update(language=reader)
    client.force_login(officer)
    query = {"type": "technical"}
    about = list(reading.tables(got(client, filed, "en", **query)).values())[-1]
    assert about[-1] == list(condition)
    text = ordinary("".join(word_text(got(client, filed, "en", "docx", **query)).itertext()))
    assert f"{counted}{': '.join(condition)}" in text

    whole = "".join(word_text(got(client, filed, "en", "docx")).itertext())
    assert counted.partition(":")[0] not in whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_file_lies_across_and_repeats_its_headings_in_the_order_of_the_text(
    translated, officer, client, language
):
    client.force_login(officer)
    content = got(client, translated, language, "docx")
    uploads.kind_of(content, uploads.WORD)
    root = word_text(content)
    (page,) = root.iter(f"{W}pgSz")
    assert (page.get(f"{W}orient"), page.get(f"{W}w"), page.get(f"{W}h")) == ("landscape", "16838", "11906")
    (row_head,) = [row for row in root.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    words = {"en": "Proposed wording", "ru": "Предлагаемая редакция", "kk": "Ұсынылатын редакция"}
    assert words[language] in "".join(row_head.itertext())
    text = "".join(root.itertext())
    assert text.index("On the whole") < text.index("Жаңа ") < text.index(EVIL)
    assert "редакция" in text and "*редакция*" not in text
    assert ("Working translation (not checked):" in text) == (language == "en")


def test_word_file_without_comments_says_so_in_place_of_a_table(officer, client):
    client.force_login(officer)
    root = word_text(got(client, comments.consultation(), "en", "docx"))
    last = list(root.iter(f"{W}p"))[-1]
    assert "".join(last.itertext()) == "No comments were received."
    assert last.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "MatrixHeading"
    assert root.find(f".//{W}tbl") is None


def test_word_file_ends_no_line_within_a_date_or_years(filed, officer, client):
    state = members.member_state("TR")
    Comment.objects.create(
        response=Response.objects.get(consultation=filed, member_state=state),
        position=90,
        language="en",
        remark="By 6 June 2022, for 2022-2023, in a well-known way.",
    )
    client.force_login(officer)
    root = word_text(got(client, filed, "en", "docx"))
    signs = {f"{W}noBreakHyphen": "\u2011"}
    text = "".join(signs.get(one.tag, one.text or "") for one in root.iter(f"{W}t", *signs))
    assert "By 6\u00a0June\u00a02022, for 2022\u20112023, in a well-known way." in text


def test_files_are_for_who_may_read_the_page(filed, other, officer, client):
    client.force_login(other)
    for kind in ("csv", "docx", "xlsx"):
        assert client.get(address(filed, "en", kind)).status_code == 404
    client.force_login(officer)
    for language, kind in (("de", "csv"), ("en", "html")):
        assert client.get(address(filed, language, kind)).status_code == 404


def test_late_comments_stand_apart_and_delegates_do_not_read_them(filed, officer, contact, other, client):
    filed.visibility = "at_once"
    filed.save()
    comments.late_comment(filed, members.contact_point(members.member_state("UZ")), remark="Too late")
    client.force_login(officer)
    rows = table(got(client, filed))
    assert (rows[-1]["Part"], rows[-1]["Comment"]) == ("Comments received after the deadline", "Too late")
    assert "Comments received after the deadline" in "".join(
        word_text(got(client, filed, "en", "docx")).itertext()
    )
    client.force_login(contact)
    assert "Too late" not in [row["Comment"] for row in table(got(client, filed))]


def test_signs_that_no_file_can_hold_break_nothing(consultation, contact, officer, client):
    comments.answer(consultation, contact, "comments", remark="a\x0bb & <c> ]]> \ufffe")
    client.force_login(officer)
    assert table(got(client, consultation))[0]["Comment"] == "a\ufffdb & <c> ]]> \ufffd"
    assert "a\ufffdb & <c> ]]> \ufffd" in "".join(
        word_text(got(client, consultation, "en", "docx")).itertext()
    )


def test_word_file_prints_proposed_wordings_as_changes_of_the_circulated_text(filed, officer, client):
    client.force_login(officer)
    found = word_text(got(client, filed, "en", "docx"))
    name = f"{{{found.nsmap['w']}}}"

    def marked(mark: str) -> str:
        runs = [run for run in found.iter(f"{name}r") if run.find(f"{name}rPr/{name}{mark}") is not None]
        return "".join(text.text for run in runs for text in run.iter(f"{name}t"))

    circulated = comments.first_paragraph(filed).texts["kk"]
    assert marked("strike") == circulated
    assert marked("u") == "Жаңа редакция"
    assert "Added words are underlined" in "".join(text.text for text in found.iter(f"{name}t"))

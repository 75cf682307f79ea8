"""A column is defined in one place, and stands wherever it says."""

import csv
import io
import zipfile

import pytest
import weasyprint
from django.urls import reverse
from lxml import etree

from cica_portal.spreadsheets import reading
from comments.reading import columns, compilation, paper_parts, working_files
from comments.reading.columns import Column, Widths
from comments.reading.pieces import Kind, Piece
from comments.renderers import comments_table as enclosed
from comments.renderers import compilation as rendering
from documents.models import Document
from tests.factories import api, comments, members

HEADING, VALUE = "A heading of its own", "A value of its own"


@pytest.fixture
def filed(consultation, contact):
    comments.answer(consultation, contact, "comments", remark="A remark")
    return consultation


@pytest.fixture
def added(monkeypatch):
    """Add a column, in the one place where columns are."""
    column = Column(
        "of_its_own",
        HEADING,
        pieces=lambda _row: iter([Piece(Kind.SENTENCE, VALUE)]),
        page=8,
        paper=Widths(30, 30, 30),
        value=lambda _row: VALUE,
        width=20,
        data=lambda _comment: VALUE,
    )
    monkeypatch.setattr(columns, "COLUMNS", (*columns.COLUMNS, column))


def on_page(consultation, client):
    answer = client.get(reverse("comments:consultation-compilation", args=[consultation.pk]))
    table = etree.HTML(answer.content.decode()).find(
        ".//table[@class='table table-portal table-stack table-wide']"
    )
    return [words(one) for one in table.find("thead").iter("th")], words(table.find("tbody/tr"))


def in_api(consultation, _client):
    (one,) = (
        api.client(members.officer())
        .get(reverse("api:consultation-comments", args=[consultation.pk]))
        .json()["items"]
    )
    return list(one), " ".join(map(str, one.values()))


def file(consultation, client, kind):
    return client.get(reverse("comments:compilation-file", args=[consultation.pk, "en", kind])).content


def in_csv(consultation, client):
    head, row = csv.reader(io.StringIO(file(consultation, client, "csv").decode("utf-8-sig")))
    return head, " ".join(row)


def in_workbook(consultation, client):
    head, row = reading.tables(file(consultation, client, "xlsx"))["Comments"]
    return head, " ".join(row)


def in_word(consultation, client):
    with zipfile.ZipFile(io.BytesIO(file(consultation, client, "docx"))) as package:
        head, _paragraph, row = etree.fromstring(package.read("word/document.xml")).iter("{*}tr")
    return [words(cell) for cell in head.iter("{*}tc")], words(row)


def in_pdf(consultation, _client):
    found = compilation.entire(consultation, "en")
    (part,) = paper_parts.of(found, found.readings)
    key = paper_parts.key(part)
    return printed(rendering.part, Document(language="en", content=part, source_sha256=key))


def in_enclosure(consultation, _client):
    return printed(enclosed.table, table_of(consultation))


def table_of(consultation):
    source = working_files.table_source(consultation)
    return Document(subject={"consultation": consultation.pk}, language="en", source_sha256=source)


def printed(render, document):
    """Return the table that is about to become a PDF."""
    table = markup(render, document).find(".//table[@class='comments']")
    return [words(one) for one in table.iter("th")], words(table.findall(".//tr")[2])


def markup(render, document):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weasyprint, "HTML", Printed)
        with pytest.raises(Printed) as printed:
            render(document)
    return etree.HTML(str(printed.value))


class Printed(Exception):
    """The markup of a page, instead of its PDF."""

    def __init__(self, *, string, **_options):
        super().__init__(string)
        raise self


def words(element):
    return " ".join(" ".join(element.itertext()).split())


PLACES = {
    "page": on_page,
    "csv": in_csv,
    "xlsx": in_workbook,
    "docx": in_word,
    "pdf": in_pdf,
    "enclosure": in_enclosure,
    "api": in_api,
}


@pytest.fixture
def table(client, filed, officer):
    """Return what a place shows of the compilation: its headings, and all the words of its only row."""
    client.force_login(officer)
    return lambda place: PLACES[place](filed, client)


@pytest.mark.parametrize("place", PLACES)
def test_a_column_added_in_one_place_is_found_everywhere(place, table, added):
    headings, row = table(place)
    assert headings.count("of_its_own" if place == "api" else HEADING) == 1
    assert VALUE in row


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("page", ["No.", "Paragraph", "Member State", "Type", "Proposed wording", "Comment", "Reason"]),
        (
            "pdf",
            ["No.", "Member State", "Type", "Comment", "Proposed wording", "Reason", "Decision and reply"],
        ),
        (
            "docx",
            ["No.", "Member State", "Type", "Comment", "Proposed wording", "Reason", "Decision and reply"],
        ),
        ("enclosure", ["No.", "Member State", "Type", "Comment", "Proposed wording", "Reason", "Language"]),
    ],
)
def test_columns_stand_in_the_order_of_each_place(place, expected, table):
    headings, row = table(place)
    assert headings == expected
    assert "A remark" in row


def test_columns_fill_the_width_between_the_margins_of_a_page():
    for placed in (
        columns.enclosed(),
        columns.on_paper(has_dispositions=False),
        columns.on_paper(has_dispositions=True),
    ):
        assert sum(one.width for one in placed) == 267


def test_after_a_withdrawal_the_enclosure_does_not_say_that_nothing_was_received(filed, contact):
    comments.answer(filed, contact, "withdrawn")
    said = words(markup(enclosed.table, table_of(filed)))
    assert "No comments received by the deadline are in force." in said
    assert "No comments were received" not in said

"""Tables of a Word file: which become initiatives, which paragraphs, and what is told of them."""

import docx
import pytest

from plans.word import reading
from plans.word.markup import tables
from tests.files import saved
from tests.plans.word.word_files import body, gone, ins, kinds, losses, read, run


def document_of(*rows: tuple[str, ...]):
    document = docx.Document()
    document.add_paragraph("Before.")
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for cells, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("After.")
    return document, table


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("en", ("No.", "Event", "Date", "Venue", "Host")),
        ("ru", ("№ п/п", "Мероприятие", "Сроки", "Место проведения", "Организатор")),
        ("kk", ("р/с", "Іс-шара атауы", "Мерзімі", "Өтетін орны", "Жауапты орган")),
    ],
)
def test_a_table_of_events_becomes_numbered_initiatives(language, head):
    document, _table = document_of(
        head,
        ("1", "Семинар по қауіпсіздік", "2023", "Алматы", "Казахстан"),
        ("2.", "Workshop", "May 2023", "", "Türkiye"),
        ("", "", "", "", ""),
    )

    found = read(saved(document), language)

    assert kinds(found) == [
        ("paragraph", "Before."),
        ("initiative", "Семинар по қауіпсіздік – 2023 – Алматы – Казахстан"),
        ("initiative", "Workshop – May 2023 – Türkiye"),
        ("paragraph", "After."),
    ]
    assert losses(found) == [("events", " – ".join(head))]


def test_a_number_that_the_plan_counts_otherwise_is_told():
    document, _table = document_of(("No.", "Event", "Date"), ("7", "Workshop", "2023"))

    assert ("label", "7 → 1. Workshop – 2023") in losses(read(saved(document)))


def test_any_other_table_becomes_paragraphs_with_a_note():
    document, _table = document_of(("Sector", "Threat"), ("Energy", "High."))

    found = read(saved(document))

    assert kinds(found)[1:3] == [("paragraph", "Sector – Threat"), ("paragraph", "Energy – High.")]
    assert losses(found) == [("table", "Sector | Threat Energy | High.")]


def test_a_table_of_two_languages_brings_both():
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table.rows[0].cells, ("English", "Қазақша"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("Member States", "Мүше мемлекеттер"), strict=True):
        cell.text = text

    found = read(saved(document))

    assert found.languages == ["en", "kk"]
    assert [item.texts for item in found.items] == [{"en": "Member States", "kk": "Мүше мемлекеттер"}]


def test_merged_cells_are_taken_over_once_and_told():
    document, table = document_of(
        ("No.", "Event", "Date"), ("1", "Workshop", "2023"), ("2", "Seminar", ""), ("Second year", "", "")
    )
    table.cell(1, 2).merge(table.cell(2, 2))
    table.cell(3, 0).merge(table.cell(3, 2))

    found = read(saved(document))

    assert kinds(found)[1:4] == [
        ("initiative", "Workshop – 2023"),
        ("initiative", "2 – Seminar"),
        ("initiative", "Second year"),
    ]
    assert [kind for kind, _text in losses(found)][:2] == ["merged", "events"]


def test_a_table_within_a_table_is_left_out_and_told():
    document, table = document_of(("Sector", "Threat"), ("Energy", "High."))
    inner = table.cell(1, 1).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "Inner words"

    found = read(saved(document))

    assert ("paragraph", "Energy – High.") in kinds(found)
    assert ("nested", "Inner words") in losses(found)


def row(*cells: str, properties: str = "") -> str:
    content = "".join(f"<w:tc><w:p>{cell}</w:p></w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{content}</w:tr>"


def test_tracked_changes_in_a_table_are_taken_or_left_out():
    change = '<w:{tag} w:id="9" w:author="A" w:date="2022-05-26T04:00:00Z"/>'
    content = body(
        "<w:tbl>"
        + row(run("Event"), run("Date"))
        + row(run("Workshop ") + ins("on trust"), gone("2022") + ins("2023"))
        + row(run("Old"), run("2021"), properties=change.format(tag="del"))
        + row(run("New"), run("2024"), properties=change.format(tag="ins"))
        + "</w:tbl>"
    )

    assert kinds(read(content)) == [("initiative", "Workshop on trust – 2023"), ("initiative", "New – 2024")]
    everything = [change.number for change in read(content).tracked.changes]
    left = reading.read(content, "en", everything)
    assert kinds(left) == [("initiative", "Workshop – 2022"), ("initiative", "Old – 2021")]
    assert ("not_taken", "A: + New2024") in losses(left)
    assert ("deleted", "A: − Old2021") in losses(read(content))


@pytest.mark.parametrize(
    ("cells", "is_of_plan"),
    [
        (("Event", "Date"), True),
        (("Event",), False),
        (("Date", "Place"), False),
        (("Наименование мероприятия", "Ответственные"), True),
        (("Name", "Score"), False),
        (("", ""), False),
    ],
)
def test_a_head_is_known_by_its_words(cells, is_of_plan):
    assert tables.head_of(cells).is_of_plan is is_of_plan

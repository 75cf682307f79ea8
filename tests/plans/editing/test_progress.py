"""The head of the editor: filters, counts, marks, what to write next, what a translation has to follow."""

import re

import pytest
from django.urls import reverse

from plans import blocks
from plans.comparison.redline import excerpt
from plans.editing import editor_rows, progress
from plans.views import frame
from tests.factories import members as people
from tests.factories import plans as factory
from tests.plans.pages import AT, HTMX, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    paper = factory.paper(blocks=4, source_language="en")
    for position in (2, 4):
        blocks.edit(paper.blocks.get(position=position), "kk", "", version=1, by=None, at=AT)
    blocks.edit(paper.blocks.get(position=3), "en", "Paragraph 1 changed en", version=1, by=None, at=AT)
    return paper


def rows_of(page: str) -> list[str]:
    return re.findall(r"data-number>(\d*)<", page)


def test_a_filter_shows_the_rows_with_such_a_text_and_counts_the_whole(at_work, paper):
    address = reverse("plans:paper-edit", args=[paper.slug])

    assert rows_of(page(at_work.get(address))) == ["", "1", "2", "3", "4"]
    for name, numbers in (("missing", "13"), ("changed", "2"), ("unreviewed", "2"), ("x", ["", *"1234"])):
        shown = page(at_work.get(address, {"show": name}))
        assert rows_of(shown) == list(numbers), name
        assert re.findall(r"(Missing|Source changed|Not reviewed) <b>(\d)</b>", shown) == [
            ("Missing", "2"),
            ("Source changed", "2"),
            ("Not reviewed", "1"),
        ]


def test_the_next_text_is_behind_the_one_where_the_reader_is_and_then_from_the_beginning(at_work, paper):
    address = reverse("plans:paper-edit", args=[paper.slug])
    second = paper.blocks.get(position=2)

    first = page(at_work.get(address, {"head": "1"}, **HTMX))
    later = page(at_work.get(address, {"head": "1", "from": f"{second.key}-kk"}, **HTMX))
    changed = page(at_work.get(address, {"head": "1", "show": "changed"}, **HTMX))

    assert first.startswith('<div class="editor-head')
    assert "Next missing: paragraph 1, Kazakh" in first
    assert "Next missing: paragraph 3, Kazakh" in later
    assert "Next changed: paragraph 2, Russian" in changed
    last = paper.blocks.get(position=4)
    again = page(at_work.get(address, {"head": "1", "from": f"{last.key}-kk"}, **HTMX))
    assert "Next missing: paragraph 1, Kazakh" in again


def test_a_text_that_is_in_order_leads_on_to_the_check(at_work):
    paper = factory.paper(blocks=1)
    shown = page(at_work.get(reverse("plans:paper-edit", args=[paper.slug])))

    assert "Check before circulation" in shown
    assert "data-next" not in shown


def test_a_mark_stands_for_several_rows_of_a_long_text_by_what_needs_most(paper, monkeypatch):
    monkeypatch.setattr(progress, "MARKS", 3)
    columns = progress.columns(paper, editor_rows.rows(paper))

    assert [state for _key, state in columns[2].marks] == ["missing", "missing", "current"]
    assert [(column.done, column.total) for column in columns] == [(5, 5), (4, 5), (2, 5)]


def test_a_translation_shows_what_it_has_to_follow_without_a_query(paper, django_assert_num_queries):
    row = editor_rows.rows(paper)[2]

    with django_assert_num_queries(0):
        change = row.cells[1].change
    assert (change.language, change.before, change.after) == (
        "en",
        "Paragraph 1 en",
        "Paragraph 1 changed en",
    )
    assert re.search(
        r"<ins>.*changed.*</ins>", frame.cell_context(people.officer(), [row])["changes"][row.cells[1].pk]
    )
    assert row.cells[0].change is None


def test_an_excerpt_leaves_out_what_is_far_from_a_change():
    stays = "word " * 30
    found = re.sub(r"<[^>]*>", "", excerpt(f"{stays}old {stays}", f"{stays}new {stays}"))

    assert found.startswith("… word word")
    assert found.endswith("word …")
    assert len(found) < 140

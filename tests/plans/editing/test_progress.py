"""The head of the editor: filters, counts, marks, what to write next, what a translation has to follow."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from plans import blocks
from plans.comparison.redline import excerpt
from plans.editing import editor_rows, progress, whole_draft
from plans.views import frame
from tests.factories import members as people
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def at_work(client):
    client.force_login(people.officer())
    return client


@pytest.fixture
def paper():
    paper = factory.paper(blocks=4, source_language="en")
    for position in (2, 4):
        blocks.edit(paper.blocks.get(position=position), "kk", "", version=1, by=None, at=AT)
    blocks.edit(paper.blocks.get(position=3), "en", "Paragraph 1 changed en", version=1, by=None, at=AT)
    return paper


def shown(response) -> str:
    return " ".join(response.content.decode().split())


def rows_of(page: str) -> list[str]:
    return re.findall(r"data-number>(\d+)<", page)


def test_a_filter_shows_the_rows_with_such_a_text_and_counts_the_whole(at_work, paper):
    address = reverse("plans:paper-edit", args=[paper.slug])

    assert rows_of(shown(at_work.get(address))) == ["1", "2", "3", "4", "5"]
    for name, numbers in (("missing", ["2", "4"]), ("changed", ["3"]), ("unreviewed", ["3"]), ("x", "12345")):
        page = shown(at_work.get(address, {"show": name}))
        assert rows_of(page) == list(numbers), name
        assert re.findall(r"(Missing|Source changed|Not reviewed) <b>(\d)</b>", page) == [
            ("Missing", "2"),
            ("Source changed", "2"),
            ("Not reviewed", "1"),
        ]


def test_the_next_text_is_behind_the_one_where_the_reader_is_and_then_from_the_beginning(at_work, paper):
    address = reverse("plans:paper-edit", args=[paper.slug])
    second = paper.blocks.get(position=2)

    first = shown(at_work.get(address, {"head": "1"}, **HTMX))
    later = shown(at_work.get(address, {"head": "1", "from": f"{second.key}-kk"}, **HTMX))
    changed = shown(at_work.get(address, {"head": "1", "show": "changed"}, **HTMX))

    assert first.startswith('<div class="editor-head')
    assert "Next missing: block 2, Kazakh" in first
    assert "Next missing: block 4, Kazakh" in later
    assert "Next changed: block 3, Russian" in changed
    last = paper.blocks.get(position=4)
    again = shown(at_work.get(address, {"head": "1", "from": f"{last.key}-kk"}, **HTMX))
    assert "Next missing: block 2, Kazakh" in again


def test_a_text_that_is_in_order_leads_on_to_the_check(at_work):
    paper = factory.paper(blocks=1)
    page = shown(at_work.get(reverse("plans:paper-edit", args=[paper.slug])))

    assert "Check before circulation" in page
    assert "data-next" not in page


def test_a_mark_stands_for_several_rows_of_a_long_text_by_what_needs_most(paper, monkeypatch):
    monkeypatch.setattr(progress, "MARKS", 3)
    columns = progress.columns(paper, whole_draft.read(paper).lines)

    assert [mark.state for mark in columns[2].marks] == ["missing", "missing", "current"]
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
    assert re.search(r"<ins>.*changed.*</ins>", frame.changes([row])[row.cells[1].pk])
    assert row.cells[0].change is None


def test_an_excerpt_leaves_out_what_is_far_from_a_change():
    stays = "word " * 30
    found = re.sub(r"<[^>]*>", "", excerpt(f"{stays}old {stays}", f"{stays}new {stays}"))

    assert found.startswith("… word word")
    assert found.endswith("word …")
    assert len(found) < 140

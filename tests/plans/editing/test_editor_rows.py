import datetime as dt
from collections import Counter

import pytest
from django.utils import translation

from plans import blocks
from plans.checks import reviews
from plans.editing import editor_rows, waiting_texts
from plans.enums import BlockKind, Significance
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)


def states(paper, index: int = 1) -> list[str]:
    return [cell.state for cell in editor_rows.rows(paper)[index].cells]


def test_a_cell_says_whether_it_is_the_original_current_stale_or_missing():
    paper = factory.paper(source_language="en")
    block = paper.blocks.get(position=2)
    assert states(paper) == ["original", "current", "current"]

    blocks.edit(block, "en", "Changed", version=1, by=None, at=AT)
    assert states(paper) == ["unreviewed", "stale", "stale"]

    blocks.edit(block, "ru", "Изменено", version=1, by=None, at=AT)
    blocks.edit(block, "kk", "", version=1, by=None, at=AT)
    assert states(paper) == ["unreviewed", "unreviewed", "missing"]
    reviews.review(block, "ru", version=2, by=None, at=AT)
    assert states(paper) == ["unreviewed", "current", "missing"]
    assert [cell.state for cell in editor_rows.cells(paper, block)] == states(paper)


def test_an_editorial_change_leaves_translations_current():
    paper = factory.paper(source_language="ru")
    block = paper.blocks.get(position=2)

    blocks.edit(block, "ru", "Опечатка", version=1, by=None, at=AT, significance=Significance.EDITORIAL)
    assert states(paper) == ["current", "unreviewed", "current"]

    blocks.edit(block, "en", "After it", version=1, by=None, at=AT)
    blocks.edit(block, "ru", "Суть", version=2, by=None, at=AT)
    blocks.edit(block, "ru", "Суть.", version=3, by=None, at=AT, significance=Significance.EDITORIAL)
    assert states(paper) == ["stale", "unreviewed", "stale"]


def test_a_translation_written_with_its_source_is_current():
    paper = factory.paper(blocks=0)
    blocks.add(paper, kind=BlockKind.PARAGRAPH, texts={"en": "a", "ru": "б", "kk": "в"}, by=None, at=AT)

    assert states(paper) == ["unreviewed", "unreviewed", "unreviewed"]
    reviews.review_all(paper, by=None, at=AT)
    assert states(paper) == ["original", "current", "current"]


def test_words_of_the_cells_say_what_a_translation_is():
    paper = factory.paper()
    blocks.edit(paper.blocks.get(position=2), "kk", "", version=1, by=None, at=AT)

    with translation.override("en"):
        found = [(str(cell.word), cell.kind, cell.css_state) for cell in editor_rows.rows(paper)[1].cells]

    assert found == [
        ("original", "done", "current"),
        ("unofficial translation", "done", "current"),
        ("missing", "needs", "missing"),
    ]


def test_rows_know_which_can_move_where():
    rows = editor_rows.rows(factory.paper(blocks=2))

    assert [(row.is_title, row.is_first, row.is_last) for row in rows] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]


def test_gaps_counts_missing_texts_by_paper_without_what_was_removed():
    first, second = factory.paper(), factory.paper()
    factory.block(first, texts={"en": "only English"})
    gone = factory.block(second, texts={})
    blocks.remove(gone, by=None, at=AT)

    assert editor_rows.gaps([first, second]) == {first.pk: 2, second.pk: 0}


def test_tally_counts_by_language():
    paper = factory.paper(source_language="en")
    blocks.edit(paper.blocks.get(position=2), "en", "Changed", version=1, by=None, at=AT)
    blocks.edit(paper.blocks.get(position=3), "kk", "", version=1, by=None, at=AT)

    found = editor_rows.tally(paper, editor_rows.rows(paper))

    assert [(row["language"], row["missing"], row["stale"], row["unreviewed"]) for row in found] == [
        ("en", 0, 0, 1),
        ("ru", 0, 1, 0),
        ("kk", 1, 1, 0),
    ]


def test_what_texts_wait_for_is_told_as_their_rows_tell_it(django_assert_num_queries):
    """Without reading the words of whole plans, which a start page would have to do."""
    papers = [factory.paper(source_language="en"), factory.paper(source_language="ru")]
    for paper in papers:
        blocks.edit(paper.blocks.get(position=2), "en", "Changed", version=1, by=None, at=AT)
        blocks.edit(paper.blocks.get(position=3), "kk", "", version=1, by=None, at=AT)
        factory.block(paper, texts={"en": "only English"})

    with django_assert_num_queries(6):
        found = waiting_texts.waiting(papers)

    told = {}
    for paper in papers:
        for row in editor_rows.rows(paper):
            for cell in row.cells:
                if cell.needs_work:
                    states = told.setdefault((paper.pk, cell.language), Counter())
                    states[cell.state] += 1
    assert {key: one.counts for key, one in found.items()} == told
    assert {"missing", "stale", "unreviewed"} == set().union(*told.values())


def test_removed_lists_the_last_removed_first():
    paper = factory.paper(blocks=2)
    first, second = paper.blocks.filter(position__gt=1)
    blocks.remove(first, by=None, at=AT)
    blocks.remove(second, by=None, at=AT + dt.timedelta(hours=1))

    assert [row.block for row in editor_rows.removed(paper)] == [second, first]


@pytest.mark.parametrize("blocks_in_plan", [1, 3, 30])
def test_rows_take_five_queries(django_assert_num_queries, blocks_in_plan):
    paper = factory.paper(blocks=blocks_in_plan)

    with django_assert_num_queries(5):
        assert len(editor_rows.rows(paper)) == blocks_in_plan + 1

import datetime as dt
from collections import Counter

import pytest
from django.utils import translation

from plans import blocks
from plans.checks import reviews
from plans.editing import editor_rows, progress, source_language, waiting_texts
from plans.enums import BlockKind, Significance
from tests.factories import plans as factory
from tests.plans.pages import AT, states

pytestmark = pytest.mark.django_db


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


def test_a_draft_is_read_while_a_text_of_it_is_brought_up_to_date(monkeypatch):
    paper = factory.paper(source_language="en")
    block = paper.blocks.get(position=2)
    for language, text in (("en", "Changed"), ("kk", "Өзгерді")):
        blocks.edit(block, language, text, version=1, by=None, at=AT)
    leads = source_language.leads

    def late(edits):  # after the texts were read, another saves one of them
        monkeypatch.undo()
        blocks.edit(block, "ru", "Изменено", version=1, by=None, at=AT)
        return leads(edits)

    monkeypatch.setattr(source_language, "leads", late)
    assert states(paper) == ["unreviewed", "current", "unreviewed"]
    assert states(paper) == ["unreviewed"] * 3


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


def test_gaps_counts_missing_texts_by_paper_without_what_was_removed():
    first, second = factory.paper(), factory.paper()
    factory.block(first, texts={"en": "only English"})
    gone = factory.block(second, texts={})
    blocks.remove(gone, by=None, at=AT)

    assert editor_rows.gaps([first, second]) == {first.pk: 2}


def test_tally_counts_by_language():
    paper = factory.paper(source_language="en")
    blocks.edit(paper.blocks.get(position=2), "en", "Changed", version=1, by=None, at=AT)
    blocks.edit(paper.blocks.get(position=3), "kk", "", version=1, by=None, at=AT)

    found = progress.columns(paper, editor_rows.rows(paper))

    assert [(one.language, one.missing, one.stale, one.unreviewed) for one in found] == [
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

    with django_assert_num_queries(3):
        found = waiting_texts.find_waiting(papers)

    told = Counter()
    for paper in papers:
        for row in editor_rows.rows(paper):
            for cell in row.cells:
                if cell.needs_work:
                    kind = "review" if cell.is_unreviewed else "translation"
                    told[paper.pk, cell.language, kind] += 1
    assert {key: one.number for key, one in found.items()} == told


def test_removed_lists_the_last_removed_first():
    paper = factory.paper(blocks=2)
    first, second = paper.blocks.filter(position__gt=1)
    blocks.remove(first, by=None, at=AT)
    blocks.remove(second, by=None, at=AT + dt.timedelta(hours=1))

    assert list(editor_rows.removed(paper)) == [second, first]

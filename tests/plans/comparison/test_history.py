import datetime as dt

import pytest

from plans import blocks
from plans.comparison import history
from plans.enums import Significance
from plans.models import Edit
from tests.factories import members as people
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)


def told(entries) -> list[tuple]:
    return [
        (one.edit.kind, one.edit.language, one.first.before, one.edit.after, one.saves, one.significance)
        for one in entries
    ]


def test_saves_of_one_sitting_are_told_as_one_change_of_the_same_words():
    paper, anna, boris = factory.paper(), people.officer(), people.officer()
    block = paper.blocks.get(position=2)
    start = "Paragraph 0 en"
    for minutes, text, by, significance in (
        (0, "One", anna, Significance.EDITORIAL),
        (2, "One two", anna, Significance.SUBSTANTIVE),
        (3, "One two three", boris, Significance.EDITORIAL),
        (20, "Four", boris, Significance.EDITORIAL),
    ):
        version = block.texts.get(language="en").version
        at = AT + dt.timedelta(minutes=minutes)
        blocks.edit(block, "en", text, version=version, by=by, at=at, significance=significance)
    blocks.edit(block, "ru", "Раз", version=1, by=boris, at=AT + dt.timedelta(minutes=21))

    entries, more = history.read_page(block.edits.all())

    assert more is None
    assert told(entries) == [
        ("changed", "ru", "Paragraph 0 ru", "Раз", 1, "substantive"),
        ("changed", "en", "One two three", "Four", 1, "editorial"),
        ("changed", "en", "One two", "One two three", 1, "editorial"),
        ("changed", "en", start, "One two", 2, "substantive"),
    ]
    assert [entry.edit.by for entry in entries] == [boris, boris, boris, anna]
    assert told(history.read_page(Edit.objects.filter(block__paper=paper), "ru")[0]) == told(entries[:1])


def test_a_long_history_is_read_on_page_by_page(monkeypatch):
    monkeypatch.setattr(history, "SHOWN", 2)
    paper = factory.paper(blocks=3)
    for position in (2, 3, 4):
        blocks.edit(paper.blocks.get(position=position), "kk", "Жаңа", version=1, by=None, at=AT)

    first, more = history.read_page(Edit.objects.filter(block__paper=paper))
    second, last = history.read_page(Edit.objects.filter(block__paper=paper), until=more)

    assert [entry.edit.block.position for entry in first + second] == [4, 3, 2]
    assert last is None

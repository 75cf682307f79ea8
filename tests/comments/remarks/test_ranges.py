"""What a remark is on, as it is called where languages meet."""

import uuid

import pytest

from comments.remarks.presentation import first_words, how_letters_show
from comments.remarks.ranges import Extent, Places
from plans.labels import labelled
from plans.outline import OutlineRow

KINDS = ("title", "objective", "objective", "subpoint", "initiative", "subpoint", "annex", "item")


@pytest.fixture
def places():
    return Places(
        OutlineRow(uuid.UUID(int=place), kind, {"en": f"Text {place}"}, label)
        for place, (kind, label) in enumerate(zip(KINDS, labelled(KINDS), strict=True))
    )


@pytest.mark.parametrize(
    ("place", "language", "label"),
    [
        (2, "kk", "ә)\u00a0[2]"),
        (3, "en", "b)\u00a0[2] i)"),
        (3, "ru", "б)\u00a0[2] i)"),
        (5, "kk", "1. а)\u00a0[1]"),
        (6, "ru", "Приложение"),
        (7, "en", "Annex, 1."),
    ],
)
def test_a_sub_point_is_called_with_what_it_stands_under(places, place, language, label):
    assert places.extent(uuid.UUID(int=place)).label(language) == label


def test_a_range_is_called_by_its_first_and_last(places):
    assert places.extent(uuid.UUID(int=1), uuid.UUID(int=3)).label("ru") == "а)\u00a0[1] – б)\u00a0[2] i)"


def test_what_the_number_in_brackets_is_is_said_where_there_is_one(places):
    assert how_letters_show([Extent((places.rows[3],))])
    assert not how_letters_show([Extent((places.rows[7],))])


def test_the_first_words_of_a_text_have_no_marks_of_emphasis():
    texts, [label] = {"en": "In *one two three* and **four five six seven**"}, labelled(["paragraph"])
    row = OutlineRow(uuid.UUID(int=1), "paragraph", texts, label)
    assert first_words(Extent((row,)), 4) == "In one two three…"

"""Words found in a draft: what counts as the same letters, whole words, emphasis, order, queries."""

import pytest

from plans.checks import finding
from plans.checks.finding import Query
from tests.factories import plans as factory


def found(text: str, words: str, **how) -> list[str]:
    return [place.words for place in Query(words, **how).places(text)]


@pytest.mark.parametrize(
    ("text", "words", "hits"),
    [
        ("Ұзақ мерзімді ҚАУІПСІЗДІК", "қауіпсіздік", ["ҚАУІПСІЗДІК"]),
        ("Қауіп пен кауіп", "қауіп", ["Қауіп"]),
        ("әлем, алем, Әлем", "әлем", ["әлем", "Әлем"]),
        ("Объём и объем", "объем", ["Объём", "объем"]),
        ("Member\u00a0States", "member states", ["Member\u00a0States"]),
        ("confi\u00addence-building", "confidence", ["confi\u00addence"]),
        ("онлайн\u2011семинар", "онлайн-семинар", ["онлайн\u2011семинар"]),
        ("States’ comments", "states' comments", ["States’ comments"]),
        ("İzmir and x", "x", ["x"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("Anything", " ", []),
    ],
)
def test_letters_and_signs_are_folded_and_foreign_letters_are_not(text, words, hits):
    assert found(text, words) == hits


def test_whole_words_end_where_letters_of_any_of_the_three_languages_end():
    assert found("мера, меры, камера", "мера", is_whole=True) == ["мера"]
    assert found("шара, шаралар, ақшара", "шара", is_whole=True) == ["шара"]
    assert found("онлайн-семинар", "семинар", is_whole=True) == ["семинар"]
    assert found("a (b) c", "(b)", is_whole=True) == ["(b)"]


def test_case_is_matched_on_demand():
    assert found("State and state", "State", is_case=True) == ["State"]


def test_words_are_found_through_emphasis_and_said_to_be_parted_by_it():
    (inside,) = Query("member").places("a *Member* State")
    (across,) = Query("member state").places("a *Member* State")

    assert (inside.words, inside.is_parted) == ("Member", False)
    assert (across.words, across.is_parted) == ("Member* State", True)


def test_a_place_is_shown_with_what_stands_around_it():
    (place,) = Query("here").places(f"{'a' * 100} here {'b' * 100}")

    assert (place.before, place.after) == (f"…{'a' * 59} ", f" {'b' * 59}…")


@pytest.mark.django_db
def test_all_parts_and_languages_are_searched_in_document_order():
    paper = factory.paper(source_language="en")
    for number in range(70):
        factory.block(paper, texts={"en": f"Word {number}", "ru": "Слово", "kk": f"word {number}"})
    removed = paper.blocks.get(position=4)
    removed.removed_at = paper.created_at
    removed.save()

    every = finding.find(paper, Query("word"))

    assert [(one.label.number, one.text.language) for one in every[:3]] == [(3, "en"), (3, "kk"), (4, "en")]
    assert len(every) == 138
    assert [one.label.number for one in finding.find(paper, Query("word", languages=("kk",)))] == list(
        range(3, 72)
    )

import pytest
from django.utils import translation

from plans.labels import LETTERS, labelled, letter, roman


def cited(kinds):
    return [tuple(label.cited(language) for language in LETTERS) for label in labelled(kinds)]


def test_a_paragraph_is_cited_by_its_number_and_its_own_label():
    assert cited(["title", "paragraph", "heading", *["objective"] * 3, "heading", "initiative"]) == [
        ("", "", ""),
        ("1", "1", "1"),
        ("2, 1", "2, 1", "2, 1"),
        ("3, 1 a)", "3, 1 а)", "3, 1 а)"),
        ("4, 1 b)", "4, 1 б)", "4, 1 ә)"),
        # б) alone is two paragraphs: the second in Russian, the third in Kazakh.
        ("5, 1 c)", "5, 1 в)", "5, 1 б)"),
        ("6, 2", "6, 2", "6, 2"),
        ("7, 2.1", "7, 2.1", "7, 2.1"),
    ]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Title", "Paragraph 1, 1", "Paragraph 2, 1 a)", "Paragraph 3, 1 b)"]),
        ("ru", ["Название", "Пункт\u00a01, 1", "Пункт\u00a02, 1 а)", "Пункт\u00a03, 1 б)"]),
        ("kk", ["Атау", "1‑тармақ, 1", "2‑тармақ, 1 а)", "3‑тармақ, 1 ә)"]),
    ],
)
def test_a_paragraph_is_named_in_the_language_of_its_reader(language, names):
    labels = labelled(["title", "heading", "objective", "objective"])

    with translation.override(language):
        assert [label.name for label in labels] == [str(label) for label in labels] == names
        assert labels[2].within == names[2][0].lower() + names[2][1:]


def test_sub_points_are_cited_with_what_they_stand_under():
    kinds = ["paragraph", "subpoint", "objective", "objective", "subpoint", "subpoint"]
    found = cited([*kinds, "initiative", "subpoint", "subpoint", "item"])

    english = ["1", "2, a)", "3, a)", "4, b)", "5, b) i)", "6, b) ii)", "7, 1", "8, 1 a)", "9, 1 b)", "10, 2"]
    assert [one for one, *_others in found] == english
    assert (found[5], found[8][1:]) == (("6, b) ii)", "6, б) ii)", "6, ә) ii)"), ("9, 1 б)", "9, 1 ә)"))


def test_annexes_are_numbered_where_there_are_several_and_count_anew():
    kinds = ["heading", "annex", "item", "subpoint", "annex", "heading", "item", "objective", "paragraph"]
    found = cited(kinds)

    english = ["1, 1", "2, Annex 1", "3, Annex 1, 1", "4, Annex 1, 1 a)", "5, Annex 2", "6, Annex 2, 1"]
    assert [one for one, *_others in found] == [*english, "7, Annex 2, 1.1", "8, Annex 2, 1 a)", "9"]
    assert found[3][1:] == ("4, Приложение 1, 1 а)", "4, 1-қосымша, 1 а)")
    assert [label["en"] for label in labelled(kinds)][:5] == ["1.", "Annex 1", "1.", "a)", "Annex 2"]
    assert cited(["heading", "annex", "paragraph"])[1] == ("2, Annex", "2, Приложение", "2, Қосымша")


@pytest.mark.parametrize(("place", "english"), [(1, "a"), (26, "z"), (27, "aa"), (52, "az"), (703, "aaa")])
def test_behind_the_alphabet_letters_are_doubled(place, english):
    assert letter(place, "en") == english


@pytest.mark.parametrize(("place", "written"), [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (40, "xl")])
def test_roman_numbers(place, written):
    assert roman(place) == written

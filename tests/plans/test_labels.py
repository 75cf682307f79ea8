import pytest

from plans.enums import BlockKind
from plans.labels import LETTERS, has_letter, labelled, letter, marked, reference, roman


def shown(kinds, show=marked):
    return [tuple(show(label, language) for language in LETTERS) for label in labelled(kinds)]


def test_a_letter_has_its_neutral_number_beside_it():
    kinds = [BlockKind.HEADING, *[BlockKind.OBJECTIVE] * 3, BlockKind.INITIATIVE, BlockKind.TITLE]

    assert shown(kinds) == [
        ("1.", "1.", "1."),
        ("a)\u00a0[1]", "а)\u00a0[1]", "а)\u00a0[1]"),
        ("b)\u00a0[2]", "б)\u00a0[2]", "ә)\u00a0[2]"),
        # б) alone is two paragraphs: the second in Russian, the third in Kazakh.
        ("c)\u00a0[3]", "в)\u00a0[3]", "б)\u00a0[3]"),
        ("1.", "1.", "1."),
        ("", "", ""),
    ]


def test_sub_points_count_under_what_they_stand_under():
    kinds = [
        "paragraph",
        "subpoint",
        "subpoint",
        "objective",
        "objective",
        "subpoint",
        "subpoint",
        "initiative",
    ]
    kinds += ["subpoint", "subpoint", "item"]

    assert shown(kinds, reference) == [
        ("", "", ""),
        ("a)\u00a0[1]", "а)\u00a0[1]", "а)\u00a0[1]"),
        ("b)\u00a0[2]", "б)\u00a0[2]", "ә)\u00a0[2]"),
        ("a)\u00a0[1]", "а)\u00a0[1]", "а)\u00a0[1]"),
        ("b)\u00a0[2]", "б)\u00a0[2]", "ә)\u00a0[2]"),
        ("b)\u00a0[2] i)", "б)\u00a0[2] i)", "ә)\u00a0[2] i)"),
        ("b)\u00a0[2] ii)", "б)\u00a0[2] ii)", "ә)\u00a0[2] ii)"),
        ("1.", "1.", "1."),
        ("1. a)\u00a0[1]", "1. а)\u00a0[1]", "1. а)\u00a0[1]"),
        ("1. b)\u00a0[2]", "1. б)\u00a0[2]", "1. ә)\u00a0[2]"),
        ("2.", "2.", "2."),
    ]
    assert [has_letter(label) for label in labelled(kinds)] == [False, *[True] * 6, False, True, True, False]


def test_annexes_are_numbered_where_there_are_several_and_count_anew():
    kinds = ["heading", "heading", "annex", "heading", "item", "objective", "annex", "item", "heading"]

    assert shown(kinds)[2:] == [
        ("Annex 1", "Приложение 1", "1-қосымша"),
        ("1.", "1.", "1."),
        ("1.", "1.", "1."),
        ("a)\u00a0[1]", "а)\u00a0[1]", "а)\u00a0[1]"),
        ("Annex 2", "Приложение 2", "2-қосымша"),
        ("1.", "1.", "1."),
        ("1.", "1.", "1."),
    ]
    assert shown(["heading", "annex", "paragraph"])[1] == ("Annex", "Приложение", "Қосымша")


@pytest.mark.parametrize(("place", "english"), [(1, "a"), (26, "z"), (27, "aa"), (52, "az"), (703, "aaa")])
def test_behind_the_alphabet_letters_are_doubled(place, english):
    assert letter(place, "en") == english


@pytest.mark.parametrize(("place", "written"), [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (40, "xl")])
def test_roman_numbers(place, written):
    assert roman(place) == written


def test_what_an_annex_counts_anew_is_known_with_its_name():
    kinds = [
        "initiative",
        "annex",
        "item",
        "subpoint",
        "annex",
        "heading",
        "objective",
        "subpoint",
        "paragraph",
    ]

    assert shown(kinds, reference) == [
        ("1.", "1.", "1."),
        ("Annex 1", "Приложение 1", "1-қосымша"),
        ("Annex 1, 1.", "Приложение 1, 1.", "1-қосымша, 1."),
        ("Annex 1, 1. a)\u00a0[1]", "Приложение 1, 1. а)\u00a0[1]", "1-қосымша, 1. а)\u00a0[1]"),
        ("Annex 2", "Приложение 2", "2-қосымша"),
        ("Annex 2, 1.", "Приложение 2, 1.", "2-қосымша, 1."),
        ("Annex 2, a)\u00a0[1]", "Приложение 2, а)\u00a0[1]", "2-қосымша, а)\u00a0[1]"),
        ("Annex 2, a)\u00a0[1] i)", "Приложение 2, а)\u00a0[1] i)", "2-қосымша, а)\u00a0[1] i)"),
        ("", "", ""),
    ]

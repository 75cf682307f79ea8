import pytest

from plans.enums import BlockKind
from plans.labels import LETTERS, labelled, letter, marked, ordinal


def test_a_letter_has_its_neutral_number_beside_it():
    labels = labelled([BlockKind.HEADING, *[BlockKind.OBJECTIVE] * 3, BlockKind.INITIATIVE, BlockKind.TITLE])
    shown = [tuple(marked(label, language) for language in ("en", "ru", "kk")) for label in labels]

    assert shown == [
        ("1.", "1.", "1."),
        ("a)\u00a0[1]", "а)\u00a0[1]", "а)\u00a0[1]"),
        ("b)\u00a0[2]", "б)\u00a0[2]", "ә)\u00a0[2]"),
        # б) alone is two paragraphs: the second in Russian, the third in Kazakh.
        ("c)\u00a0[3]", "в)\u00a0[3]", "б)\u00a0[3]"),
        ("1.", "1.", "1."),
        ("", "", ""),
    ]


@pytest.mark.parametrize("place", [1, 2, 25, 26, 27, 52, 53, 702, 703])
def test_the_number_is_found_again_behind_the_end_of_the_alphabet(place):
    label = {language: f"{letter(place, language)})" for language in LETTERS}

    assert ordinal(label) == place

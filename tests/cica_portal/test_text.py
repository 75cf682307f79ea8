import unicodedata

import pytest
from django.core.exceptions import ValidationError

from cica_portal import text


def test_normalise_composes_letters_and_keeps_everything_else():
    filed = "  Й é\r\nтірек\rсоз\t«Қ»  "

    assert text.normalise(unicodedata.normalize("NFD", filed)) == "  Й é\nтірек\nсоз\t«Қ»  "


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "\udfff"])
def test_normalise_refuses_what_cannot_be_stored(bad):
    with pytest.raises(ValidationError, match="cannot be stored"):
        text.normalise(bad)


@pytest.mark.parametrize(
    ("value", "blank"),
    [
        ("", True),
        (" \n\t", True),
        ("\u200b\u00ad\ufeff", True),
        ("\u00a0\u2028", True),
        ("\u0301", True),
        (".", False),
        (" қ ", False),
    ],
)
def test_blank_is_what_a_reader_sees_as_nothing(value, blank):
    assert text.is_blank(value) is blank


def test_field_normalises_strips_and_calls_invisible_text_empty():
    field = text.TextField(required=False)

    assert field.clean(" и\u0306\r\nb ") == "й\nb"
    assert field.clean("\u200b") == ""
    assert field.clean(None) == ""


@pytest.mark.parametrize("value", ["", " ", "\u200b"])
def test_field_that_is_required_refuses_what_a_reader_sees_as_nothing(value):
    with pytest.raises(ValidationError):
        text.TextField().clean(value)


def test_field_states_and_keeps_its_limit():
    field = text.TextField(max_length=5)

    assert field.clean("12345") == "12345"
    assert field.clean("й" * 5) == "й" * 5
    with pytest.raises(ValidationError, match="at most 5"):
        field.clean("123456")
    assert text.TextField().max_length == text.PARAGRAPH_LIMIT


def test_field_refuses_nul_as_a_field_error():
    with pytest.raises(ValidationError, match="cannot be stored"):
        text.TextField().clean("a\x00")


def test_canonical_json_is_one_form_whatever_the_order():
    assert text.canonical_json({"b": "қ", "a": [1, None]}) == '{"a":[1,null],"b":"қ"}'
    assert text.sha256({"a": 1, "b": 2}) == text.sha256({"b": 2, "a": 1})
    assert text.sha256({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"

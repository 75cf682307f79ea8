import re
import unicodedata
from pathlib import Path

import pytest
from django import forms
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from fontTools.ttLib import TTFont
from lxml import etree

from cica_portal import text
from cica_portal.web import fonts
from tests.cica_portal.forms_of_portal import forms_of_the_portal
from tests.properties import given, settings
from tests.properties import strategies as st


def test_normalise_composes_letters_and_keeps_everything_else():
    filed = "  Й é\r\nтірек\rсоз\t«Қ»  "

    assert text.normalise(unicodedata.normalize("NFD", filed)) == "  Й é\nтірек\nсоз\t«Қ»  "


def test_normalise_takes_the_line_ends_of_word_processors_for_line_ends():
    assert text.normalise("a\x0bb\x0cc\x85d\r\n\re") == "a\nb\nc\nd\n\ne"


@pytest.mark.parametrize(
    "sign",
    [
        "\x00",
        "\x01",
        "\x08",
        "\x1b",
        "\x1f",
        "\x7f",
        "\x9f",
        "\ud800",
        "\udfff",
        "\ufdd0",
        "\uffff",
        "\U0010fffe",
    ],
)
def test_normalise_refuses_what_files_cannot_carry_and_says_where_it_stands(sign):
    code = f"U+{ord(sign):04X}"
    with pytest.raises(text.Uncarried) as refused:
        text.normalise(f"The first words and{sign} others")
    with pytest.raises(text.UncarriedAtFirst) as refused_at_first:
        text.normalise(f" {sign}words")

    assert str(refused.value) == (
        f"After “The first words and” there is a control character ({code}) that cannot be written "
        "to a file. Delete it and submit the text again."
    )
    assert str(refused_at_first.value) == (
        f"The text begins with a control character ({code}) that cannot be written "
        "to a file. Delete it and submit the text again."
    )


def test_a_sign_that_turns_letters_round_is_refused_and_said_where_it_stands():
    with pytest.raises(text.Reversed) as refused:
        text.normalise("The point of \u202etcatnoc")
    with pytest.raises(text.ReversedAtFirst) as refused_at_first:
        text.normalise(" \u202dwords")

    assert str(refused.value).startswith("After “The point of” there is an invisible character (U+202E) that")
    assert str(refused_at_first.value).startswith("The text begins with an invisible character (U+202D) that")


@pytest.mark.parametrize("field", [text.TextField, text.AddressField, text.PasswordField])
def test_a_field_lets_no_browser_cut_what_is_too_long(field):
    too_long = f"{'x' * 20}@example.org"
    widget = field(max_length=20).widget
    assert (widget.attrs.get("data-limit"), "maxlength" in widget.attrs) == ("20", False)
    with pytest.raises(ValidationError, match="at most 20 characters"):
        field(max_length=20).clean(too_long)


def test_no_page_lets_the_browser_cut_what_is_saved():
    """Where people only search, nothing is saved."""
    cutting = re.compile(r'<(?:textarea|input(?! class="form-control" type="search"))[^>]*maxlength[^>]*>')
    pages = Path(django_settings.BASE_DIR, "templates").rglob("*.html")
    assert {page.name for page in pages if cutting.search(page.read_text())} <= {"_filter_field.html"}


@given(st.text())
@settings(max_examples=300)
def test_what_passes_can_be_carried_by_every_file(typed):
    try:
        passed = text.normalise(typed)
    except text.Uncarried:
        assert re.search("[^\t\n -~\xa0-\ud7ff\ue000-\U0010ffff]|[\ufdd0-\ufdef\ufffe-\uffff]", typed) or any(
            ord(sign) & 0xFFFE == 0xFFFE for sign in typed
        )
        return
    element = etree.Element("p")
    element.text = passed
    assert etree.fromstring(etree.tostring(element)).text == (passed or None)
    assert passed == unicodedata.normalize("NFC", re.sub("\r\n?|[\x0b\x0c\x85]", "\n", typed))


# What a reader sees as nothing ------------------------------------------------------------------------
INVISIBLE = {
    "spaces": " \n\t\u00a0\u2009\u2028\u3000",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "soft hyphen": "\u00ad",
    "blank cell of braille": "\u2800",
    "Hangul fillers": "\u3164\u115f\u1160\uffa0",
    "Mongolian separator": "\u180e",
    "Khmer inherent vowels": "\u17b4\u17b5",
    "variation selectors": "\ufe00\ufe0f\U000e0100",
    "tags": "\U000e0001\U000e0061\U000e007f",
    "invisible operators": "\u2061\u2062\u2063\u2064",
    "direction": "\u200e\u202a\u2066\u2069\u061c",
    "musical signs": "\U0001d173\U0001d17a\U0001d159",
    "shorthand": "\U0001bca0",
    "annotations": "\ufff9\ufffa\ufffb",
    "Egyptian joiners and blanks": "\U00013430\U00013441",
    "Khitan filler": "\U00016fe4",
    "reserved to be ignored": "\u2065\ufff0\U000e0fff",
    "private use": "\ue000\uf8ff\U000f0000",
    "marks on no letter": "\u0301\u0488\u20dd\u093e",
    "grapheme joiner": "\u034f",
}
# How people answer in a word, or in a sign.
HONEST = (
    "Да", "Жоқ", "қ", "OK", ".", "–", "+1", "5", "👍", "🇰🇿", "\u2714\ufe0f", "1\ufe0f\u20e3", "👩\u200d💻",
    "…", "§", "*", r"\*", "**no**", "\ufffd", "\ufffc", "\u2801", "\u3164.", "\u0600", "\u06dd", "\u070f",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "نعم", "\u0915\u094d\u200d\u0937", "हाँ",
    "\u0dc1\u0dca\u200d\u0dbb\u0dd3", "ඔව්", "க்", "ใช่", "បាទ", "ཡིན།", "好", "はい", "네", "כן", "ᠲᠢᠢᠮᠦ",
    "é", "Ѐ",
)  # fmt: skip


@pytest.mark.parametrize("signs", INVISIBLE.values(), ids=INVISIBLE)
def test_text_in_which_nothing_is_drawn_is_blank(signs):
    assert [f"U+{ord(sign):04X}" for sign in signs if not text.is_blank(sign)] == []
    assert text.is_blank(signs)
    assert text.TextField(required=False).clean(signs) == ""


@pytest.mark.parametrize("typed", ["*\u200b*", "**\u2800**", "***\u00ad\u3164***", "*\u2063* **\u200d**"])
def test_emphasis_of_nothing_is_blank(typed):
    assert text.is_blank(typed)


@pytest.mark.parametrize("typed", HONEST)
def test_honest_short_text_is_kept_as_it_was_typed(typed):
    assert not text.is_blank(typed)
    assert text.TextField(required=False).clean(typed) == unicodedata.normalize("NFC", typed)


@given(
    st.text(st.sampled_from("".join(INVISIBLE.values())), max_size=30),
    st.sampled_from(HONEST),
    st.integers(0, 30),
)
@settings(max_examples=300)
def test_text_is_blank_until_a_sign_is_drawn_in_it(nothing, word, place):
    place = min(place, len(nothing))

    assert text.is_blank(nothing)
    assert not text.is_blank(nothing[:place] + word + nothing[place:])


def test_signs_are_blank_as_the_outlines_of_the_portals_fonts_say():
    folder = fonts.font_folder()
    points = {}
    for face in fonts.FACES:
        with TTFont(folder / face, lazy=True) as font:
            for point, name in font.getBestCmap().items():
                points[point] = points.get(point, False) or font["glyf"][name].numberOfContours != 0
    blank = {point for point, is_drawn in points.items() if not is_drawn}
    letters = {
        point
        for point, is_drawn in points.items()
        if is_drawn and unicodedata.category(chr(point))[0] in "LNPS"
    }

    assert len(letters) > 2000
    assert {hex(point) for point in blank if not text.is_blank(chr(point))} == set()
    assert {hex(point) for point in letters if text.is_blank(chr(point))} == set()


def test_texts_that_read_alike_are_seen_alike():
    assert text.seen(" до\u00adго\u200bвор\u2060 ") == text.seen("договор") == "договор"
    assert text.seen("é\u0323") == text.composed("é\u0323") != text.seen("é")
    assert text.seen("и\u0306") == text.seen("й") == "й"
    assert text.seen("a b") != text.seen("ab")


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


def test_canonical_json_is_one_form_whatever_the_order():
    assert text.canonical_json({"b": "қ", "a": [1, None]}) == '{"a":[1,null],"b":"қ"}'
    assert text.sha256({"a": 1, "b": 2}) == text.sha256({"b": 2, "a": 1})
    assert text.sha256({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


def test_every_field_for_words_is_the_one_that_refuses_and_normalises():
    fields = [
        (form, name, field) for form in forms_of_the_portal() for name, field in form.base_fields.items()
    ]
    words = [
        (form.__name__, name)
        for form, name, field in fields
        if type(field) is forms.CharField
        and not isinstance(field.widget, forms.HiddenInput | forms.PasswordInput)
    ]

    assert sum(isinstance(field, text.TextField) for _form, _name, field in fields) > 40
    assert words == []

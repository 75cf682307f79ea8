"""The reading of pages as they are answered finds what a browser need not be opened for."""

import pytest
from lxml.html import fromstring

from tests.browser import markup

PAGE = '<!DOCTYPE html><html lang="{language}"><head><title>План</title></head><body>{body}</body></html>'


def faults(body: str, language: str = "ru", heading: str = "<h1>План</h1>") -> list[str]:
    return markup.faults(fromstring(PAGE.format(language=language, body=heading + body).encode()), "ru")


@pytest.mark.parametrize(
    "body",
    [
        '<label for="a">А</label><input id="a"><label>Б <select></select></label>',
        '<textarea aria-label="В"></textarea><input type="hidden"><input type="submit" value="Да">',
        '<p id="b">А</p><input aria-labelledby="b">',
        '<a href="/"><img alt="Знак"></a><button>Да</button><button aria-label="Нет"></button>',
        '<p lang="en">English <b lang="ru">Да</b></p><p data-own-text>Own</p><script>let a</script>',
        '<template><h1>Two</h1><p id="b">A</p><p id="b">A</p></template><p class="hash">aabb</p>',
    ],
)
def test_a_sound_page_has_no_faults(body):
    assert faults(body) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p id="a">А</p><p id="a">Б</p>', "more than one element has the id a"),
        ('<input name="place">', "a field without a name: place"),
        ('<label for="a"> </label><input id="a">', "a field without a name: a"),
        ('<label>А</label><select name="a"></select>', "a field without a name: a"),
        ('<input name="a" aria-labelledby="nothing">', "a field without a name: a"),
        ('<a href="/" class="more"> </a>', "a a without words: more"),
        ('<button><img alt=""></button>', "a button without words: "),
        ("<h1>Второй</h1>", "2 elements are h1"),
        ("<p>Да <b>left over</b></p>", "left in Latin letters: left over"),
        ("<p><b>Да</b> left over</p>", "left in Latin letters: left over"),
        ('<p title="left over">Да</p>', "left in Latin letters: left over"),
        ('<p lang="en">A <b lang="ru">left over</b></p>', "left in Latin letters: left over"),
        ('<input type="submit" value="left over">', "left in Latin letters: left over"),
    ],
)
def test_a_fault_is_found(body, fault):
    assert faults(body) == [fault]


def test_a_page_in_another_language_or_without_its_heading_is_found():
    assert faults("", language="en") == ["declared to be in en"]
    assert faults("", heading="") == ["0 elements are h1"]

"""What is the same on every page is put together once in each language, and forgotten with corrections."""

import pytest
from django.template import Context, Template
from django.utils import translation

from cica_portal.messages import overlay

SOURCE = '{% load i18n unvarying %}{% unvarying %}{% translate "Help" context "page" %}{% endunvarying %}'


@pytest.fixture
def nothing_corrected():
    yield
    overlay.put({}, "")


def test_each_language_has_its_own():
    page = Template(SOURCE)
    shown = {}
    for language in ("en", "ru", "kk", "en"):
        with translation.override(language):
            shown[language] = page.render(Context())
    assert shown["en"] == "Help"
    assert len(set(shown.values())) == 3


def test_a_corrected_wording_shows_at_once(nothing_corrected):
    page = Template(SOURCE)
    with translation.override("ru"):
        before = page.render(Context())
        overlay.put({"ru": {overlay.key("Help", "page"): "Подсказки"}}, "1")
        assert page.render(Context()) == "Подсказки" != before


@pytest.mark.ignore_template_errors
def test_it_is_given_nothing_of_a_person():
    page = Template("{% load unvarying %}{{ name }}{% unvarying %}[{{ name }}]{% endunvarying %}")
    assert page.render(Context({"name": "A"})) == "A[]"
    assert page.render(Context({"name": "B"})) == "B[]"

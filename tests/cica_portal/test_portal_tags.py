import datetime as dt
import re

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

CLOSES_AT = dt.datetime(2022, 6, 6, 18, tzinfo=dt.UTC)


def render(source: str, language: str = "en", **context) -> str:
    with translation.override(language):
        return Template("{% load portal %}" + source).render(Context(context)).strip()


def test_day_of_an_instant_is_the_day_of_the_secretariat(settings):
    settings.SECRETARIAT_TIME_ZONE = "Asia/Almaty"

    assert render("{{ value|day }}", value=CLOSES_AT) == "7\u00a0June\u00a02022"


def test_moment_takes_the_secretariats_zone_by_default(settings):
    settings.SECRETARIAT_TIME_ZONE = "Asia/Almaty"

    assert render("{% moment at %}", at=CLOSES_AT) == "Tuesday, 7\u00a0June\u00a02022, 00:00 (UTC+06:00)"


def test_missing_dates_show_nothing():
    assert render("[{{ value|day }}{% moment value %}{% closing value %}]", value=None) == "[]"


def test_in_language_falls_back_to_a_language_that_has_a_text():
    texts = {"en": "Draft", "ru": "Проект", "kk": ""}

    assert render("{{ t|in_language }} {{ t|in_language:'ru' }}", "kk", t=texts) == "Draft Проект"


def test_status_is_a_mark_and_a_word():
    assert render("{% status 'done' word %}", word="<answered>") == (
        '<span class="status status-done"><span class="status-mark" aria-hidden="true"></span>'
        "<span>&lt;answered&gt;</span></span>"
    )


def test_status_of_an_unknown_kind_is_refused():
    with pytest.raises(TemplateSyntaxError, match="unknown kind of status: 'green'"):
        render("{% status 'green' 'word' %}")


def test_user_text_is_shown_as_text():
    assert render("{% user_text text 'ru' %}", text="<b>а</b>\nб") == (
        '<div class="user-text" dir="auto" lang="ru">&lt;b&gt;а&lt;/b&gt;\nб</div>'
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The <b>host</b> asked", '<bdi dir="auto" lang="en">The &lt;b&gt;host&lt;/b&gt; asked</bdi>'),
        ("Принимающее государство", '<bdi dir="auto">Принимающее государство</bdi>'),
        ("Қабылдаушы мемлекет", '<bdi dir="auto" lang="kk">Қабылдаушы мемлекет</bdi>'),
        ("Астана", '<bdi dir="auto">Астана</bdi>'),
    ],
)
def test_words_of_people_bear_their_language_where_it_is_not_the_pages(text, shown):
    assert render("{{ text|as_written }}", "ru", text=text) == shown
    language = re.search(' lang="(..)"', shown)
    marked = language[0] if language else ' lang="ru"' if len(text) > 20 else ""
    assert render("{% user_text text %}", "ru", text=text).startswith(
        f'<div class="user-text" dir="auto"{marked}>'
    )


def test_breadcrumbs_link_all_steps_but_the_last():
    page = render("{% breadcrumbs 'Plans' '/plans/' here %}", here="This <plan>")

    assert '<a href="/plans/">Plans</a>' in page
    assert '<span aria-current="page">This &lt;plan&gt;</span>' in page


def test_number_of_a_receipt_is_whole_within_a_sentence():
    source = (
        "{% load i18n %}{% blocktranslate with said=number|whole %}under {{ said }}{% endblocktranslate %}"
    )
    assert render(source, number="ECO/ENS/1-CN-1") == 'under <span class="ref">ECO/ENS/1-CN-1</span>'
    assert render(source, number="<b>") == 'under <span class="ref">&lt;b&gt;</span>'

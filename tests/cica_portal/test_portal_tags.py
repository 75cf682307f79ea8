import datetime as dt
import re

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from tests.factories import members

CLOSES_AT = dt.datetime(2022, 6, 6, 18, tzinfo=dt.UTC)


def render(source: str, language: str = "en", **context) -> str:
    with translation.override(language):
        return Template("{% load portal %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "6\u00a0June\u00a02022"),
        ("ru", "6\u00a0июня\u00a02022\u00a0г."),
        ("kk", "2022\u00a0жылғы 6\u00a0маусым"),
    ],
)
def test_day_is_written_in_the_active_language(language, expected):
    assert render("{{ value|day }}", language, value=dt.date(2022, 6, 6)) == expected


def test_day_of_an_instant_is_the_day_of_the_secretariat(settings):
    settings.SECRETARIAT_TIME_ZONE = "Asia/Almaty"

    assert render("{{ value|day }}", value=CLOSES_AT) == "7\u00a0June\u00a02022"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Monday, 6\u00a0June\u00a02022, 23:59 (Nur-Sultan time, UTC+06:00)"),
        ("ru", "понедельник, 6\u00a0июня\u00a02022\u00a0г., 23:59 (по времени Нур-Султана, UTC+06:00)"),
        ("kk", "2022\u00a0жылғы 6\u00a0маусым, дүйсенбі, 23:59 (Нұр-Сұлтан уақыты бойынша, UTC+06:00)"),
    ],
)
def test_closing_shows_the_last_admissible_minute(language, expected):
    assert render("{% closing at 'Asia/Almaty' %}", language, at=CLOSES_AT) == expected


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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "state", "left"),
    [
        ("2022-05-30T09:00:00+06:00", "open", "7 days left"),
        ("2022-06-04T09:00:00+06:00", "near", "2 days left"),
        ("2022-06-06T23:59:59+06:00", "near", "due today"),
        ("2022-06-07T00:00:00+06:00", "past", "deadline passed"),
    ],
)
def test_deadline_says_how_it_stands(set_clock, now, state, left):
    set_clock(now)
    page = render_deadline(members.contact_point(members.member_state("IR", time_zone="Asia/Tehran")))

    assert f'class="deadline deadline-{state}"' in page
    assert f"<span>{left}</span>" in page


@pytest.mark.django_db
def test_deadline_shows_the_readers_own_time_where_it_differs(set_clock):
    set_clock("2022-05-30T09:00:00+06:00")
    at_home = render_deadline(members.contact_point(members.member_state("KZ", time_zone="Asia/Almaty")))
    abroad = render_deadline(members.contact_point(members.member_state("IR", time_zone="Asia/Tehran")))

    written = "Monday, 6\u00a0June\u00a02022, 23:59 (Nur-Sultan time, UTC+06:00)"
    official = f'<time datetime="2022-06-06T18:00:00+00:00">{written}</time>'
    assert official in at_home
    assert official in abroad
    assert "deadline-own" not in at_home
    assert "Time in your capital: Monday, 6\u00a0June\u00a02022, 22:29 (Tehran time, UTC+04:30)" in abroad


def render_deadline(user) -> str:
    request = RequestFactory().get("/")
    request.user = user
    return render(
        '{% include "components/_deadline.html" with closes_at=at zone="Asia/Almaty" %}',
        at=CLOSES_AT,
        request=request,
    )


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Copied"), ("ru", "Скопировано"), ("kk", "Көшірілді")]
)
def test_copy_button_says_in_the_readers_language_what_it_did(language, words):
    shown = render('{% copy_button value "SHA-256" %}', language, value="A<B")
    assert f'data-copied="{words}"' in shown and 'data-copy="A&lt;B"' in shown and "SHA-256" in shown


def test_number_of_a_receipt_is_whole_within_a_sentence():
    source = (
        "{% load i18n %}{% blocktranslate with said=number|whole %}under {{ said }}{% endblocktranslate %}"
    )
    assert render(source, number="ECO/ENS/1-CN-1") == 'under <span class="ref">ECO/ENS/1-CN-1</span>'
    assert render(source, number="<b>") == 'under <span class="ref">&lt;b&gt;</span>'

"""Names of languages, clocks, weekdays and months: in the reader's language, on pages and in files."""

import datetime as dt
import re

import pytest
from django.template import engines
from django.utils import translation

from cica_portal import data_files, formats
from cica_portal.languages import LANGUAGES, NAMES, NATIVE_NAMES, TITLED, TITLES, written_in
from comments.reading import columns, filters
from comments.writing.offline import columns as offline
from members import reference

SAID = {
    "en": ("English", "Russian", "Kazakh"),
    "ru": ("английский", "русский", "казахский"),
    "kk": ("ағылшын тілі", "орыс тілі", "қазақ тілі"),
}
LATIN = re.compile("[A-Za-z]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_named_in_the_readers(language):
    template = engines["django"].from_string(
        "{% load portal %}"
        "{% for code in codes %}{{ code|language_name }}, {{ code|language_within }};{% endfor %}"
    )
    with translation.override(language):
        assert tuple(str(NAMES[code]) for code in LANGUAGES) == SAID[language]
        labels = [str(TITLES[code]) for code in LANGUAGES]
        shown = template.render({"codes": LANGUAGES})

    assert labels == [name[0].upper() + name[1:] for name in SAID[language]]
    assert shown == "".join(f"{label}, {name};" for label, name in zip(labels, SAID[language], strict=True))


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_files_and_filters_name_no_language_in_another(language):
    foreign = {name for code, name in NATIVE_NAMES.items() if code != language}
    with translation.override(language):
        said = list(offline.titles().values())
        said += [str(one.heading) % {"language": NAMES["en"], "zone": ""} for one in columns.COLUMNS]
        said += [str(label) for label in filters.SIDES["language"].words(None).values()]
        said += [str(label) for _code, label in TITLED]

    assert [text for text in said for name in foreign if name in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_brought_back_knows_a_language_by_its_name_in_any_language(language):
    with translation.override(language):
        known = offline.language_names()

    assert {known[name.lower()] for names in SAID.values() for name in names} == set(LANGUAGES)
    assert [known[name.lower()] for name in NATIVE_NAMES.values()] == list(LANGUAGES)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_no_clock_weekday_or_month_of_a_member_state_is_written_in_latin(language):
    closes_at = dt.datetime(2026, 12, 7, 18, 59, tzinfo=dt.UTC)
    zones = {item["time_zone"] for item in data_files.read(reference.STATES_FILE)}
    for zone in zones:
        said = formats.closing(closes_at, zone, language)
        assert not LATIN.search(said.replace("UTC", "")), said
    for month in range(1, 13):
        assert not LATIN.search(formats.weekday_date(dt.date(2026, month, 7), language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The host State asked for it.", "en"),
        ("О внесении изменений в проект плана", "ru"),
        ("Жобаға өзгерістер енгізу туралы", "kk"),
        ("Нота СВМДА: Confidence Building Measures in Asia", "en"),
        ("Открыть: https://portal.example.org/consultations/a-very-long-address/ подробнее об ответе", "ru"),
        ('<a href="https://example.org/answers/">https://example.org</a> Ваш ответ получен вовремя', "ru"),
        ("Астана", ""),  # the same in both
        ("2026", ""),
        ("", ""),
    ],
)
def test_letters_tell_in_which_language_a_text_is_written(text, language):
    assert written_in(text) == language

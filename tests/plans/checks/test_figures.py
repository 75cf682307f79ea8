from collections import Counter

import pytest
import yaml
from django.conf import settings

from cica_portal.languages import LANGUAGES
from plans.checks.figures import differences, figures


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "for 2022-2023", ["2022", "2023"]),
        ("ru", "на 2022–2023 гг.", ["2022", "2023"]),
        ("kk", "2022/2023 жылдарға", ["2022", "2023"]),
        ("ru", "1-го и 2-й", ["1", "2"]),
        ("kk", "1-ші, 2022 жылғы 26 мамыр", ["1", "2022", "26"]),
        ("en", "26 May 2022, the 1st", ["26", "2022", "1"]),
        ("ru", "26.05.2022 и 06.06.2022", ["26", "2022", "6", "2022"]),
        ("en", "2022-05-26", ["26", "2022"]),
        ("en", "10,000 and 1,250.50", ["10000", "1250.5"]),
        ("ru", "10 000 и 1\u00a0250,50", ["10000", "1250.5"]),
        ("kk", "3,5 пайыз, 3.5", ["3.5", "3.5"]),
        ("en", "09:00 and 17:30", ["9", "17.3"]),
        ("ru", "9.00 и 17.30", ["9", "17.3"]),
        ("en", "Article 1.2.3, COVID-19", ["1.2.3", "19"]),
        ("kk", "**5** тармақ, *6*", ["5", "6"]),
        ("ru", "без чисел", []),
        ("en", "", []),
    ],
)
def test_figures_are_the_same_however_a_language_writes_them(language, text, expected):
    assert figures(text, language) == Counter(expected)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"en": "2022-2023", "ru": "2022–2023 гг.", "kk": "2022-2023 жылдарға"}, {}),
        ({"en": "the 1st", "ru": "1-го", "kk": "1-ші"}, {}),
        ({"en": "3.5 %", "ru": "3,5 %", "kk": "3,5 пайыз"}, {}),
        ({"en": "26 May 2022", "ru": "26.05.2022", "kk": "2022 жылғы 26 мамыр"}, {}),
        ({"en": "the 21st century", "ru": "XXI век", "kk": "ХХІ ғасыр"}, {}),
        ({"en": "the 4th and 9th", "ru": "IV и IX", "kk": "4 және 9"}, {}),
        ({"en": "5 events", "ru": "6 мероприятий", "kk": "5 іс-шара"}, {"en": "5", "ru": "6", "kk": "5"}),
        ({"en": "in 2022", "ru": "", "kk": "2023 жылы"}, {"en": "2022", "kk": "2023"}),
        (
            {"en": "in 2022 and 2023", "ru": "в 2022", "kk": "2023"},
            {"en": "2022, 2023", "ru": "2022", "kk": "2023"},
        ),
        ({"en": "5 and 5", "ru": "5", "kk": "5 және 5"}, {"en": "5, 5", "ru": "5", "kk": "5, 5"}),
        ({"en": "10,000", "ru": "10 000", "kk": "1000"}, {"en": "10000", "ru": "10000", "kk": "1000"}),
        ({"en": "none", "ru": "1", "kk": "нет"}, {"en": "–", "ru": "1", "kk": "–"}),
        ({"en": "only 5", "ru": "", "kk": ""}, {}),
        ({}, {}),
    ],
)
def test_differences_name_what_is_not_in_all_languages(texts, expected):
    assert differences(texts) == expected


def test_the_figures_of_the_letters_plan_agree():
    path = settings.BASE_DIR / "plans/data/concept_paper_ict_2022_2023.yaml"
    for block in yaml.safe_load(path.read_text())["blocks"]:
        assert differences({language: block[language] for language in LANGUAGES}) == {}, block["en"]

import pytest

from cica_portal.languages import LANGUAGES
from plans.checks.quotes import foreign, suggested
from tests.properties import given
from tests.properties import strategies as st


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", 'the measure "Security of ICTs" for', "the measure “Security of ICTs” for"),
        ("ru", 'мера "Безопасность ИКТ" на', "мера «Безопасность ИКТ» на"),
        ("kk", '"АКТ қауіпсіздігі" шарасын', "«АКТ қауіпсіздігі» шарасын"),
        ("en", "«Silk Road», „Green“", "“Silk Road”, “Green”"),
        ("ru", "“Шёлковый путь” и „Север“", "«Шёлковый путь» и «Север»"),
        ("kk", '("Жібек жолы")-"Арна"', "(«Жібек жолы»)-«Арна»"),
        ("ru", '"Форум "Азия" ежегодно"', "«Форум „Азия“ ежегодно»"),
        ("en", '"The "Asia" forum"', "“The ‘Asia’ forum”"),
        ("ru", "«Форум „Азия“»", "«Форум „Азия“»"),
        ("en", '*"so"* and "*so*"', "*“so”* and “*so*”"),
        ("en", 'one "two"\n"three" four', "one “two”\n“three” four"),
        # Where the marks do not pair nobody can say what was meant
        ("en", 'a 5" screen', 'a 5" screen'),
        ("ru", '"открыто', '"открыто'),
        ("kk", 'жабылды"', 'жабылды"'),
        ("en", "the States' own, it’s ‘so’", "the States' own, it’s ‘so’"),
        ("en", "“so”", "“so”"),
        ("kk", "«Ұлы дала»", "«Ұлы дала»"),
        ("en", "", ""),
    ],
)
def test_suggested_has_the_marks_of_the_language(language, text, expected):
    assert suggested(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", 'a "b" «c» “d”', ['"', "«", "»"]),
        ("ru", 'а "б" «в» “г”', ['"', "“", "”"]),
        ("ru", "«а „б“»", []),
        ("kk", "„а“", ["„", "“"]),
        ("en", 'a 5" screen', ['"']),
        ("ru", "не закрыта «", []),
        ("kk", "it's", []),
        ("en", "", []),
    ],
)
def test_foreign_names_each_mark_that_is_not_the_languages(language, text, expected):
    assert foreign(text, language) == expected


@given(st.text(st.sampled_from('aқ "«»„“”*(\n'), max_size=20), st.sampled_from(LANGUAGES))
def test_suggested_changes_quotation_marks_only_and_settles(text, language):
    made = suggested(text, language)
    quotes = set('"«»„“”‘’')
    assert [sign for sign in made if sign not in quotes] == [sign for sign in text if sign not in quotes]
    assert len(made) == len(text)
    assert foreign(made, language) == [] or any(mark in text for mark in foreign(made, language))

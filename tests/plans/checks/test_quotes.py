import pytest

from plans.checks.proofreading import foreign


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
        ("en", "“The ‘Asia’ forum”, the States' own", []),
        ("ru", '"Форум „Азия“ ежегодно"', ['"']),
        ("kk", "", []),
    ],
)
def test_foreign_names_each_mark_that_is_not_the_languages(language, text, expected):
    assert foreign(text, language) == expected

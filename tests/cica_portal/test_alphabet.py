import pytest

from cica_portal.alphabet import language_of, latin_key, sort_key


def ordered(language: str, *words: str) -> list[str]:
    return sorted(words, key=lambda word: sort_key(word, language))


def test_kazakh_words_follow_the_kazakh_alphabet():
    assert ordered("kk", "Ямайка", "Үндістан", "Қытай", "Әзербайжан", "Ауғанстан", "Иран", "Кувейт") == [
        "Ауғанстан",
        "Әзербайжан",
        "Иран",
        "Кувейт",
        "Қытай",
        "Үндістан",
        "Ямайка",
    ]


def test_capitals_and_spaces_do_not_disturb_the_order():
    assert ordered("en", "Viet Nam", "thailand", "Sri Lanka", "Srinagar") == [
        "Sri Lanka",
        "Srinagar",
        "thailand",
        "Viet Nam",
    ]


def test_english_order_ignores_diacritics_whether_composed_or_not():
    for turkiye in ("Türkiye", "Tu\u0308rkiye"):
        names = ["Thailand", turkiye, "Tajikistan", "Tunisia"]
        assert ordered("en", *names) == ["Tajikistan", "Thailand", "Tunisia", turkiye]


def test_russian_and_kazakh_letters_are_no_marked_letters_of_others():
    assert ordered("ru", "йод", "Ирак", "и\u0306ога", "Казахстан") == [
        "Ирак",
        "и\u0306ога",
        "йод",
        "Казахстан",
    ]
    assert ordered("kk", "Қатар", "Кувейт", "Лаос") == ["Кувейт", "Қатар", "Лаос"]


def test_latin_key_holds_nothing_that_databases_sort_each_its_own_way():
    assert latin_key("Türkiye") == "turkiye"
    assert latin_key("Côte d’Ivoire (Republic of)") == "cotedivoirerepublicof"


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("It stands.", "kk", "en"),
        ("Позиция сохраняется.", "en", "ru"),
        ("Государство (Қазақстан) сохраняет свою позицию по этому пункту.", "kk", "ru"),
        ("Ұстаным сақталады.", "ru", "kk"),
        ("Жоба дайын", "kk", "kk"),
        ("ICT: позиция Секретариата прежняя", "en", "ru"),
        ("2022/05", "kk", "kk"),
        ("", "ru", "ru"),
    ],
)
def test_letters_tell_the_language_of_a_text(text, expected, language):
    assert language_of(text, expected) == language


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_kazakh_names_stand_at_their_place_for_a_russian_reader_too(language):
    names = ["Smith", "Абаев", "Әлиев", "Байжанов", "Касымов", "Қасымов", "Үсенов", "Яковлев"]
    assert ordered(language, *reversed(names)) == names


def test_cyrillic_names_stand_behind_latin_ones_for_an_english_reader():
    names = ["Müller", "Smith", "Абаев", "Әлиев", "Яковлев"]
    assert ordered("en", *reversed(names)) == names

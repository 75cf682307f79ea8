from cica_portal.alphabet import sort_key


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

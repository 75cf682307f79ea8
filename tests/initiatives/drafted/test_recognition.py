"""What the words of a line tell of its event, in each language."""

import datetime as dt

import pytest

from initiatives.drafted.recognition import said_in, understood

NOTHING = {"year": None, "quarter": None, "month": None, "date_from": None, "date_to": None}


@pytest.mark.parametrize(
    ("language", "text", "when"),
    [
        ("en", "Holding a workshop in 2028.", {"year": 2028}),
        ("en", "A workshop in the second quarter of 2028", {"year": 2028, "quarter": 2}),
        ("en", "A workshop in Q3 2028", {"year": 2028, "quarter": 3}),
        ("ru", "Проведение во втором квартале 2028 г. семинара", {"year": 2028, "quarter": 2}),
        ("ru", "Проведение во II квартале 2028 года семинара", {"year": 2028, "quarter": 2}),
        ("ru", "Семинар в ІV квартале 2028 года", {"year": 2028, "quarter": 4}),
        ("kk", "2028 жылғы екінші тоқсанда семинар өткізу", {"year": 2028, "quarter": 2}),
        ("kk", "2028 жылдың үшінші тоқсанында семинар", {"year": 2028, "quarter": 3}),
        ("kk", "2028 жылғы 2-тоқсанда семинар өткізу", {"year": 2028, "quarter": 2}),
        ("kk", "2028 жылдың 3\u2011тоқсанында семинар", {"year": 2028, "quarter": 3}),
        ("kk", "2028 жылғы 4\u2011ші тоқсанда семинар", {"year": 2028, "quarter": 4}),
        ("en", "A workshop in May 2028", {"year": 2028, "month": 5}),
        ("ru", "Семинар в сентябре 2028 г.", {"year": 2028, "month": 9}),
        ("kk", "2028 жылғы қыркүйекте семинар", {"year": 2028, "month": 9}),
        ("en", "On 12-14 May 2028", {"year": 2028, "days": ((2028, 5, 12), (2028, 5, 14))}),
        ("ru", "Семинар 12 мая 2028 г.", {"year": 2028, "days": ((2028, 5, 12), None)}),
        ("ru", "С 30 мая по 2 июня 2028 г.", {"year": 2028, "days": ((2028, 5, 30), (2028, 6, 2))}),
        (
            "kk",
            "2028 жылғы 30 мамырдан 2028 жылғы 2 маусымға дейін",
            {"year": 2028, "days": ((2028, 5, 30), (2028, 6, 2))},
        ),
        ("en", "A workshop in 2027-2028", {}),
        ("en", "On 31 February 2028", {"year": 2028, "month": 2}),
        ("ru", "В мае или июне 2028 г.", {}),
    ],
)
def test_the_time_is_read_as_exactly_as_it_is_written(language, text, when):
    expected = NOTHING | {name: value for name, value in when.items() if name != "days"} if when else {}
    if "days" in when:
        first, last = when["days"]
        expected |= {"date_from": dt.date(*first), "date_to": dt.date(*last) if last else None}
    assert said_in(text, language).when == expected


@pytest.mark.parametrize(
    ("language", "text", "kinds", "formats", "states", "place"),
    [
        ("en", "An online workshop", ("workshop",), ("online",), (), ""),
        ("ru", "Онлайн-семинар", ("workshop", "seminar"), ("online",), (), ""),
        ("kk", "оқу-жаттығуын аралас форматта өткізу", ("exercise",), ("hybrid",), (), ""),
        ("en", "Training in person in Tashkent, China", ("training",), ("in_person",), ("CN",), "Tashkent"),
        ("ru", "Очные учения в Ташкенте (Узбекистан)", ("exercise",), ("in_person",), ("UZ",), "Ташкент"),
        ("kk", "Ташкентте семинар өткізу", ("workshop", "seminar"), (), (), "Ташкент"),
        ("kk", "Қырғыз Республикасының ұйымдастыруымен тренинг (Ош)", ("training",), (), ("KG",), "Ош"),
        ("ru", "Проведение Республикой Казахстан тренинга (Астана)", ("training",), (), ("KZ",), "Астана"),
        ("en", "Adoption of the Statement", ("statement",), (), (), ""),
        ("en", "A workshop in Kuwait City", ("workshop",), (), (), "Kuwait City"),
        ("en", "Business forum", (), (), (), ""),
    ],
)  # fmt: skip
def test_kind_format_state_and_place_are_read(language, text, kinds, formats, states, place):
    said = said_in(text, language)
    assert (said.kinds, said.formats, said.states, said.place) == (kinds, formats, states, place)


def test_the_title_says_nothing_of_the_event():
    said = said_in("Holding the workshop “Online training in Tashkent in 2030” in 2028.", "en")
    assert said.title == "Online training in Tashkent in 2030"
    assert (said.kinds, said.formats, said.place, said.years) == (("workshop",), (), "", (2028,))


def test_the_languages_together_tell_what_one_leaves_open():
    told = understood(
        {
            "en": "Holding the seminar “Trust” (Tashkent).",
            "ru": "Проведение Республикой Узбекистан в 2028 г. семинара «Доверие».",
            "kk": "2028 жылы «Сенім» семинарын аралас форматта өткізу.",
        }
    )
    assert (told.kind, told.format, told.state) == ("seminar", "hybrid", "UZ")
    assert told.when == NOTHING | {"year": 2028}
    assert told.titles == {"en": "Trust", "ru": "Доверие", "kk": "Сенім"}
    assert told.places == {"en": "Tashkent", "ru": "Ташкент", "kk": "Ташкент"}


def test_where_the_languages_disagree_nothing_is_understood():
    told = understood(
        {"en": "An online workshop in 2027 (Osh)", "ru": "Тренинг в смешанном формате в 2028 г."}
    )
    assert (told.kind, told.format, told.when, told.places) == ("", "", {}, {"en": "Osh"})


@pytest.mark.parametrize(
    ("language", "text", "title"),
    [
        ("en", "A workshop on security of Asian cities in 2028 (Osh).", "Security of Asian cities"),
        ("en", "Workshop: Trust in networks, Astana, 14–15 June 2028", "Trust in networks"),
        ("en", "Online training for pilots in the second quarter of 2028.", "Training for pilots"),
        ("en", "Holding the seminar Digital trust in Tashkent in 2028.", "Digital trust"),
        ("en", "Workshop on online safety, 12-14 May 2028", "Online safety"),
        ("en", "Holding a business forum on water in Q3 2028.", "Business forum on water"),
        ("en", "Holding a workshop in 2028.", ""),
        ("ru", "Проведение в 2028 г. семинара по энергетике (Ош).", "Семинар по энергетике"),
        ("ru", "Семинар: Доверие в сетях, Астана, 14–15 июня 2028 г.", "Доверие в сетях"),
        ("ru", "Проведение тренинга для пожарных во II квартале 2028 г.", "Тренинг для пожарных"),
        ("ru", "Онлайн-семинар на тему Цифровое доверие с 5 по 7 мая 2028 г.", "Цифровое доверие"),
        ("ru", "Обмен опытом по паводкам в течение 2028 года", "Обмен опытом по паводкам"),
        ("ru", "Проведение форума в 2028 г.", ""),
        ("kk", "2028 жылы су мәселелері бойынша семинар өткізу (Ош).", "Су мәселелері"),
        ("kk", "2028 жылғы 5–7 мамырда Алматыда цифрлық сенім тақырыбында семинар өткізу.", "Цифрлық сенім"),
        ("kk", "2028 жылы ұшқыштарға арналған онлайн-тренинг өткізу.", "Ұшқыштарға арналған тренинг"),
        ("kk", "Семинар: Желілердегі сенім, Астана, 2028 жылғы 14–15 маусым", "Желілердегі сенім"),
        ("kk", "2028 жылы семинар өткізу.", ""),
    ],
)  # fmt: skip
def test_a_title_without_quotation_marks_is_told_from_the_words_around_it(language, text, title):
    assert said_in(text, language).title == title

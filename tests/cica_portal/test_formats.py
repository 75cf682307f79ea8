import datetime as dt
from decimal import Decimal

import pytest
import yaml
from django.conf import settings

from cica_portal import formats
from cica_portal.languages import LANGUAGES

LETTER_CLOSES_AT = dt.datetime(2022, 6, 6, 18, 0, tzinfo=dt.UTC)

# One row per month: the 6th of the month in 2022, in each form a text may need.
ENGLISH = [
    # date, deadline
    ("6 January 2022", "Thursday, 6 January 2022"),
    ("6 February 2022", "Sunday, 6 February 2022"),
    ("6 March 2022", "Sunday, 6 March 2022"),
    ("6 April 2022", "Wednesday, 6 April 2022"),
    ("6 May 2022", "Friday, 6 May 2022"),
    ("6 June 2022", "Monday, 6 June 2022"),
    ("6 July 2022", "Wednesday, 6 July 2022"),
    ("6 August 2022", "Saturday, 6 August 2022"),
    ("6 September 2022", "Tuesday, 6 September 2022"),
    ("6 October 2022", "Thursday, 6 October 2022"),
    ("6 November 2022", "Sunday, 6 November 2022"),
    ("6 December 2022", "Tuesday, 6 December 2022"),
]
RUSSIAN = [
    # date, deadline (genitive), deadline_in (accusative), month in the prepositional
    ("6 января 2022 г.", "четверга, 6 января 2022 г.", "в четверг, 6 января 2022 г.", "январе"),
    ("6 февраля 2022 г.", "воскресенья, 6 февраля 2022 г.", "в воскресенье, 6 февраля 2022 г.", "феврале"),
    ("6 марта 2022 г.", "воскресенья, 6 марта 2022 г.", "в воскресенье, 6 марта 2022 г.", "марте"),
    ("6 апреля 2022 г.", "среды, 6 апреля 2022 г.", "в среду, 6 апреля 2022 г.", "апреле"),
    ("6 мая 2022 г.", "пятницы, 6 мая 2022 г.", "в пятницу, 6 мая 2022 г.", "мае"),
    ("6 июня 2022 г.", "понедельника, 6 июня 2022 г.", "в понедельник, 6 июня 2022 г.", "июне"),
    ("6 июля 2022 г.", "среды, 6 июля 2022 г.", "в среду, 6 июля 2022 г.", "июле"),
    ("6 августа 2022 г.", "субботы, 6 августа 2022 г.", "в субботу, 6 августа 2022 г.", "августе"),
    ("6 сентября 2022 г.", "вторника, 6 сентября 2022 г.", "во вторник, 6 сентября 2022 г.", "сентябре"),
    ("6 октября 2022 г.", "четверга, 6 октября 2022 г.", "в четверг, 6 октября 2022 г.", "октябре"),
    ("6 ноября 2022 г.", "воскресенья, 6 ноября 2022 г.", "в воскресенье, 6 ноября 2022 г.", "ноябре"),
    ("6 декабря 2022 г.", "вторника, 6 декабря 2022 г.", "во вторник, 6 декабря 2022 г.", "декабре"),
]
KAZAKH = [
    # nominative, genitive, dative, locative, ablative, attributive
    ("қаңтар", "қаңтардың", "қаңтарға", "қаңтарда", "қаңтардан", "қаңтардағы"),
    ("ақпан", "ақпанның", "ақпанға", "ақпанда", "ақпаннан", "ақпандағы"),
    ("наурыз", "наурыздың", "наурызға", "наурызда", "наурыздан", "наурыздағы"),
    ("сәуір", "сәуірдің", "сәуірге", "сәуірде", "сәуірден", "сәуірдегі"),
    ("мамыр", "мамырдың", "мамырға", "мамырда", "мамырдан", "мамырдағы"),
    ("маусым", "маусымның", "маусымға", "маусымда", "маусымнан", "маусымдағы"),
    ("шілде", "шілденің", "шілдеге", "шілдеде", "шілдеден", "шілдедегі"),
    ("тамыз", "тамыздың", "тамызға", "тамызда", "тамыздан", "тамыздағы"),
    ("қыркүйек", "қыркүйектің", "қыркүйекке", "қыркүйекте", "қыркүйектен", "қыркүйектегі"),
    ("қазан", "қазанның", "қазанға", "қазанда", "қазаннан", "қазандағы"),
    ("қараша", "қарашаның", "қарашаға", "қарашада", "қарашадан", "қарашадағы"),
    ("желтоқсан", "желтоқсанның", "желтоқсанға", "желтоқсанда", "желтоқсаннан", "желтоқсандағы"),
]
WEEKDAYS = [
    # 6 to 12 June 2022: en; ru nominative, genitive, dative, accusative, with preposition;
    # kk nominative, dative, locative
    ("Monday", "понедельник", "понедельника", "понедельнику", "понедельник", "в понедельник")
    + ("дүйсенбі", "дүйсенбіге", "дүйсенбіде"),
    ("Tuesday", "вторник", "вторника", "вторнику", "вторник", "во вторник")
    + ("сейсенбі", "сейсенбіге", "сейсенбіде"),
    ("Wednesday", "среда", "среды", "среде", "среду", "в среду") + ("сәрсенбі", "сәрсенбіге", "сәрсенбіде"),
    ("Thursday", "четверг", "четверга", "четвергу", "четверг", "в четверг")
    + ("бейсенбі", "бейсенбіге", "бейсенбіде"),
    ("Friday", "пятница", "пятницы", "пятнице", "пятницу", "в пятницу") + ("жұма", "жұмаға", "жұмада"),
    ("Saturday", "суббота", "субботы", "субботе", "субботу", "в субботу") + ("сенбі", "сенбіге", "сенбіде"),
    ("Sunday", "воскресенье", "воскресенья", "воскресенью", "воскресенье", "в воскресенье")
    + ("жексенбі", "жексенбіге", "жексенбіде"),
]


@pytest.mark.parametrize("month", range(1, 13))
def test_dates_in_english(month):
    day = dt.date(2022, month, 6)

    assert (formats.date(day, "en"), formats.deadline(day, "en")) == ENGLISH[month - 1]


@pytest.mark.parametrize("month", range(1, 13))
def test_dates_in_russian(month):
    day = dt.date(2022, month, 6)

    assert (
        formats.date(day, "ru"),
        formats.deadline(day, "ru"),
        formats.deadline_in(day),
        formats.month(month, "ru", "prep"),
    ) == RUSSIAN[month - 1]


@pytest.mark.parametrize("month", range(1, 13))
def test_dates_in_kazakh(month):
    day = dt.date(2022, month, 6)
    nominative, genitive, dative, locative, ablative, attributive = KAZAKH[month - 1]

    assert (
        formats.date(day, "kk"),
        formats.month(month, "kk", "gen"),
        formats.deadline(day, "kk"),
        formats.deadline_loc(day),
        formats.month(month, "kk", "abl"),
        formats.date_attr(day),
    ) == (
        f"2022 жылғы 6 {nominative}",
        genitive,
        f"2022 жылғы 6 {dative}",
        f"2022 жылғы 6 {locative}",
        ablative,
        f"2022 жылғы 6 {attributive}",
    )


@pytest.mark.parametrize("index", range(7))
def test_weekday_forms(index):
    day = dt.date(2022, 6, 6 + index)

    assert (
        formats.weekday(day, "en"),
        *(formats.weekday(day, "ru", form) for form in ("nom", "gen", "dat", "acc", "in")),
        *(formats.weekday(day, "kk", form) for form in ("nom", "dat", "loc")),
    ) == WEEKDAYS[index]


def test_the_letters_dates():
    issued, respond_by = dt.date(2022, 5, 26), dt.date(2022, 6, 6)

    assert [formats.date(issued, code) for code in ("en", "ru", "kk")] == [
        "26 May 2022",
        "26 мая 2022 г.",
        "2022 жылғы 26 мамыр",
    ]
    assert [formats.deadline(respond_by, code) for code in ("en", "ru", "kk")] == [
        "Monday, 6 June 2022",
        "понедельника, 6 июня 2022 г.",
        "2022 жылғы 6 маусымға",
    ]


@pytest.mark.parametrize(
    ("first", "last", "in_text", "as_title"),
    [
        (2022, 2023, ("2022-2023", "2022-2023 гг.", "2022-2023 жылдарға"), "2022-2023 жылдар"),
        (2016, 2018, ("2016-2018", "2016-2018 гг.", "2016-2018 жылдарға"), "2016-2018 жылдар"),
        (2024, 2024, ("2024", "2024 г.", "2024 жылға"), "2024 жыл"),
        (2024, None, ("2024", "2024 г.", "2024 жылға"), "2024 жыл"),
    ],
)
def test_period(first, last, in_text, as_title):
    assert tuple(formats.period(first, last, code) for code in ("en", "ru", "kk")) == in_text
    assert tuple(formats.period_title(first, last, code) for code in ("en", "ru", "kk")) == (
        *in_text[:2],
        as_title,
    )


def test_closing_shows_the_last_admissible_minute_in_three_languages():
    assert [formats.closing(LETTER_CLOSES_AT, "Asia/Almaty", code) for code in ("en", "ru", "kk")] == [
        "Monday, 6 June 2022, 23:59 (Nur-Sultan time, UTC+06:00)",
        "понедельник, 6 июня 2022 г., 23:59 (по времени Нур-Султана, UTC+06:00)",
        "2022 жылғы 6 маусым, дүйсенбі, 23:59 (Нұр-Сұлтан уақыты бойынша, UTC+06:00)",
    ]


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Tehran", "Monday, 6 June 2022, 22:29 (Tehran time, UTC+04:30)"),
        ("Asia/Qyzylorda", "Monday, 6 June 2022, 22:59 (Qyzylorda, UTC+05:00)"),
        ("Asia/Seoul", "Tuesday, 7 June 2022, 02:59 (Seoul time, UTC+09:00)"),
        ("Asia/Kathmandu", "Monday, 6 June 2022, 23:44 (Kathmandu, UTC+05:45)"),
        ("Africa/Cairo", "Monday, 6 June 2022, 19:59 (Cairo time, UTC+02:00)"),
        ("Asia/Jerusalem", "Monday, 6 June 2022, 20:59 (Israel time, UTC+03:00)"),
        ("America/St_Johns", "Monday, 6 June 2022, 15:29 (St Johns, UTC-02:30)"),
        ("UTC", "Monday, 6 June 2022, 17:59 (UTC, UTC+00:00)"),
    ],
)
def test_closing_in_the_readers_zone(zone, shown):
    assert formats.closing(LETTER_CLOSES_AT, zone, "en") == shown


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        # The Secretariat's zone left UTC+6 at midnight of 1 March 2024: that hour came twice.
        (dt.datetime(2024, 2, 29, 17, 30, tzinfo=dt.UTC), "Thursday, 29 February 2024, 23:30 (UTC+06:00)"),
        (dt.datetime(2024, 2, 29, 18, 30, tzinfo=dt.UTC), "Thursday, 29 February 2024, 23:30 (UTC+05:00)"),
        (dt.datetime(2024, 2, 29, 19, 0, tzinfo=dt.UTC), "Friday, 1 March 2024, 00:00 (UTC+05:00)"),
        (dt.datetime(2026, 12, 4, 18, 59, tzinfo=dt.UTC), "Friday, 4 December 2026, 23:59 (UTC+05:00)"),
    ],
)
def test_moment_follows_the_change_of_the_secretariats_offset(instant, shown):
    assert formats.moment(instant, "Asia/Almaty", "en") == shown


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        # Egypt has had summer time again since 2023; Iran has had none since 2022.
        (dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC), ("15:00 (UTC+03:00)", "15:30 (UTC+03:30)")),
        (dt.datetime(2026, 12, 1, 12, 0, tzinfo=dt.UTC), ("14:00 (UTC+02:00)", "15:30 (UTC+03:30)")),
        (dt.datetime(2022, 7, 1, 12, 0, tzinfo=dt.UTC), ("14:00 (UTC+02:00)", "16:30 (UTC+04:30)")),
    ],
)
def test_clock_time_follows_summer_time(instant, shown):
    assert tuple(formats.clock_time(instant, zone) for zone in ("Africa/Cairo", "Asia/Tehran")) == shown


def test_moment_with_seconds_shows_the_last_admissible_one():
    shown = formats.moment(formats.last_moment(LETTER_CLOSES_AT), "Asia/Almaty", "en", seconds=True)

    assert shown == "Monday, 6 June 2022, 23:59:59 (UTC+06:00)"


def test_moment_refuses_an_instant_without_a_zone():
    naive = LETTER_CLOSES_AT.replace(tzinfo=None)

    with pytest.raises(ValueError, match="without a time zone"):
        formats.moment(naive, "Asia/Almaty", "en")


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (dt.datetime(2022, 5, 30, 6, 0, tzinfo=dt.UTC), ("7 days left", "осталось 7 дней", "7 күн қалды")),
        (dt.datetime(2022, 6, 4, 18, 0, tzinfo=dt.UTC), ("1 day left", "остался 1 день", "1 күн қалды")),
        (dt.datetime(2022, 6, 4, 17, 59, tzinfo=dt.UTC), ("2 days left", "осталось 2 дня", "2 күн қалды")),
        (
            dt.datetime(2022, 6, 6, 17, 59, 59, tzinfo=dt.UTC),
            ("due today", "срок истекает сегодня", "мерзімі бүгін аяқталады"),
        ),
        (LETTER_CLOSES_AT, ("deadline passed", "срок истек", "мерзімі өтті")),
    ],
)
def test_days_left_counts_days_of_the_secretariats_calendar(now, shown):
    assert (
        tuple(formats.days_left(LETTER_CLOSES_AT, now, "Asia/Almaty", code) for code in ("en", "ru", "kk"))
        == shown
    )


@pytest.mark.parametrize(
    ("n", "english", "russian", "kazakh"),
    [
        (0, "0 comments", "0 комментариев", "0 ескертпе"),
        (1, "1 comment", "1 комментарий", "1 ескертпе"),
        (2, "2 comments", "2 комментария", "2 ескертпе"),
        (5, "5 comments", "5 комментариев", "5 ескертпе"),
        (11, "11 comments", "11 комментариев", "11 ескертпе"),
        (12, "12 comments", "12 комментариев", "12 ескертпе"),
        (21, "21 comments", "21 комментарий", "21 ескертпе"),
        (22, "22 comments", "22 комментария", "22 ескертпе"),
        (101, "101 comments", "101 комментарий", "101 ескертпе"),
        (111, "111 comments", "111 комментариев", "111 ескертпе"),
        (Decimal("1.5"), "1.5 comments", "1.5 комментария", "1.5 ескертпе"),
    ],
)
def test_counted_agrees_with_the_number(n, english, russian, kazakh):
    assert [formats.counted("comment", n, code) for code in ("en", "ru", "kk")] == [english, russian, kazakh]


def test_every_language_counts_the_same_nouns_in_all_its_categories():
    categories = {"en": {"one", "other"}, "ru": {"one", "few", "many", "other"}, "kk": {"other"}}
    nouns = {code: formats.forms()[code]["counted"] for code in categories}

    assert set(nouns["en"]) == set(nouns["ru"]) == set(nouns["kk"])
    for code, expected in categories.items():
        assert {noun: set(found) for noun, found in nouns[code].items()} == dict.fromkeys(
            nouns[code], expected
        )


def test_enclosure_size_is_in_pages_or_sheets():
    sizes = {
        unit: [
            [formats.enclosure_size(pages, code, unit) for code in ("en", "ru", "kk")]
            for pages in (1, 2, 5, 11, 21, 101)
        ]
        for unit in formats.Unit
    }
    assert sizes == {
        formats.Unit.PAGES: [
            ["1 p.", "1 стр.", "1 бет"],
            ["2 p.", "2 стр.", "2 бет"],
            ["5 p.", "5 стр.", "5 бет"],
            ["11 p.", "11 стр.", "11 бет"],
            ["21 p.", "21 стр.", "21 бет"],
            ["101 p.", "101 стр.", "101 бет"],
        ],
        formats.Unit.SHEETS: [
            ["1 sheet", "1 л.", "1 п."],
            ["2 sheets", "2 л.", "2 п."],
            ["5 sheets", "5 л.", "5 п."],
            ["11 sheets", "11 л.", "11 п."],
            ["21 sheets", "21 л.", "21 п."],
            ["101 sheets", "101 л.", "101 п."],
        ],
        formats.Unit.SHEETS_BOTH_SIDES: [
            ["1 sheet", "1 л.", "1 п."],
            ["1 sheet", "1 л.", "1 п."],
            ["3 sheets", "3 л.", "3 п."],
            ["6 sheets", "6 л.", "6 п."],
            ["11 sheets", "11 л.", "11 п."],
            ["51 sheets", "51 л.", "51 п."],
        ],
    }


@pytest.mark.parametrize(
    ("items", "english", "russian", "kazakh"),
    [
        ([], "", "", ""),
        (["A"], "A", "A", "A"),
        (["A", "B"], "A and B", "A и B", "A және B"),
        (["A", "{last}", "C"], "A, {last} and C", "A, {last} и C", "A, {last} және C"),
    ],
)
def test_listed(items, english, russian, kazakh):
    assert [formats.listed(items, code) for code in ("en", "ru", "kk")] == [english, russian, kazakh]


@pytest.mark.parametrize(
    ("n", "expected"),
    [(0, dt.date(2022, 6, 6)), (1, dt.date(2022, 6, 3)), (2, dt.date(2022, 6, 2)), (5, dt.date(2022, 5, 30))],
)
def test_working_days_before_the_letters_deadline(n, expected):
    assert formats.working_days_before(dt.date(2022, 6, 6), n) == expected


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (1, ("since 1 June 2022", "с 1 июня 2022 г.", "2022 жылғы 1 маусымнан бері")),
        (2, ("since 2 June 2022", "со 2 июня 2022 г.", "2022 жылғы 2 маусымнан бері")),
        (12, ("since 12 June 2022", "с 12 июня 2022 г.", "2022 жылғы 12 маусымнан бері")),
        (22, ("since 22 June 2022", "с 22 июня 2022 г.", "2022 жылғы 22 маусымнан бері")),
    ],
)
def test_the_preposition_before_a_day_is_that_of_its_number(day, said):
    assert tuple(formats.since(dt.date(2022, 6, day), language) for language in ("en", "ru", "kk")) == said


def test_working_days_before_skips_weekends_and_holidays():
    assert formats.working_days_before(dt.date(2022, 6, 5), 1) == dt.date(2022, 6, 3)
    # 9 May 2022 is a Monday, 25 March 2022 a Friday after the three days of Nauryz.
    assert formats.working_days_before(dt.date(2022, 5, 10), 1) == dt.date(2022, 5, 6)
    assert formats.working_days_before(dt.date(2022, 3, 25), 2) == dt.date(2022, 3, 18)


def test_every_zone_of_a_member_state_is_called_by_name_in_each_language():
    states = yaml.safe_load((settings.ORGANIZATION_DIR / "member_states.yaml").read_text("utf-8"))
    zones = {state["time_zone"] for state in states}
    day = dt.date(2026, 12, 7)
    words = {zone: [formats.clock_words(zone, language, day) for language in LANGUAGES] for zone in zones}
    assert len(zones) == 28 and all(zone.partition("/")[2] for zone in zones)
    assert all(
        en.endswith(" time") and ru.startswith("по ") and kk.endswith(" уақыты бойынша")
        for en, ru, kk in words.values()
    )
    assert words["Asia/Almaty"] == ["Astana time", "по времени Астаны", "Астана уақыты бойынша"]


@pytest.mark.parametrize(
    ("zone", "russian", "kazakh"),
    [
        ("Asia/Ashgabat", "по времени Ашхабада", "Ашғабат уақыты бойынша"),
        ("Asia/Riyadh", "по времени Эр-Рияда", "Эр-Рияд уақыты бойынша"),
        ("Europe/Minsk", "по времени Минска", "Минск уақыты бойынша"),
    ],
)
def test_the_clock_of_an_observer_that_joins_is_named_in_each_language(zone, russian, kazakh):
    day = dt.date(2026, 12, 7)
    assert [formats.clock_words(zone, language, day) for language in ("ru", "kk")] == [russian, kazakh]


def test_a_zone_without_words_is_called_by_its_own_name():
    assert formats.clock_words("America/New_York", "kk", dt.date(2026, 12, 7)) == "New York"


def test_a_minute_is_written_on_the_clock_of_its_zone():
    instant = dt.datetime(2022, 6, 6, 18, 30, tzinfo=dt.UTC)
    assert [formats.minute(instant, "Asia/Almaty", language) for language in LANGUAGES] == [
        "7 June 2022, 00:30",
        "7 июня 2022 г., 00:30",
        "2022 жылғы 7 маусым, 00:30",
    ]


def test_days_of_one_month_are_said_together():
    first, last, after = dt.date(2023, 5, 12), dt.date(2023, 5, 14), dt.date(2023, 6, 2)
    said = {code: formats.date_range(first, last, code) for code in ("en", "ru", "kk")}
    assert said == {"en": "12-14 May 2023", "ru": "12-14 мая 2023 г.", "kk": "2023 жылғы 12-14 мамыр"}
    assert formats.date_range(first, None, "en") == formats.date_range(first, first, "en") == "12 May 2023"
    assert formats.date_range(first, after, "ru") == "12 мая 2023 г. – 2 июня 2023 г."


def test_a_month_stands_alone():
    said = [formats.month_of(2023, 5, code) for code in ("en", "ru", "kk")]
    assert said == ["May 2023", "май 2023 г.", "2023 жылғы мамыр"]


def test_hours_of_one_day_say_the_day_once():
    first = dt.datetime(2022, 8, 24, 6, tzinfo=dt.UTC)
    last = first + dt.timedelta(hours=5, minutes=30)
    assert formats.hours(first, last, "Europe/Moscow", "en") == (
        "Wednesday, 24 August 2022, 09:00–14:30 (UTC+03:00)"
    )
    assert formats.hours(first, last + dt.timedelta(days=1), "Europe/Moscow", "ru") == (
        "среда, 24 августа 2022 г., 09:00 (UTC+03:00) – четверг, 25 августа 2022 г., 14:30 (UTC+03:00)"
    )


# The numbers as they are read aloud, in the two cases that an hour takes before "дейін" and "аяқталады".
READ_ALOUD = {
    0: ("нөлге", "нөлде"), 1: ("бірге", "бірде"), 2: ("екіге", "екіде"), 3: ("үшке", "үште"),
    4: ("төртке", "төртте"), 5: ("беске", "бесте"), 6: ("алтыға", "алтыда"), 7: ("жетіге", "жетіде"),
    8: ("сегізге", "сегізде"), 9: ("тоғызға", "тоғызда"), 10: ("онға", "онда"),
    20: ("жиырмаға", "жиырмада"), 30: ("отызға", "отызда"),
    40: ("қырыққа", "қырықта"), 50: ("елуге", "елуде"),
}  # fmt: skip


@pytest.mark.parametrize("case", [0, 1])
def test_a_number_takes_the_kazakh_ending_of_its_last_word(case):
    name = ("dat", "loc")[case]
    for number in range(60):
        said = READ_ALOUD[number % 10 or number][case]
        assert formats.number_ending(number, "kk", name) == said[-2:], number


@pytest.mark.parametrize(
    ("closes_at", "zone", "shown"),
    [
        (
            "2022-06-06T12:01:00+00:00",
            "Asia/Almaty",
            ("18:00 (UTC+06:00) on Monday, 6 June 2022", "18:00 (UTC+06:00) понедельника, 6 июня 2022 г.",
             "2022 жылғы 6 маусымда сағат 18:00-ге (UTC+06:00)"),
        ),
        (
            "2026-12-01T04:21:00+00:00",
            "Asia/Tehran",
            ("07:50 (UTC+03:30) on Tuesday, 1 December 2026", "07:50 (UTC+03:30) вторника, 1 декабря 2026 г.",
             "2026 жылғы 1 желтоқсанда сағат 07:50-ге (UTC+03:30)"),
        ),
        (
            "2026-07-01T07:01:00+00:00",
            "Africa/Cairo",
            ("10:00 (UTC+03:00) on Wednesday, 1 July 2026", "10:00 (UTC+03:00) среды, 1 июля 2026 г.",
             "2026 жылғы 1 шілдеде сағат 10:00-ға (UTC+03:00)"),
        ),
    ],
)  # fmt: skip
def test_a_deadline_with_an_hour_in_the_sentences_of_notes(closes_at, zone, shown):
    instant = dt.datetime.fromisoformat(closes_at)
    assert tuple(formats.deadline_hour(instant, zone, language) for language in ("en", "ru", "kk")) == shown


def test_a_deadline_with_an_hour_in_the_other_places_of_a_sentence():
    instant = dt.datetime(2022, 6, 6, 11, 31, tzinfo=dt.UTC)
    assert [
        formats.deadline_hour(instant, "Asia/Almaty", "ru", "deadline_in"),
        formats.deadline_hour(instant, "Asia/Almaty", "kk", "deadline_loc"),
    ] == [
        "в 17:30 (UTC+06:00) в понедельник, 6 июня 2022 г.",
        "2022 жылғы 6 маусымда сағат 17:30-да (UTC+06:00)",
    ]

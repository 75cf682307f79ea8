import datetime as dt

import pytest

from cica_portal.calendar import holidays
from cica_portal.languages import LANGUAGES


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2022, 3, 22), "Nauryz"),
        (dt.date(2027, 12, 16), "Independence Day"),
        (dt.date(2022, 7, 9), "Kurban Ait"),
        (dt.date(2026, 5, 27), "Kurban Ait"),
        (dt.date(2023, 7, 9), ""),
        (dt.date(2022, 6, 6), ""),
    ],
)
def test_holidays_are_known_by_their_day(day, name):
    assert holidays.name(day, "en") == name


def test_every_holiday_has_a_name_in_every_language_and_moving_ones_each_year():
    yearly, moving = holidays._holidays()
    assert all(names[language] for names in (*yearly.values(), *moving.values()) for language in LANGUAGES)
    assert [day.year for day in moving] == list(range(2022, 2031))


def test_holidays_before_a_day_are_those_that_take_a_working_day():
    # Of 21 to 23 March 2026, the first two are a weekend.
    assert holidays.before(dt.date(2026, 3, 25), 7) == [dt.date(2026, 3, 23)]
    assert holidays.before(dt.date(2026, 3, 23), 7) == []


@pytest.mark.parametrize(
    ("day", "works"),
    [(dt.date(2022, 6, 6), True), (dt.date(2022, 6, 5), False), (dt.date(2022, 8, 30), False)],
)
def test_the_secretariat_works_on_weekdays_that_are_no_holidays(day, works):
    assert holidays.is_working_day(day) is works

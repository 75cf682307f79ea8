import datetime as dt

import pytest

from cica_portal import deadlines


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        # The letter: UTC+6 in June 2022; UTC+5 since March 2024.
        (dt.date(2022, 6, 6), "Asia/Almaty", "2022-06-06T18:00:00+00:00"),
        (dt.date(2024, 2, 29), "Asia/Almaty", "2024-02-29T19:00:00+00:00"),
        (dt.date(2026, 6, 6), "Asia/Almaty", "2026-06-06T19:00:00+00:00"),
        (dt.date(2022, 12, 31), "Asia/Almaty", "2022-12-31T18:00:00+00:00"),
        (dt.date(2022, 6, 6), "Asia/Kolkata", "2022-06-06T18:30:00+00:00"),
        # The clocks of Iran went forward at midnight of 22 March 2022: the day after begins at one.
        (dt.date(2022, 3, 21), "Asia/Tehran", "2022-03-21T20:30:00+00:00"),
        (dt.date(2022, 6, 6), "UTC", "2022-06-07T00:00:00+00:00"),
    ],
)
def test_a_day_closes_at_the_first_instant_of_the_next_in_its_zone(day, zone, instant):
    assert deadlines.closing_instant(day, zone) == dt.datetime.fromisoformat(instant)


def test_the_whole_day_is_inside_and_the_next_is_outside():
    closes_at = deadlines.closing_instant(dt.date(2022, 6, 6), "Asia/Almaty")

    assert dt.datetime.fromisoformat("2022-06-06T23:59:59.999999+06:00") < closes_at
    assert not dt.datetime.fromisoformat("2022-06-07T00:00:00+06:00") < closes_at


def test_closing_is_in_utc():
    assert deadlines.closing_instant(dt.date(2022, 6, 6), "Asia/Almaty").tzinfo is dt.UTC


def test_local_instant_and_local_date_are_of_the_zone():
    instant = deadlines.local_instant(dt.date(2022, 5, 30), 9, "Asia/Almaty")

    assert instant == dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)
    late = dt.datetime(2022, 5, 30, 20, tzinfo=dt.UTC)
    assert deadlines.local_date(late, "Asia/Almaty") == dt.date(2022, 5, 31)
    assert deadlines.local_date(late, "UTC") == dt.date(2022, 5, 30)

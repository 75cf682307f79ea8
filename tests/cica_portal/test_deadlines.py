import datetime as dt

import pytest

from cica_portal import deadlines
from cica_portal.deadlines import Deadline, NoSuchMinute


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


@pytest.mark.parametrize(
    ("day", "minute", "zone", "instant"),
    [
        # The minute that people read is inside to its end: a response at 18:00:59 counts.
        (dt.date(2022, 6, 6), dt.time(18), "Asia/Almaty", "2022-06-06T12:01:00+00:00"),
        (dt.date(2026, 6, 6), dt.time(18), "Asia/Almaty", "2026-06-06T13:01:00+00:00"),
        (dt.date(2022, 6, 6), dt.time(17, 30), "Asia/Kolkata", "2022-06-06T12:01:00+00:00"),
        (dt.date(2022, 6, 6), dt.time(0), "Asia/Kathmandu", "2022-06-05T18:16:00+00:00"),
        # The clocks of Astana were put back at midnight of 29 February 2024: 23:30 was shown twice.
        (dt.date(2024, 2, 29), dt.time(22, 30), "Asia/Almaty", "2024-02-29T16:31:00+00:00"),
        (dt.date(2024, 2, 29), dt.time(23, 30), "Asia/Almaty", "2024-02-29T18:31:00+00:00"),
        # Istanbul, summer and winter of 2015; Cairo, where the day after begins at one.
        (dt.date(2015, 7, 1), dt.time(18), "Europe/Istanbul", "2015-07-01T15:01:00+00:00"),
        (dt.date(2015, 12, 1), dt.time(18), "Europe/Istanbul", "2015-12-01T16:01:00+00:00"),
        (dt.date(2026, 4, 23), dt.time(23, 58), "Africa/Cairo", "2026-04-23T21:59:00+00:00"),
    ],
)
def test_an_hour_closes_at_the_end_of_its_minute(day, minute, zone, instant):
    until = Deadline(day, minute)

    assert until.closes_at(zone) == dt.datetime.fromisoformat(instant)
    assert Deadline.of(until.closes_at(zone), zone) == until


@pytest.mark.parametrize(
    ("day", "minute", "zone"),
    [
        (dt.date(2026, 4, 24), dt.time(0, 30), "Africa/Cairo"),
        (dt.date(2015, 3, 29), dt.time(3, 0), "Europe/Istanbul"),
    ],
)
def test_a_minute_that_the_clocks_leave_out_is_no_deadline(day, minute, zone):
    with pytest.raises(NoSuchMinute):
        Deadline(day, minute).closes_at(zone)


@pytest.mark.parametrize(
    ("until", "kept"),
    [
        (Deadline(dt.date(2022, 6, 6)), "2022-06-06"),
        (Deadline(dt.date(2022, 6, 6), dt.time(18)), "2022-06-06T18:00"),
        (Deadline(dt.date(2022, 6, 6), dt.time(9, 5)), "2022-06-06T09:05"),
    ],
)
def test_a_deadline_is_kept_in_values_and_read_again(until, kept):
    assert (str(until), Deadline.read(kept)) == (kept, until)


def test_local_instant_and_local_date_are_of_the_zone():
    instant = deadlines.local_instant(dt.date(2022, 5, 30), 9, "Asia/Almaty")

    assert instant == dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)
    late = dt.datetime(2022, 5, 30, 20, tzinfo=dt.UTC)
    assert deadlines.local_date(late, "Asia/Almaty") == dt.date(2022, 5, 31)
    assert deadlines.local_date(late, "UTC") == dt.date(2022, 5, 30)

"""A deadline: a calendar date in a zone, inclusive, kept as one exclusive UTC instant.

"By Monday, 6 June 2022" includes that whole day in the Secretariat's zone. The door is open while
`now < closes_at`, where `closes_at` is the first instant of the next day there.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings


def closing_instant(respond_by: dt.date, time_zone: str) -> dt.datetime:
    """Return the UTC instant at which the day `respond_by` ends in `time_zone` (exclusive bound)."""
    next_day = respond_by + dt.timedelta(days=1)
    return dt.datetime.combine(next_day, dt.time.min, ZoneInfo(time_zone)).astimezone(dt.UTC)


def local_instant(day: dt.date, hour: int, time_zone: str) -> dt.datetime:
    """Return the UTC instant of `hour` o'clock on `day` in `time_zone`."""
    return dt.datetime.combine(day, dt.time(hour), ZoneInfo(time_zone)).astimezone(dt.UTC)


def end_of_minute(day: dt.date, minute: dt.time, time_zone: str) -> dt.datetime:
    """Return the UTC instant at which that minute of `day` ends in `time_zone` (exclusive bound)."""
    local = dt.datetime.combine(day, minute.replace(second=0, microsecond=0), ZoneInfo(time_zone))
    return local.astimezone(dt.UTC) + dt.timedelta(minutes=1)


def local_date(instant: dt.datetime, time_zone: str) -> dt.date:
    return instant.astimezone(ZoneInfo(time_zone)).date()


def seat_date(instant: dt.datetime) -> dt.date:
    """Return the day that it is at the Secretariat's seat."""
    return local_date(instant, settings.SECRETARIAT_TIME_ZONE)

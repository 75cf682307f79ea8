"""A deadline: a day and a minute in a zone, both inclusive, kept as one exclusive UTC instant.

"By Monday, 6 June 2022" includes that whole day in the Secretariat's zone, and "by 18:00" that whole minute.
The door is open while `now < closes_at`, where `closes_at` is the first instant after it.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from cica_portal import organization
from cica_portal.errors import DomainError

# Unless somebody chooses another: the deadline is then the end of the day, and no hour is said beside it.
LAST_MINUTE = dt.time(23, 59)
MINUTE = dt.timedelta(minutes=1)


class NoSuchMinute(DomainError):
    """A minute that no clock of the zone shows on that day."""

    sentence = _("Clocks are put forward on this day, and this time does not occur. Choose another time.")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day and minute at which answers are received, on the clock of a zone."""

    day: dt.date
    minute: dt.time = LAST_MINUTE

    def __str__(self) -> str:
        """Return it as values keep it: "2022-06-06" for the whole day, "2022-06-06T18:00" up to an hour."""
        return f"{self.day}" if self.is_whole_day else f"{self.day}T{self.minute:%H:%M}"

    @classmethod
    def read(cls, kept: str) -> "Deadline":
        """Return the deadline that values keep."""
        day, _sign, minute = kept.partition("T")
        return cls(dt.date.fromisoformat(day), dt.time.fromisoformat(minute) if minute else LAST_MINUTE)

    @classmethod
    def of(cls, closes_at: dt.datetime, time_zone: str) -> "Deadline":
        """Return the day and the minute that end at an instant."""
        local = (closes_at - MINUTE).astimezone(ZoneInfo(time_zone))
        return cls(local.date(), local.time())

    @property
    def is_whole_day(self) -> bool:
        return self.minute == LAST_MINUTE

    def closes_at(self, time_zone: str) -> dt.datetime:
        return closing_instant(self.day, time_zone, self.minute)


def closing_instant(respond_by: dt.date, time_zone: str, minute: dt.time = LAST_MINUTE) -> dt.datetime:
    """Return the UTC instant at which that minute of the day ends in `time_zone` (exclusive bound).

    Where clocks are put back and show a minute twice, it ends the second time; a minute that they leave out
    is refused. The last minute of a day ends where the next day begins.
    """
    zone = ZoneInfo(time_zone)
    if minute == LAST_MINUTE:
        next_day = respond_by + dt.timedelta(days=1)
        return dt.datetime.combine(next_day, dt.time.min, zone).astimezone(dt.UTC)
    local = dt.datetime.combine(respond_by, minute.replace(second=0, microsecond=0, fold=1), zone)
    instant = local.astimezone(dt.UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchMinute
    return instant + MINUTE


def local_instant(day: dt.date, hour: int, time_zone: str) -> dt.datetime:
    """Return the UTC instant of `hour` o'clock on `day` in `time_zone`."""
    return dt.datetime.combine(day, dt.time(hour), ZoneInfo(time_zone)).astimezone(dt.UTC)


def local_date(instant: dt.datetime, time_zone: str) -> dt.date:
    return instant.astimezone(ZoneInfo(time_zone)).date()


def seat_date(instant: dt.datetime) -> dt.date:
    """Return the day that it is at the Secretariat's seat."""
    return local_date(instant, organization.time_zone())

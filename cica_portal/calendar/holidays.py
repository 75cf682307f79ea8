"""Holidays of the Secretariat's host country: days on which the Secretariat does not work."""

import datetime as dt
from collections.abc import Mapping

from cica_portal import organization

Names = Mapping[str, str]


def _holidays() -> tuple[Mapping[str, Names], Mapping[dt.date, Names]]:
    """Return the names of the holidays of every year, by month and day, and of those that move, by date."""
    data = organization.part(organization.HOLIDAYS)
    yearly = {day: holiday["names"] for holiday in data["yearly"] for day in holiday["days"]}
    moving = {
        dt.date.fromisoformat(str(day)): holiday["names"]
        for holiday in data["moving"]
        for day in holiday["days"]
    }
    return yearly, moving


def name(day: dt.date, language: str) -> str:
    """Return what is celebrated on a day, or nothing."""
    yearly, moving = _holidays()
    names = moving.get(day) or yearly.get(f"{day:%m-%d}")
    return names[language] if names else ""


def is_working_day(day: dt.date) -> bool:
    """Tell whether the Secretariat works on a day: Monday to Friday, no holiday."""
    return day.weekday() < 5 and not name(day, "en")


def working_day(day: dt.date) -> dt.date:
    """Return the day, or the next one on which the Secretariat works."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def week_after(day: dt.date) -> dt.date:
    """Return the deadline that is proposed in place of one on `day`."""
    return working_day(day + dt.timedelta(days=7))


def before(day: dt.date, days: int) -> list[dt.date]:
    """Return the holidays among so many days before a day, earliest first; weekends are none."""
    span = (day - dt.timedelta(days=number) for number in range(days, 0, -1))
    return [one for one in span if one.weekday() < 5 and name(one, "en")]

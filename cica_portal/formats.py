"""Dates, instants, periods and counts as official correspondence writes them, in three languages.

Every form is data (`data/calendar_forms.yaml`); nothing is inflected by string surgery. Django's own date
formats are not used for people: its Kazakh ones are wrong and none matches the house's usage.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cica_portal import data_files, organization
from cica_portal.calendar import holidays

FORMS_FILE = Path(__file__).parent / "data" / "calendar_forms.yaml"
CLOCKS_FILE = Path(__file__).parent / "data" / "clocks.yaml"


def forms() -> Mapping[str, Any]:
    """Return the forms of all languages."""
    found: Mapping[str, Any] = data_files.read_once(FORMS_FILE)
    return found


def _clocks() -> Mapping[str, Any]:
    found: Mapping[str, Any] = data_files.read_once(CLOCKS_FILE)
    return found


def _pattern(language: str, name: str) -> str:
    return str(forms()[language]["patterns"][name])


def clock_words(zone: str, language: str, on: dt.date) -> str:
    """Return by whose clock an hour of the day `on` is meant: "Astana time", "по времени Астаны".

    The city has the name that it had on that day, as at the foot of a note. A zone without words is called by
    its own name, as people know it from their devices.
    """
    seat = organization.seat_of_clock(zone, on)
    if seat is not None and seat.clock:
        return seat.clock[language]
    words = _clocks().get(zone)
    if words is None:
        return zone.rpartition("/")[2].replace("_", " ")
    if isinstance(words, list):
        words = next(name for name in words if _holds(name, on))
    return str(words[language])


def clocks() -> list[Mapping[str, str]]:
    """Return by whose clocks hours are meant, in each language: the cities, by each of their names."""
    known = (words for zone, words in _clocks().items() if zone != "UTC")
    several = (words if isinstance(words, list) else [words] for words in known)
    of_seat = [seat.clock for seat in organization.seats() if seat.clock]
    return [*of_seat, *(words for names in several for words in names)]


def month(number: int, language: str, form: str = "nom") -> str:
    """Return the month `number` (1 to 12) in a case form, such as "gen" in Russian or "dat" in Kazakh."""
    return str(forms()[language]["months"][form][number - 1])


def weekday(day: dt.date, language: str, form: str = "nom") -> str:
    """Return the weekday of `day` in a case form, such as "gen" in Russian or "dat" in Kazakh."""
    return str(forms()[language]["weekdays"][form][day.weekday()])


def date(day: dt.date, language: str) -> str:
    """Return "26 May 2022", "26 мая 2022 г." or "2022 жылғы 26 мамыр"."""
    return _dated(day, language, "date")


def date_range(first: dt.date, last: dt.date | None, language: str) -> str:
    """Return "12-14 May 2023" for days of one month, else both dates in full; a single day as its date."""
    if last is None or last == first:
        return date(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return _dated(first, language, "date", days=f"{first.day}-{last.day}")
    return f"{date(first, language)} – {date(last, language)}"


def month_of(year: int, number: int, language: str) -> str:
    """Return "May 2023", "май 2023 г." or "2023 жылғы мамыр"."""
    return _dated(dt.date(year, number, 1), language, "month")


def weekday_date(day: dt.date, language: str) -> str:
    """Return the date that stands alone, with its weekday: "Monday, 6 June 2022"."""
    return _dated(day, language, "weekday_date")


def day_short(day: dt.date, language: str) -> str:
    """Return the date for a column of days near to today: "Mon 6 June", "пн, 6 июня"."""
    return _dated(day, language, "day_short")


def day_month(day: dt.date, language: str) -> str:
    """Return the date without its year, for a scale of some weeks: "6 June", "6 июня", "6 маусым"."""
    return _dated(day, language, "day_month")


def weekday_date_words(language: str) -> dict[str, str]:
    """Return what a script needs to write `weekday_date`: the pattern, the twelve months, the seven weekdays.

    The pattern has the places {weekday}, {day}, {month} and {year}; names are parted by "|" and begin with
    January and Monday.
    """
    names, pattern = forms()[language], forms()[language]["patterns"]["weekday_date"]
    words = {}
    for part in ("month", "weekday"):
        form = re.findall(rf"{{{part}_(\w+)}}", pattern)[0]
        pattern = pattern.replace(f"{{{part}_{form}}}", f"{{{part}}}")
        words[f"{part}s"] = "|".join(names[f"{part}s"][form])
    return words | {"pattern": pattern}


def since(day: dt.date, language: str) -> str:
    """Return "since 2 June 2022", "со 2 июня 2022 г." or "2022 жылғы 2 маусымнан бері"."""
    return _dated(day, language, "since")


def deadline(day: dt.date, language: str) -> str:
    """Return the date after "by", "до" (genitive), or before "дейін" (dative, no weekday)."""
    return _dated(day, language, "deadline")


def deadline_hour(closes_at: dt.datetime, zone: str | ZoneInfo, language: str, form: str = "deadline") -> str:
    """Return a deadline with its last minute and the offset, in the place of `deadline` or of the form named:
    "18:00 (UTC+06:00) on Monday, 6 June 2022", "2022 жылғы 6 маусымда сағат 18:00-ге (UTC+06:00)"."""
    local = _local(last_moment(closes_at), zone)
    parts = date_parts(local.date(), language) | {"time": f"{local:%H:%M}", "offset": _offset(local)}
    for case in forms()[language].get("number_endings", ()):
        parts[f"ending_{case}"] = number_ending(local.minute or local.hour, language, case)
    return _pattern(language, f"{form}_hour").format(**parts)


def number_ending(number: int, language: str, case: str) -> str:
    """Return the ending of a number below 100 in figures, as it is read aloud: "ге" of 18, "ға" of 30."""
    endings: Mapping[int, str] = forms()[language]["number_endings"][case]
    return endings[number % 10 or number]


def deadline_in(day: dt.date) -> str:
    """Return the Russian date after "истекает": "в понедельник, 6 июня 2022 г."."""
    return _dated(day, "ru", "deadline_in")


def deadline_loc(day: dt.date) -> str:
    """Return the Kazakh date before "аяқталады", in the locative: "2022 жылғы 6 маусымда"."""
    return _dated(day, "kk", "deadline_loc")


def date_attr(day: dt.date) -> str:
    """Return the Kazakh date as an attribute, before "№ … нота": "2022 жылғы 26 мамырдағы"."""
    return _dated(day, "kk", "date_attr")


def date_parts(day: dt.date, language: str) -> dict[str, Any]:
    """Return what patterns of dates are filled with: day, year, month and weekday in all their forms, and in
    Russian the preposition "from" of the day."""
    names = forms()[language]
    parts: dict[str, Any] = {"day": day.day, "year": day.year}
    if "from" in names:
        parts["from"] = names["from"].get(day.day, names["from"]["other"])
    parts |= {f"month_{form}": values[day.month - 1] for form, values in names["months"].items()}
    parts |= {f"weekday_{form}": values[day.weekday()] for form, values in names["weekdays"].items()}
    return parts


def period(first: int, last: int | None, language: str) -> str:
    """Return the years as a note's sentence needs them: after "for", "на", before "арналған"."""
    return _years(first, last, language, "period")


def period_title(first: int, last: int | None, language: str) -> str:
    """Return the years standing alone, in a heading or a table: nominative also in Kazakh."""
    return _years(first, last, language, "period_title")


def period_short(first: int, last: int, language: str) -> str:
    """Return the years within a short name: "2026-27", or all four figures where the century changes."""
    if last == first or last // 100 != first // 100:
        return _years(first, last, language, "period_short")
    return _pattern(language, "period_short").format(first=first, last=f"{last % 100:02}")


def moment(instant: dt.datetime, zone: str | ZoneInfo, language: str, *, seconds: bool = False) -> str:
    """Return the instant on the wall clock of `zone`, with weekday, hour and offset from UTC."""
    local = _local(instant, zone)
    time = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    return _pattern(language, "moment").format(
        date=weekday_date(local.date(), language), time=time, offset=_offset(local)
    )


def minute(instant: dt.datetime, zone: str | ZoneInfo, language: str) -> str:
    """Return day and minute on the wall clock of `zone`, for a column that says once which clock it is."""
    local = _local(instant, zone)
    return f"{date(local.date(), language)}, {local:%H:%M}"


def hours(first: dt.datetime, last: dt.datetime, zone: str | ZoneInfo, language: str) -> str:
    """Return from when to when, the day said once where both lie on it: "…, 10:00–17:30 (UTC+05:00)"."""
    begins, ends = _local(first, zone), _local(last, zone)
    if begins.date() != ends.date() or begins.utcoffset() != ends.utcoffset():
        return f"{moment(first, zone, language)} – {moment(last, zone, language)}"
    return _pattern(language, "moment").format(
        date=weekday_date(begins.date(), language),
        time=f"{begins:%H:%M}–{ends:%H:%M}",
        offset=_offset(begins),
    )


def clock_time(instant: dt.datetime, zone: str | ZoneInfo) -> str:
    """Return the hour and minute on the wall clock of `zone`, with the offset: "23:59 (UTC+06:00)"."""
    local = _local(instant, zone)
    return f"{local:%H:%M} (UTC{_offset(local)})"


def offset_of(closes_at: dt.datetime, zone: str | ZoneInfo) -> str:
    """Return the offset from UTC of the last admissible minute, as pages write it: "+06:00"."""
    return _offset(_local(last_moment(closes_at), zone))


def last_moment(closes_at: dt.datetime) -> dt.datetime:
    """Return the last admissible instant: `closes_at` itself is already too late."""
    return closes_at - dt.timedelta(microseconds=1)


def closing(closes_at: dt.datetime, zone: str | ZoneInfo, language: str) -> str:
    """Return the last admissible minute before `closes_at`, on the wall clock of `zone`, which is named."""
    local = _local(last_moment(closes_at), zone)
    return _pattern(language, "closing").format(
        date=weekday_date(local.date(), language),
        time=f"{local:%H:%M}",
        clock=clock_words(str(zone), language, local.date()),
        offset=_offset(local),
    )


def days_left(closes_at: dt.datetime, now: dt.datetime, zone: str | ZoneInfo, language: str) -> str:
    """Return how many calendar days of `zone` lie between today and the last admissible day."""
    texts = forms()[language]["days_left"]
    if now >= closes_at:
        return str(texts["past"])
    days = (_local(last_moment(closes_at), zone).date() - _local(now, zone).date()).days
    return counted("day_left", days, language) if days else str(texts["today"])


def counted(noun: str, n: int | Decimal | float, language: str) -> str:
    """Return the number with the noun agreeing: "5 comments", "5 комментариев", "5 ескертпе"."""
    categories: Mapping[str, str] = forms()[language]["counted"][noun]
    pattern = categories.get(plural_category(n, language), categories["other"])
    return pattern.replace("{n}", str(n))


def plural_category(n: int | Decimal | float, language: str) -> str:
    """Return the plural category of `n`: one, few, many, other."""
    if n != int(n):
        return "other"
    whole = abs(int(n))
    if language != "ru":
        return "one" if whole == 1 else "other"
    if whole % 10 == 1 and whole % 100 != 11:
        return "one"
    if whole % 10 in (2, 3, 4) and whole % 100 not in (12, 13, 14):
        return "few"
    return "many"


class Unit(StrEnum):
    """In what an enclosure is counted: in pages, or in sheets printed on one side or on both."""

    PAGES = "pages"
    SHEETS = "sheets"
    SHEETS_BOTH_SIDES = "sheets_both_sides"

    def of_pages(self, pages: int) -> int:
        """Return how many of the unit so many pages make."""
        return -(-pages // 2) if self is Unit.SHEETS_BOTH_SIDES else pages


def enclosure_size(pages: int, language: str, unit: Unit) -> str:
    """Return the size of an enclosure of so many pages: "3 p.", "3 л.", "3 п."."""
    patterns: Mapping[str, Mapping[str, str]] = forms()[language]["enclosure"]
    name = "pages" if unit is Unit.PAGES else "sheets"
    count = unit.of_pages(pages)
    return (
        patterns[name]
        .get(plural_category(count, language), patterns[name]["other"])
        .replace("{n}", str(count))
    )


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates inside the sentences of a language, in the case that each place needs."""

    language: str

    def of_note(self, day: dt.date | None) -> str:
        """Return the date of a note that is named: in Kazakh an attribute, before "№ … нота"."""
        if day is None:
            return ""
        return date_attr(day) if self.language == "kk" else date(day, self.language)

    def scheduled(self, day: dt.date | None) -> str:
        """Return the day something is scheduled for: in Kazakh in the dative, before "жоспарланған"."""
        if day is None:
            return ""
        return deadline(day, self.language) if self.language == "kk" else date(day, self.language)

    def of_event(self, day: dt.date | None, last: dt.date | None = None) -> str:
        """Return the day on which something happens, or its days up to the last: in Kazakh a locative."""
        if day is None:
            return ""
        pattern = "deadline_loc" if self.language == "kk" else "date"
        if last is None or last == day:
            return _dated(day, self.language, pattern)
        if (day.year, day.month) == (last.year, last.month):
            return _dated(day, self.language, pattern, days=f"{day.day}-{last.day}")
        first = {f"first_{name}": part for name, part in date_parts(day, self.language).items()}
        across = "event_months" if day.year == last.year else "event_years"
        return _pattern(self.language, across).format(**first, **date_parts(last, self.language))


def listed(items: Sequence[str], language: str) -> str:
    """Return the items as one enumeration: "A, B and C"."""
    if len(items) < 2:
        return "".join(items)
    pattern = _pattern(language, "conjunction")
    return pattern.format(items=", ".join(items[:-1]), last=items[-1])


def working_days_before(day: dt.date, n: int) -> dt.date:
    """Return the day that lies `n` working days of the Secretariat before `day`; after it, where `n` is less
    than nothing."""
    step = dt.timedelta(days=1 if n < 0 else -1)
    for _number in range(abs(n)):
        day += step
        while not holidays.is_working_day(day):
            day += step
    return day


def _dated(day: dt.date, language: str, pattern: str, *, days: str = "") -> str:
    parts = date_parts(day, language) | ({"day": days} if days else {})
    return _pattern(language, pattern).format(**parts)


def _holds(name: Mapping[str, Any], on: dt.date) -> bool:
    return (name["from"] is None or name["from"] <= on) and (name["until"] is None or on <= name["until"])


def _years(first: int, last: int | None, language: str, pattern: str) -> str:
    single = last is None or last == first
    return _pattern(language, f"{pattern}_single" if single else pattern).format(first=first, last=last)


def _local(instant: dt.datetime, zone: str | ZoneInfo) -> dt.datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant without a time zone cannot be shown")
    return instant.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


def _offset(local: dt.datetime) -> str:
    return f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:5]

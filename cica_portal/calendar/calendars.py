"""Calendar files (RFC 5545): events on the clock of their place, the same bytes for the same facts.

Not by icalendar, which only checks them in tests: where clocks go forward, its rules of a zone (7.3) give the
onset on the clock that begins, an hour late; RFC 5545 asks for the clock that ends.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from cica_portal import organization

CONTENT_TYPE = "text/calendar; charset=utf-8"
LINE = 75  # octets, the line's own end left out
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
LOCAL, UTC = "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ"
# A subscribed calendar asks for news this often.
REFRESHED_EVERY = "PT1H"


class EventStatus(StrEnum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `uid` stays for life, `sequence` rises with each change, `ends` is exclusive.

    Instants are written on the clock of `zone`; two dates make an event of whole days.
    """

    uid: str
    sequence: int
    changed_at: dt.datetime
    begins: dt.datetime | dt.date
    ends: dt.datetime | dt.date | None
    summary: str
    zone: str = ""
    description: str = ""
    place: str = ""
    link: str = ""
    status: EventStatus = EventStatus.CONFIRMED


def uid(name: str) -> str:
    """Return the identifier of what the portal calls `name`: the same in every calendar of the portal."""
    return f"{name}@{urlsplit(settings.PORTAL_ORIGIN).hostname or 'portal.invalid'}"


def written(events: Iterable[Event], *, name: str = "") -> bytes:
    """Return a calendar of these events, with the rules of every zone that they name."""
    found = list(events)
    maker = organization.name("secretariat_short", "en")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{maker}//Consultations//EN"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    if name:
        lines += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}"]
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESHED_EVERY}", f"X-PUBLISHED-TTL:{REFRESHED_EVERY}"]
    for zone, years in sorted(_zones(found).items()):
        lines += _zone_rules(zone, min(years) - 1, max(years) + 1)
    for event in found:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _zones(events: Iterable[Event]) -> dict[str, set[int]]:
    zones: dict[str, set[int]] = {}
    for event in events:
        if event.zone and isinstance(event.begins, dt.datetime):
            zones.setdefault(event.zone, set()).update((event.begins.year, (event.ends or event.begins).year))
    return zones


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{event.changed_at.astimezone(dt.UTC).strftime(UTC)}"
    yield _time("DTSTART", event.begins, event.zone)
    if event.ends is not None:
        yield _time("DTEND", event.ends, event.zone)
    yield f"SUMMARY:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    yield f"STATUS:{event.status}"
    yield "TRANSP:TRANSPARENT"
    if event.link:
        yield f"URL:{event.link}"
    yield "END:VEVENT"


def _time(name: str, value: dt.datetime | dt.date, zone: str) -> str:
    if not isinstance(value, dt.datetime):
        return f"{name};VALUE=DATE:{value:%Y%m%d}"
    local = value.astimezone(ZoneInfo(zone))
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        # The clock shows this hour twice, and calendars take the first.
        return f"{name}:{value.astimezone(dt.UTC).strftime(UTC)}"
    return f"{name};TZID={zone}:{local.strftime(LOCAL)}"


def _ahead_of_utc(instant: dt.datetime, clock: ZoneInfo) -> dt.timedelta:
    return instant.astimezone(clock).utcoffset() or dt.timedelta()


def _zone_rules(zone: str, first: int, last: int) -> tuple[str, ...]:
    """Return the rules of a zone for these years: its offset at their beginning and each change of it."""
    clock = ZoneInfo(zone)
    begin = dt.datetime(first, 1, 1, tzinfo=dt.UTC)
    offset = _ahead_of_utc(begin, clock)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}", *_observance(begin, offset, offset, clock)]
    for change in _changes(clock, begin, dt.datetime(last + 1, 1, 1, tzinfo=dt.UTC)):
        before, offset = offset, _ahead_of_utc(change, clock)
        lines += _observance(change, before, offset, clock)
    return (*lines, "END:VTIMEZONE")


def _observance(
    onset: dt.datetime, before: dt.timedelta, after: dt.timedelta, clock: ZoneInfo
) -> Iterator[str]:
    """Yield from when which offset is in force; the onset is said on the clock that it ends."""
    kind = "DAYLIGHT" if onset.astimezone(clock).dst() else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{(onset + before).strftime(LOCAL)}"
    yield f"TZOFFSETFROM:{_offset(before)}"
    yield f"TZOFFSETTO:{_offset(after)}"
    yield f"TZNAME:{_text(onset.astimezone(clock).tzname() or '')}"
    yield f"END:{kind}"


def _changes(clock: ZoneInfo, begin: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    """Yield the instants at which the offset changes, to the second; none changes twice within a day."""
    day, day_after = begin, begin + dt.timedelta(days=1)
    while day < end:
        low, high = day, day_after
        offset = low.astimezone(clock).utcoffset()
        if high.astimezone(clock).utcoffset() != offset:
            while high - low > dt.timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                if middle.astimezone(clock).utcoffset() == offset:
                    low = middle
                else:
                    high = middle
            yield high
        day, day_after = day_after, day_after + dt.timedelta(days=1)


def _offset(offset: dt.timedelta) -> str:
    seconds = int(offset.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    minutes, seconds_left = divmod(rest, 60)
    tail = f"{seconds_left:02}" if seconds_left else ""
    return f"{'-' if seconds < 0 else '+'}{hours:02}{minutes:02}{tail}"


def _text(value: str) -> str:
    """Escape a text; signs that a calendar cannot hold are left out."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").translate(ESCAPED)
    return value if value.isprintable() else "".join(sign for sign in value if sign == "\t" or sign >= " ")


def _folded(line: str) -> bytes:
    """Return a line as octets, folded between signs so that no part is longer than a line may be."""
    content = line.encode()
    if len(content) <= LINE:
        return content + b"\r\n"
    parts, start = [], 0
    while start < len(content):
        end = min(start + LINE - bool(start), len(content))
        while end < len(content) and content[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(content[start:end])
        start = end
    return b"\r\n ".join(parts) + b"\r\n"

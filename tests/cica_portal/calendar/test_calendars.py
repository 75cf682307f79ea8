import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from cica_portal.calendar import calendars
from cica_portal.calendar.calendars import Event, EventStatus

AT = dt.datetime(2022, 5, 26, 4, 0, 0, 5, tzinfo=dt.UTC)


def event(**fields) -> Event:
    values = {
        "uid": calendars.uid("event-1"),
        "sequence": 0,
        "changed_at": AT,
        "begins": dt.datetime(2023, 5, 12, 5, tzinfo=dt.UTC),
        "ends": dt.datetime(2023, 5, 12, 12, 30, tzinfo=dt.UTC),
        "zone": "Asia/Almaty",
        "summary": "Workshop",
    }
    return Event(**values | fields)


def parsed(content: bytes) -> Calendar:
    """Return a calendar file, read as strictly as RFC 5545 asks: lines, folds, no error in any component."""
    lines = content.split(b"\r\n")
    assert lines.pop() == b"" and all(b"\n" not in line and len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()  # no sign is parted by a fold
    calendar = Calendar.from_ical(content, multiple=False)
    assert calendar.errors == [] and calendar["VERSION"] == "2.0" and calendar["PRODID"]
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    for found in calendar.walk("VEVENT"):
        assert found.errors == [] and {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY"} <= set(found)
        assert str(found["DTSTAMP"].dt.tzinfo) == "UTC"
        assert {found[name].params.get("TZID") for name in ("DTSTART", "DTEND") if name in found} <= {
            None,
            *zones,
        }
    return calendar


def test_an_event_of_hours_is_written_on_the_clock_of_its_place():
    content = calendars.written([event()])
    (found,) = parsed(content).walk("VEVENT")
    assert b"DTSTART;TZID=Asia/Almaty:20230512T110000" in content
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (event().begins, event().ends)
    assert found["DTSTAMP"].dt == AT.replace(microsecond=0)


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("Asia/Almaty", [(2024, 2, 29, 17), (2024, 2, 29, 19), (2023, 12, 31, 20), (2025, 6, 1, 0)]),
        ("Asia/Jerusalem", [(2024, 3, 28, 23), (2024, 3, 29, 1), (2024, 10, 26, 22), (2024, 10, 27, 1)]),
        ("Asia/Tehran", [(2022, 9, 21, 19), (2022, 9, 21, 21), (2023, 7, 1, 0)]),
        ("Asia/Kolkata", [(2023, 7, 1, 0)]),
    ],
)
def test_the_rules_of_a_zone_give_its_true_offset_on_either_side_of_a_change(zone, days):
    instants = [dt.datetime(*day, tzinfo=dt.UTC) for day in days]
    calendar = parsed(calendars.written([event(begins=one, ends=None, zone=zone) for one in instants]))
    (rules,) = calendar.walk("VTIMEZONE")
    clock = rules.to_tz(lookup_tzid=False)
    for instant in instants:
        local = instant.astimezone(ZoneInfo(zone))
        assert clock.utcoffset(local.replace(tzinfo=None)) == local.utcoffset()


def test_a_change_of_the_clock_is_said_on_the_clock_that_it_ends():
    content = calendars.written([event(begins=dt.datetime(2024, 6, 1, tzinfo=dt.UTC), zone="Asia/Jerusalem")])
    (rules,) = parsed(content).walk("VTIMEZONE")
    forward, back = (
        [str(rule["DTSTART"].dt) for rule in rules.walk(kind)] for kind in ("DAYLIGHT", "STANDARD")
    )
    assert "2024-03-29 02:00:00" in forward and "2024-10-27 02:00:00" in back


def test_an_event_of_days_ends_with_the_day_after_and_needs_no_zone():
    content = calendars.written(
        [event(begins=dt.date(2023, 5, 12), ends=dt.date(2023, 5, 15), zone="")], name="Plan; of 2023"
    )
    calendar = parsed(content)
    (found,) = calendar.walk("VEVENT")
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (dt.date(2023, 5, 12), dt.date(2023, 5, 15))
    assert not calendar.walk("VTIMEZONE") and b"\r\nNAME:Plan\\; of 2023\r\n" in content


@pytest.mark.parametrize(
    "text",
    [
        "Комментарии до: консультация № 688; срок, час\nи место \\ зал " * 3,
        "Қазақстан Республикасы — Ұлттық үйлестіруші, «Әңгіме»",
        "a" * 300,
        "\u0301" * 60,
    ],
)
def test_any_text_comes_back_as_it_was(text):
    (found,) = parsed(calendars.written([event(summary=text, description=text, place=text)])).walk("VEVENT")
    assert [str(found[name]) for name in ("SUMMARY", "DESCRIPTION", "LOCATION")] == [text] * 3


def test_a_text_cannot_end_its_line_and_begin_another():
    text = "A\r\nSTATUS:CANCELLED\rATTENDEE:x\x00\x1b"
    (found,) = parsed(calendars.written([event(summary=text)])).walk("VEVENT")
    assert found["SUMMARY"] == "A\nSTATUS:CANCELLED\nATTENDEE:x"
    assert found["STATUS"] == "CONFIRMED" and "ATTENDEE" not in found


def test_the_same_facts_are_the_same_bytes():
    events = [event(), event(uid=calendars.uid("event-2"), status=EventStatus.CANCELLED, sequence=3)]
    assert calendars.written(events) == calendars.written(events)
    found = parsed(calendars.written(events)).walk("VEVENT")
    assert [(one["STATUS"], one["SEQUENCE"]) for one in found] == [("CONFIRMED", 0), ("CANCELLED", 3)]


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (0, b"DTSTART:20271031T003000Z\r\n"),  # 03:30 for the first time
        (1, b"DTSTART:20271031T013000Z\r\n"),  # and for the second
        (2, b"DTSTART;TZID=Europe/Helsinki:20271031T043000\r\n"),
    ],
)
def test_an_instant_of_the_hour_that_exists_twice_is_said_in_utc(hour, said):
    begins = dt.datetime(2027, 10, 31, hour, 30, tzinfo=dt.UTC)
    content = calendars.written([event(begins=begins, ends=None, zone="Europe/Helsinki")])
    (found,) = parsed(content).walk("VEVENT")
    assert said in content and found["DTSTART"].dt == begins

"""How an event is said: when it is held, on pages; and the whole of it, as a line of a plan."""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cica_portal import formats
from cica_portal.data_files import read_once
from initiatives.enums import EventFormat
from initiatives.models import EventTerms, Initiative, ProposedEvent

LINES_FILE = Path(__file__).parent / "data" / "plan_lines.yaml"

# Signs that no text of a person holds stand for the title, the place and the State until the line is
# otherwise written.
TITLE, PLACE, HOST = "\x01", "\x02", "\x03"


def when(event: EventTerms, language: str) -> str:
    """Say when an event is held as exactly as is known, or nothing; in the active language, `language`."""
    if event.date_from:
        return formats.date_range(event.date_from, event.date_to, language)
    if not event.year:
        return ""
    if event.month:
        return formats.month_of(event.year, event.month, language)
    if event.quarter:
        # Translators: quarter is 1, 2, 3 or 4; year is a year.
        return _("quarter %(quarter)s of %(year)s") % {"quarter": event.quarter, "year": event.year}
    return formats.period_title(event.year, None, language)


def held_when(initiative: Initiative, language: str) -> str:
    """Say when an event of a plan is held: to the hour, on the clock of its place, where that is settled."""
    begins, ends, zone = initiative.starts_at, initiative.ends_at, initiative.time_zone
    if begins is None:
        return when(initiative, language)
    return formats.hours(begins, ends, zone, language) if ends else formats.moment(begins, zone, language)


def plan_line(event: ProposedEvent) -> str:
    """Write a proposed event as a line of the plan, in the language of its proposer."""
    return line(event, event.language, title=event.title, place=event.place)


def line(event: ProposedEvent | Initiative, language: str, *, title: str, place: str) -> str:
    """Write an event as a line of the plan in one language, in which its title and place are given; raise
    MissingForm where the name of its host has no form for the sentence."""
    patterns = read_once(LINES_FILE)[language]
    is_online = event.format == EventFormat.ONLINE
    manner = patterns["manners"].get(event.format, "")
    host = patterns["host"]
    pattern = patterns["lines"][event.kind].format(
        title=TITLE,
        online=patterns["online"] if is_online else "",
        mixed="" if is_online else manner,
        manner=manner,
        time=_time(event, patterns, language),
        place=f"({PLACE})" if place else "",
        host=HOST if event.host else "",
    )
    pattern = pattern.replace(HOST, host["as"].format(state=HOST))
    pattern = " ".join(pattern.split()).replace(" ,", ",").removesuffix(" .").removesuffix(".") + "."
    # What people wrote comes last and in one pass: it is never read as a pattern.
    texts = {TITLE: title, PLACE: place, HOST: event.host.form(language, host["form"]) if event.host else ""}
    said = re.sub(f"[{TITLE}{PLACE}{HOST}]", lambda match: texts[match[0]], pattern)
    return said[:1].upper() + said[1:]


def _time(event: EventTerms, patterns: Mapping[str, Any], language: str) -> str:
    times = patterns["times"]
    if event.date_from:
        return _days(event.date_from, event.date_to or event.date_from, times, language)
    if not event.year:
        return ""
    if event.month:
        return times["month"].format(**formats.date_parts(dt.date(event.year, event.month, 1), language))
    if event.quarter:
        return times["quarter"].format(quarter=patterns["quarters"][event.quarter - 1], year=event.year)
    return times["year"].format(year=event.year)


def _days(first: dt.date, last: dt.date, times: Mapping[str, str], language: str) -> str:
    parts = formats.date_parts(first, language)
    if first == last:
        return times["day"].format(**parts)
    if (first.year, first.month) == (last.year, last.month):
        return times["days"].format(days=f"{first.day}-{last.day}", **parts)
    return times["range"].format(
        first=times["first"].format(**parts), last=times["last"].format(**formats.date_parts(last, language))
    )

"""The events of a plan along its years, as numbers for a picture: drawn on the server, without a style."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from initiatives.implementation import follow_up
from initiatives.models import Initiative

WIDTH, GUTTER, HEAD, ROW, BAR = 960, 64, 40, 30, 22
NARROWEST = 8
# Between a bar and its name; the width of a letter of it on the average, with room to spare; of a whole name.
GAP, LETTER, LONGEST = 8, 8, 480
# So wide is a quarter that has its number written on it.
ROOMY = 48


@dataclass(frozen=True, slots=True)
class Bar:
    """One event: a bar over its days, or over the time in which it may fall. `y` is its upper edge."""

    x: int
    y: int
    width: int
    text_y: int
    is_exact: bool

    def named(self, title: str) -> "Name":
        """Return where the name of the event stands: after its bar, before it, or on it."""
        before, after = self.x - GUTTER - GAP, WIDTH - self.x - self.width - GAP
        wanted = min(len(title) * LETTER, LONGEST)
        if after >= wanted or after >= max(before, self.width):
            return Name(self.x + self.width + GAP, "after", _cut(title, after))
        if before >= wanted or before >= self.width:
            return Name(self.x - GAP, "before", _cut(title, before))
        return Name(max(self.x, GUTTER) + GAP, "on", _cut(title, self.width - GAP))


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an event at its bar: where it begins (or ends, before the bar), and as much as fits."""

    x: int
    place: str
    text: str


def _cut(title: str, room: int) -> str:
    most = min(room, LONGEST) // LETTER
    return title if len(title) <= most else f"{title[: most - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Tick:
    """A line at the beginning of a quarter: with the number of its year, and its own where there is room."""

    x: int
    year: int | None
    quarter: int | None


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    ticks: Sequence[Tick]
    bars: Sequence[Bar | None]
    today: int | None


def drawn(initiatives: Sequence[Initiative], *, first: int, last: int, today: dt.date) -> Picture:
    """Return the picture of events in the order given, over the years of their plan and what lies beyond.

    An event of which nothing is known has no bar.
    """
    spans = [span(one) for one in initiatives]
    years = [first, last, *(day.year for found in spans if found for day in found)]
    begin, end = dt.date(min(years), 1, 1), dt.date(max(years) + 1, 1, 1)
    scale = (WIDTH - GUTTER) / (end - begin).days

    def place(day: dt.date) -> int:
        return GUTTER + round((day - begin).days * scale)

    bars: list[Bar | None] = []
    for number, (one, found) in enumerate(zip(initiatives, spans, strict=True)):
        if found is None:
            bars.append(None)
            continue
        top = HEAD + number * ROW + (ROW - BAR) // 2
        left = place(found[0])
        width = max(place(found[1] + dt.timedelta(days=1)) - left, NARROWEST)
        bars.append(Bar(min(left, WIDTH - width), top, width, top + BAR - 6, one.date_from is not None))
    has_room = scale * 90 >= ROOMY
    ticks = [
        Tick(
            place(dt.date(year, month, 1)),
            year if month == 1 else None,
            (month + 2) // 3 if has_room else None,
        )
        for year in range(begin.year, end.year)
        for month in (1, 4, 7, 10)
    ]
    return Picture(
        width=WIDTH,
        height=HEAD + len(initiatives) * ROW,
        ticks=ticks,
        bars=bars,
        today=place(today) if begin <= today < end else None,
    )


def span(initiative: Initiative) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day on which an event is, or may be, held."""
    last = follow_up.last_day(initiative)
    if last is None:
        return None
    if initiative.date_from:
        return initiative.date_from, last
    if initiative.month:
        first_month, last_month = initiative.month, initiative.month
    elif initiative.quarter:
        first_month, last_month = initiative.quarter * 3 - 2, initiative.quarter * 3
    else:
        first_month, last_month = 1, 12
    final = calendar.monthrange(last.year, last_month)[1]
    return dt.date(last.year, first_month, 1), dt.date(last.year, last_month, final)

"""The next four weeks as a picture and a list: deadlines, reminders, events, holidays, as the reader knows
them; and where each is drawn. A day is that of the Secretariat's clock."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, QuerySet, When
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import formats, organization
from cica_portal.calendar import holidays
from cica_portal.deadlines import closing_instant, seat_date
from comments.models import Consultation
from comments.procedure.lists import overview
from initiatives import lines
from initiatives.enums import InitiativeStatus
from initiatives.models import Initiative
from initiatives.overview import known_events
from members.models import User
from notes.models import ReminderStep

WEEKS = 4
DAYS = 7 * WEEKS
# A picture is placed in per cent of a column about so wide; its letters keep their size.
COLUMN, LETTER, GAP, ROW = 1050, 7.6, 14, 30
# Longer names are cut in the picture; the list has them whole.
NAME_LIMIT = 34

# Translators: name is the short name of a plan, as “ICT security 2026-27”
DEADLINE = _("Deadline, %(name)s")
# Translators: name is the short name of a plan, as “ICT security 2026-27”
REMINDER = _("Reminder, %(name)s")
# Translators: count is that of deadlines on a day, beside those that are named.
FURTHER_DEADLINES = _("Other deadlines: %(count)s")
# Translators: count is that of reminders on a day, beside those that are named.
FURTHER_REMINDERS = _("Other reminders: %(count)s")
# Translators: name is the name of a public holiday
HOLIDAY = _("Holiday: %(name)s")


class Lane(StrEnum):
    DEADLINES = "deadlines"
    REMINDERS = "reminders"
    EVENTS = "events"

    @property
    def label(self) -> Any:
        return LANES[self]


LANES = {
    Lane.DEADLINES: pgettext_lazy("calendar", "Deadlines"),
    Lane.REMINDERS: pgettext_lazy("calendar", "Reminders"),
    Lane.EVENTS: pgettext_lazy("calendar", "Events"),
}


class Item(NamedTuple):
    """What falls on a day or some days: `name` in the picture, `words` in the list and to screen readers.

    What `is_further` stands for all of a day that are not named."""

    lane: Lane
    first: dt.date
    last: dt.date
    name: str
    words: str
    url: str
    is_further: bool = False


class Mark(NamedTuple):
    """An item in the picture: its place and width in per cent, its row, on which side its name is."""

    item: Item
    x: float
    width: float
    y: int
    is_left: bool
    name: str

    @property
    def text_x(self) -> float:
        return self.x if self.is_left else self.x + self.width

    @property
    def text_y(self) -> int:
        return self.y + 5


class Drawn(NamedTuple):
    """A lane of the picture with its marks, as high as its rows ask for."""

    label: Any
    marks: list[Mark]
    height: int


class Weeks(NamedTuple):
    items: Sequence[Item]
    lanes: list[Drawn]
    heads: list[tuple[float, str]]
    weekends: list[tuple[float, float]]
    today: float


def markup(user: User, consultations: overview.Leading, at: dt.datetime, language: str) -> SafeString | str:
    """Return the section of a start page that shows the next four weeks; nothing where nothing falls in."""
    found = of_reader(user, consultations, at, language)
    if not found:
        return ""
    return render_to_string("dashboard/_weeks.html", {"weeks": drawn(found, seat_date(at), language)})


def of_reader(user: User, consultations: overview.Leading, at: dt.datetime, language: str) -> list[Item]:
    """Return what falls within four weeks, from the Monday of this week; reminders and holidays are for the
    Secretariat alone. `consultations` are those of the page (`agenda.consultations`), of which the open ones
    are named; of the others the number on each day is said."""
    current = consultations.current
    today = seat_date(at)
    end = _monday(today) + dt.timedelta(days=DAYS)
    found = [*_deadlines(current), *_events(user, today, end, language)]
    if consultations.further:
        found += _further_deadlines(user, current, at, end)
    if user.is_secretariat:
        found += [*_reminders(user, current, at, end), *_holidays(today, end, language)]
    return sorted((one for one in found if one.last >= today and one.first < end), key=_order)


def _monday(today: dt.date) -> dt.date:
    return today - dt.timedelta(days=today.weekday())


def drawn(items: Sequence[Item], today: dt.date, language: str) -> Weeks:
    """Return what falls within the four weeks of a day as it is drawn."""
    start = _monday(today)
    lanes = [_drawn(lane, [one for one in items if one.lane is lane], start) for lane in Lane]
    return Weeks(
        items=items,
        lanes=[lane for lane in lanes if lane.marks],
        heads=[
            (_part(week * 7), formats.day_month(start + dt.timedelta(days=week * 7), language))
            for week in range(WEEKS)
        ],
        weekends=[(_part(week * 7 + 5), _part(2)) for week in range(WEEKS)],
        today=_part((today - start).days + 0.5),
    )


def _order(item: Item) -> tuple[dt.date, str, bool, str]:
    return item.first, item.lane, item.is_further, item.words


def _further(lane: Lane, day: dt.date, words: Any, number: int) -> Item:
    said = str(words % {"count": number})
    return Item(lane, day, day, said, said, reverse("comments:consultation-list"), is_further=True)


def _deadlines(current: Sequence[Consultation]) -> Iterable[Item]:
    for one in current:
        name = one.revision.short_title
        url = reverse("comments:consultation-detail", args=[one.pk])
        day = _last_day(one.ends_at)
        yield Item(Lane.DEADLINES, day, day, name, str(DEADLINE % {"name": name}), url)


def _further_deadlines(
    user: User, current: Sequence[Consultation], at: dt.datetime, end: dt.date
) -> Iterable[Item]:
    """Yield how many other consultations end on each day (one query)."""
    others: Counter[dt.date] = Counter()
    until = closing_instant(end, organization.time_zone())
    for ends_at, number in _other_deadlines(user, current, at, until):
        others[_last_day(ends_at)] += number
    for day, number in others.items():
        yield _further(Lane.DEADLINES, day, FURTHER_DEADLINES, number)


def _last_day(ends_at: dt.datetime) -> dt.date:
    return seat_date(ends_at - dt.timedelta.resolution)


def _other_deadlines(
    user: User, current: Sequence[Consultation], at: dt.datetime, until: dt.datetime
) -> QuerySet[Consultation, tuple[dt.datetime, int]]:
    """Count by its instant the deadlines of the open consultations that are not named."""
    ends = overview.ends_field(user)
    others = overview.running(user, at).filter(**{f"{ends}__lt": until})
    counted = others.exclude(pk__in=[one.pk for one in current]).values(ends)
    return counted.annotate(number=Count("pk")).values_list(ends, "number")


def _reminders(user: User, current: Sequence[Consultation], at: dt.datetime, end: dt.date) -> Iterable[Item]:
    by_key = {one.pk: one for one in current}
    for day, key, number in _due(user, by_key, at, end):
        if key is None:
            yield _further(Lane.REMINDERS, day, FURTHER_REMINDERS, number)
            continue
        name = by_key[key].revision.short_title
        url = reverse("notes:reminder-plan", args=[key])
        item = Item(Lane.REMINDERS, day, day, name, str(REMINDER % {"name": name}), url)
        yield from [item] * number


def _due(
    user: User, named: Collection[int], at: dt.datetime, end: dt.date
) -> QuerySet[ReminderStep, tuple[dt.date, int | None, int]]:
    """Count by day the reminders of open consultations: of each that is named, and of all others together."""
    since = at - dt.timedelta(days=1)
    current = overview.running(user, at).values("pk")
    steps = ReminderStep.objects.filter(
        done_at=None, skipped="", due_at__gte=since, due_on__lt=end, consultation__in=current
    )
    of = Case(When(consultation__in=list(named), then=F("consultation")))
    counted = steps.annotate(of=of).order_by().values("due_on", "of")
    return counted.annotate(number=Count("pk")).values_list("due_on", "of", "number")


def _events(user: User, first: dt.date, end: dt.date, language: str) -> Iterable[Item]:
    dated = known_events.as_known(_dated(user, first - dt.timedelta(days=DAYS), end), user)
    texts = lines.by_key(lines.of_initiatives(dated, user, alone=True)) if dated else {}
    for one in dated:
        title = lines.title(one, texts.get(one.block_key), language)
        url = reverse("initiatives:initiative-detail", args=[one.block_key])
        if one.date_from is not None:
            yield Item(Lane.EVENTS, one.date_from, one.date_to or one.date_from, title, title, url)


def _dated(user: User, first: dt.date, end: dt.date) -> QuerySet[Initiative]:
    return (
        Initiative.objects.visible_to(user)
        .filter(date_from__lt=end, date_from__gte=first)
        .exclude(status__in=[InitiativeStatus.CANCELLED, InitiativeStatus.POSTPONED])
        .with_proposal()
        .select_related("paper")
        .order_by("date_from", "pk")
    )


def _holidays(first: dt.date, end: dt.date, language: str) -> Iterable[Item]:
    for number in range((end - first).days):
        day = first + dt.timedelta(days=number)
        if name := holidays.name(day, language):
            yield Item(Lane.EVENTS, day, day, name, str(HOLIDAY % {"name": name}), "")


# Where each is drawn ---------------------------------------------------------------------------------
def _part(days: float) -> float:
    return round(days * 100 / DAYS, 2)


def _drawn(lane: Lane, items: Iterable[Item], start: dt.date) -> Drawn:
    """Place the items of a lane, each in the first row in which its mark and its name are free."""
    rows: list[list[tuple[float, float]]] = []
    marks = []
    for item in items:
        begins = max((item.first - start).days, 0)
        days = max((item.last - start).days, begins) - begins
        x = _part(begins + 0.5) if not days else _part(begins)
        width = _part(days + 1) if days else 0
        name = item.name if len(item.name) <= NAME_LIMIT else f"{item.name[: NAME_LIMIT - 1].rstrip()}…"
        pixel, long = x * COLUMN / 100, len(name) * LETTER + GAP * 2
        right = (x + width) * COLUMN / 100
        is_left = right + long > COLUMN
        span = (pixel - long, right + GAP) if is_left else (pixel - GAP, right + long)
        number = next((place for place, row in enumerate(rows) if _is_free(row, span)), len(rows))
        if number == len(rows):
            rows.append([])
        rows[number].append(span)
        marks.append(Mark(item, x, width, number * ROW + ROW // 2 + 4, is_left, name))
    return Drawn(lane.label, marks, len(rows) * ROW + 8)


def _is_free(row: Iterable[tuple[float, float]], span: tuple[float, float]) -> bool:
    return all(span[1] <= begins or span[0] >= ends for begins, ends in row)

"""The next four weeks: deadlines, reminders, events, holidays, as the reader knows them. A day is that of the
Secretariat's clock."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, OuterRef, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cica_portal import organization
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
from plans.models import MeetingItem

WEEKS = 4
DAYS = 7 * WEEKS

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


class Item(NamedTuple):
    """What falls on a day or some days. What `is_further` stands for all of a day that are not named."""

    lane: Lane
    first: dt.date
    last: dt.date
    words: str
    url: str
    is_further: bool = False


def of_reader(user: User, consultations: overview.Leading, at: dt.datetime, language: str) -> list[Item]:
    """Return what falls within four weeks, from the Monday of this week; reminders and holidays are for the
    Secretariat alone. `consultations` are those of the page (`agenda.consultations`), of which the open ones
    are named; of the others the number on each day is said."""
    current = consultations.current
    today = seat_date(at)
    end = today + dt.timedelta(days=DAYS - today.weekday())  # of whole weeks, from Monday
    found = [*_deadlines(current), *_events(user, today, end, language), *_meetings(user, today, end)]
    if consultations.further:
        found += _further_deadlines(user, current, at, end)
    if user.is_secretariat:
        found += [*_reminders(user, current, at, end), *_holidays(today, end, language)]
    return sorted((one for one in found if one.last >= today and one.first < end), key=_order)


def _order(item: Item) -> tuple[dt.date, str, bool, str]:
    return item.first, item.lane, item.is_further, item.words


def _further(lane: Lane, day: dt.date, words: Any, number: int) -> Item:
    said = str(words % {"count": number})
    return Item(lane, day, day, said, reverse("comments:consultation-list"), is_further=True)


def _deadlines(current: Sequence[Consultation]) -> Iterable[Item]:
    for one in current:
        name = one.revision.short_title
        url = reverse("comments:consultation-detail", args=[one.pk])
        day = _last_day(one.ends_at)
        yield Item(Lane.DEADLINES, day, day, str(DEADLINE % {"name": name}), url)


def _further_deadlines(
    user: User, current: Sequence[Consultation], at: dt.datetime, end: dt.date
) -> Iterable[Item]:
    """Yield how many other consultations end on each day (one query)."""
    ends, until = overview.ends_field(user), closing_instant(end, organization.time_zone())
    others = overview.running(user, at).filter(**{f"{ends}__lt": until})
    others = others.exclude(pk__in=[one.pk for one in current])
    for day, number in Counter(map(_last_day, others.values_list(ends, flat=True))).items():
        yield _further(Lane.DEADLINES, day, FURTHER_DEADLINES, number)


def _last_day(ends_at: dt.datetime) -> dt.date:
    return seat_date(ends_at - dt.timedelta.resolution)


def _reminders(user: User, current: Sequence[Consultation], at: dt.datetime, end: dt.date) -> Iterable[Item]:
    by_key = {one.pk: one for one in current}
    running = overview.running(user, at).values("pk")
    steps = ReminderStep.objects.filter(
        done_at=None,
        skipped="",
        due_at__gte=at - dt.timedelta(days=1),
        due_on__lt=end,
        consultation__in=running,
    )
    # Of each that is named, and of all others together.
    of = Case(When(consultation__in=list(by_key), then=F("consultation")))
    counted = steps.annotate(of=of).order_by().values("due_on", "of").annotate(number=Count("pk"))
    for day, key, number in counted.values_list("due_on", "of", "number"):
        if key is None:
            yield _further(Lane.REMINDERS, day, FURTHER_REMINDERS, number)
            continue
        name = by_key[key].revision.short_title
        url = reverse("notes:reminder-plan", args=[key])
        item = Item(Lane.REMINDERS, day, day, str(REMINDER % {"name": name}), url)
        yield from [item] * number


def _events(user: User, first: dt.date, end: dt.date, language: str) -> Iterable[Item]:
    held = (
        Initiative.objects.visible_to(user)
        .filter(date_from__lt=end, date_from__gte=first - dt.timedelta(days=DAYS))
        .exclude(status__in=[InitiativeStatus.CANCELLED, InitiativeStatus.POSTPONED])
        .with_proposal()
        .select_related("paper")
    )
    dated = known_events.as_known(held.order_by("date_from", "pk"), user)
    texts = lines.find_lines(dated, user) if dated else {}
    for one in dated:
        title = lines.title(one, texts.get(one.block_key), language)
        url = reverse("initiatives:initiative-detail", args=[one.block_key])
        if one.date_from is not None:
            yield Item(Lane.EVENTS, one.date_from, one.date_to or one.date_from, title, url)


def _meetings(user: User, first: dt.date, end: dt.date) -> Iterable[Item]:
    """Yield the meetings that are to decide on the reader's plans: of a delegation, those sent to it."""
    held = MeetingItem.objects.open().filter(meeting__first_on__lt=end, meeting__last_on__gte=first)
    sent = Consultation.objects.visible_to(user).filter(revision__paper=OuterRef("paper"))
    held = held.annotate(sent=Subquery(sent.order_by("-opens_at", "-pk").values("pk")[:1]))
    for one in held.select_related("meeting", "paper__measure"):
        words = f"{one.meeting.get_body_display()}, {one.paper.short_title}"
        name, key = "comments:consultation-detail", vars(one)["sent"]
        if user.is_secretariat:
            name, key = "plans:meeting-detail", one.meeting_id
        if key:
            days = one.meeting.first_on, one.meeting.last_on
            yield Item(Lane.EVENTS, *days, words, reverse(name, args=[key]))


def _holidays(first: dt.date, end: dt.date, language: str) -> Iterable[Item]:
    """Yield each holiday once, also one of several days."""
    days = [first + dt.timedelta(days=number) for number in range((end - first).days)]
    for name, of_name in groupby(days, key=lambda day: holidays.name(day, language)):
        if name:
            held = list(of_name)
            yield Item(Lane.EVENTS, held[0], held[-1], str(HOLIDAY % {"name": name}), "")

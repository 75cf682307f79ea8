"""What events want of a person today: names to register, days and outcomes that are missing."""

import datetime as dt
from collections import Counter
from typing import NamedTuple

from cica_portal.deadlines import seat_date
from initiatives import lines
from initiatives.enums import InitiativeStatus
from initiatives.models import Initiative
from initiatives.participation import event_reminders
from initiatives.participation.event_reminders import Kind
from members.models import User

ORDER = (Kind.OVERDUE, Kind.DAY_WANTED, Kind.REPORT_WANTED)


class Registration(NamedTuple):
    """An announced event for which delegations register people now."""

    initiative: Initiative
    title: str


def registrations(user: User, at: dt.datetime, language: str) -> list[Registration]:
    """Return the events for which a delegation can register people, the nearest end first."""
    announced = Initiative.objects.visible_to(user).filter(status=InitiativeStatus.ANNOUNCED)
    open_still = announced.filter(registration_closes_at__gt=at).with_proposal()
    found = list(open_still.order_by("registration_closes_at", "pk"))
    if not found:
        return []
    by_key = lines.by_key(lines.of_initiatives(found, user, alone=True))
    return [Registration(one, lines.title(one, by_key.get(one.block_key), language)) for one in found]


def wanting(user: User, at: dt.datetime) -> list[tuple[Kind, int]]:
    """Return how many of the events whose records a person keeps want something by now, by what they want:
    the list has each."""
    today = seat_date(at)
    steps = (event_reminders.due(initiative, today) for initiative in event_reminders.kept_by(user))
    counts = Counter(step.kind for step in steps if step is not None)
    return [(kind, counts[kind]) for kind in ORDER if counts[kind]]

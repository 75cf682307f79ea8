"""Reminders to hosts and coordinators: of a day that is not settled, an event that is over, a missing report.

Personal mail through rows that are written once for each event, step and person, so that a second run writes
nothing. A missed step is overtaken by the next one, and long past ones are left alone.
"""

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet

from cica_portal import organization
from cica_portal.calendar import holidays
from cica_portal.deadlines import local_instant, seat_date
from initiatives.enums import ENDED, InitiativeStatus
from initiatives.implementation import follow_up
from initiatives.models import PUBLISHED, Initiative
from members import mailing
from members.enums import SUBMITTING_ROLES
from members.models import PersonalMail, User
from plans.models import ConceptPaper, Coordinator


class Kind(StrEnum):
    DAY_WANTED = "event_day_wanted"
    OVERDUE = "event_overdue"
    REPORT_WANTED = "event_report_wanted"


# How many days from the last on which the event can be held each reminder leaves.
STEPS = {
    Kind.DAY_WANTED: (-180, -90, -30),
    Kind.OVERDUE: (3, 14),
    Kind.REPORT_WANTED: (14, 30),
}
# A step that lies so far back is not made good: the records of old plans remind nobody.
FORGOTTEN = dt.timedelta(days=60)


def remind_due(at: dt.datetime) -> int:
    """Write the reminders that are due, from the Secretariat's working hour on; return how many were due."""
    today = seat_date(at)
    opens = local_instant(today, settings.INTERNAL_REMINDER_HOUR, organization.time_zone())
    if at < opens or not holidays.is_working_day(today):
        return 0

    def remind(initiative: Initiative) -> list[PersonalMail]:
        if (step := due(initiative, today)) is None:
            return []
        about = f"{initiative.pk}/{step.last}/{step.days}"
        values = {"initiative": initiative.pk, "last": str(step.last)}
        return mailing.to_each(step.kind, responsible(initiative), at=at, about=about, **values)

    return mailing.write_each(followed(), remind)


class Step(NamedTuple):
    """What an event wants, its last day, and how many days from that the reminder leaves."""

    kind: Kind
    last: dt.date
    days: int


def due(initiative: Initiative, today: dt.date) -> Step | None:
    """Return the reminder of an event that is due, if any."""
    kind, last = wanted(initiative, today), last_day(initiative)
    if kind is None:
        return None
    days = [step for step in STEPS[kind] if last + dt.timedelta(days=step) <= today]
    is_due = days and today < last + dt.timedelta(days=days[-1]) + FORGOTTEN
    return Step(kind, last, days[-1]) if is_due else None


def followed() -> QuerySet[Initiative]:
    """Return the events of adopted plans that may want something of those who hold them."""
    followed = (
        Initiative.objects.standing()
        .filter(paper__status__in=PUBLISHED)
        .exclude(
            Q(status__in=[InitiativeStatus.CANCELLED, InitiativeStatus.PROPOSED])
            | (Q(status=InitiativeStatus.HELD) & ~Q(outcome=""))
        )
    )
    return followed.select_related("paper").order_by("pk")


def kept_by(user: User) -> QuerySet[Initiative]:
    """Return those of these events whose records a person keeps: the Secretariat all, a coordinator those of
    the own measures, a delegation those of which its State is the host."""
    if user.is_secretariat:
        return followed()
    if user.is_coordinator:
        return followed().filter(paper__in=ConceptPaper.objects.coordinated_by(user))
    return followed().filter(host=user.member_state_id)


def wanted(initiative: Initiative, today: dt.date) -> Kind | None:
    """Return what an event wants of those who hold it, if anything."""
    if follow_up.wants_report(initiative):
        return Kind.REPORT_WANTED
    if initiative.status in ENDED:
        return None
    if last_day(initiative) < today:
        return Kind.OVERDUE
    return Kind.DAY_WANTED if follow_up.is_undated(initiative) else None


def last_day(initiative: Initiative) -> dt.date:
    """Return the last day on which the event can be held: at the latest that of its plan.

    One that was put off has until then, or until the end of its former year where that comes later.
    """
    last, period_to = follow_up.last_day(initiative), initiative.paper.period_to
    if last is not None and initiative.status != InitiativeStatus.POSTPONED:
        return last
    return dt.date(max(period_to, last.year if last else period_to), 12, 31)


def responsible(initiative: Initiative) -> list[User]:
    """Return the people who keep the record: of the host, and of the coordinators of the measure."""
    coordinators = Coordinator.objects.current().filter(measure=initiative.paper.measure_id)
    of_host = Q(member_state=initiative.host_id, role__in=sorted(SUBMITTING_ROLES))
    people = User.objects.filter(
        (of_host if initiative.host_id else Q(pk__in=[])) | Q(pk__in=coordinators.values("people")),
        is_active=True,
    )
    return list(people.exclude(email="").order_by("pk"))

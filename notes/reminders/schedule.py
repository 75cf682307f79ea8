"""When reminders are due: planned with the circulation, and anew what lies ahead after an extension."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal import formats, organization
from cica_portal.deadlines import local_instant
from cica_portal.operation.resilience import run_each
from comments.models import Consultation
from comments.procedure import consultations
from members import audit
from members.models import User
from notes.enums import Rung
from notes.models import ReminderStep

MOST_DAYS = 30


class Skipped(StrEnum):
    OVERTAKEN = "overtaken"
    CLOSED = "closed"
    ANSWERED = "answered"
    REPLIED = "replied"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


SKIPPED_LABELS = {
    Skipped.OVERTAKEN: _("not sent: the next reminder was already due"),
    Skipped.CLOSED: _("not sent: the consultation had closed"),
    Skipped.ANSWERED: _("not sent: all Member States had responded"),
    Skipped.REPLIED: _("not sent: of each State that had not responded a reply was in the register"),
    Skipped.UNREACHABLE: _("not sent: no recipient is on record for the States that had not responded"),
    Skipped.WITHDRAWN: _("not sent: the plan was withdrawn"),
    Skipped.REMOVED: _("removed from the schedule"),
}


def due(respond_by: dt.date, working_days: int, time_zone: str) -> tuple[dt.date, dt.datetime]:
    """Return the day and the instant of a reminder so many working days before the deadline."""
    day = formats.working_days_before(respond_by, working_days)
    return day, local_instant(day, organization.policy("REMINDER_HOUR"), time_zone)


def schedule(
    consultation: Consultation, days: Iterable[int], *, by: User | None, at: dt.datetime
) -> list[ReminderStep]:
    """Plan the reminders of a round, each a rung higher; one whose time has passed already is not planned."""
    steps: list[ReminderStep] = []
    for working_days in sorted(set(days), reverse=True):
        due_on, due_at = due(consultation.respond_by, working_days, consultation.time_zone)
        if due_at > at:
            steps.append(
                ReminderStep(
                    consultation=consultation,
                    working_days=working_days,
                    level=min(len(steps) + 1, Rung.EMBASSY),
                    due_on=due_on,
                    due_at=due_at,
                    scheduled_by=by,
                    approved_by=by,
                )
            )
    return ReminderStep.objects.bulk_create(steps)


def reschedule(consultation: Consultation, *, at: dt.datetime) -> list[ReminderStep]:
    """Plan the reminders anew after an extension: open steps move, and those already done are due again.

    Of steps on the same day the last one that was done or taken out decides: what was taken out stays out,
    though it was sent for an earlier deadline. Part of a transaction that holds the round. Running it twice
    changes nothing.
    """
    steps = list(ReminderStep.objects.filter(consultation=consultation))
    changed = []
    for working_days in sorted({step.working_days for step in steps}, reverse=True):
        due_on, due_at = due(consultation.respond_by, working_days, consultation.time_zone)
        same = [step for step in steps if step.working_days == working_days]
        if due_at <= at or any(step.due_at == due_at for step in same):
            continue
        waiting = next((step for step in same if step.done_at is None), None)
        last = max(same, key=lambda step: (step.done_at or at, step.pk))
        if waiting is not None:
            waiting.due_on, waiting.due_at = due_on, due_at
            waiting.save(update_fields=["due_on", "due_at"])
        elif last.skipped == Skipped.REMOVED:
            continue
        else:
            waiting = ReminderStep.objects.create(
                consultation=consultation,
                working_days=working_days,
                due_on=due_on,
                due_at=due_at,
                level=last.level,
                by_note=last.by_note,
                is_approved=last.is_approved,
                scheduled_by=last.scheduled_by,
                approved_by=last.approved_by,
            )
        changed.append(waiting)
    if changed:
        audit.record(
            "reminders.reschedule",
            subject=consultation,
            by=None,
            at=at,
            after={"due_on": [step.due_on.isoformat() for step in changed]},
        )
    return changed


def replan_due(at: dt.datetime) -> list[ReminderStep]:
    """Plan anew the reminders of every extended round that is still open."""

    def replan(consultation: Consultation) -> list[ReminderStep]:
        with transaction.atomic():
            return reschedule(consultations.hold(consultation), at=at)

    extended = Consultation.objects.open(at).filter(extensions__isnull=False).distinct()
    return list(run_each(extended, replan))

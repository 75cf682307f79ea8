"""A delegation's own deadline in a round, with reminders to its own people who write.

Nothing here is visible to anybody else: no entry in the portal's record, no page, no count, no dispatch.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction

from cica_portal import formats
from cica_portal.deadlines import local_date, local_instant
from cica_portal.errors import Refusal
from comments.models import Consultation, InternalDeadline
from comments.procedure.deadlines import unsubmitted
from comments.refusals import ConsultationClosed
from comments.writing import responses
from members import audit, mailing
from members.enums import WRITING_ROLES
from members.models import PersonalMail, User

KIND = "internal_reminder"
# The working day before, and the day itself.
STEPS = (1, 0)


def of_state(consultation: Consultation, member_state_id: int | None) -> InternalDeadline | None:
    return InternalDeadline.objects.filter(consultation=consultation, member_state=member_state_id).first()


def put(consultation: Consultation, due_at: dt.datetime, *, by: User, at: dt.datetime) -> InternalDeadline:
    """Set the own deadline of the delegation of `by`, or move it; it lies before the State's last instant."""
    by.require("comments.set_internal_deadline", consultation)
    check(consultation, due_at, by=by, at=at)
    with transaction.atomic():
        former = of_state(consultation, by.member_state_id)
        deadline, _is_new = InternalDeadline.objects.update_or_create(
            consultation=consultation,
            member_state=by.member_state,
            defaults={"due_at": due_at, "set_by": by, "set_at": at},
        )
        audit.record_internal(
            "internal_deadline.set",
            subject=deadline,
            by=by,
            at=at,
            before={"due_at": former.due_at.isoformat()} if former else None,
            after={"due_at": due_at.isoformat()},
        )
    return deadline


def check(consultation: Consultation, due_at: dt.datetime, *, by: User, at: dt.datetime) -> None:
    """Refuse a time that is over, or not before the last instant of the State."""
    ends_at = unsubmitted.last_instant(consultation, by.member_state_id, at)
    if ends_at is None:
        raise ConsultationClosed(consultation, by)
    if due_at <= at:
        raise Refusal("comments.has_passed")
    if due_at >= ends_at:
        raise Refusal("comments.after_the_deadline")


def clear(consultation: Consultation, *, by: User, at: dt.datetime) -> None:
    """Do without an own deadline: its reminders stop."""
    by.require("comments.set_internal_deadline", consultation)
    with transaction.atomic():
        deadline = of_state(consultation, by.member_state_id)
        if deadline is None:
            return
        audit.record_internal(
            "internal_deadline.clear",
            subject=deadline,
            by=by,
            at=at,
            before={"due_at": deadline.due_at.isoformat()},
        )
        deadline.delete()


def reminders(deadline: Any) -> list[dt.datetime]:
    """Return when the reminders of a deadline, or of a task, leave, by the clock of the capital; none leaves
    before it was set."""
    zone = deadline.member_state.time_zone
    day = local_date(deadline.due_at, zone)
    moments = [
        local_instant(formats.working_days_before(day, days), settings.INTERNAL_REMINDER_HOUR, zone)
        for days in STEPS
    ]
    return [moment for moment in moments if deadline.set_at < moment < deadline.due_at]


def remind_due(at: dt.datetime) -> int:
    """Write the reminders that are due; a missed one is overtaken by the next. Return how many were due."""

    def remind(deadline: InternalDeadline) -> list[PersonalMail]:
        due = [moment for moment in reminders(deadline) if moment <= at]
        if not due or not is_wanted(deadline, at):
            return []
        due_at = deadline.due_at.isoformat()
        about, values = f"{deadline.pk}/{due_at}/{due[-1].isoformat()}", {"deadline": str(deadline.pk)}
        return mailing.to_each(KIND, writers(deadline), at=at, about=about, due_at=due_at, **values)

    ahead = InternalDeadline.objects.filter(due_at__gt=at).select_related("member_state", "consultation")
    return mailing.write_each(ahead, remind)


def is_wanted(deadline: InternalDeadline, at: dt.datetime) -> bool:
    """Tell whether there is still something to be done: not once all that was written is in force."""
    consultation, state = deadline.consultation, deadline.member_state_id
    if unsubmitted.last_instant(consultation, state, at) is None:
        return False
    in_hand = unsubmitted.states(consultation).filter(pk=state)
    return responses.in_force(consultation, state) is None or in_hand.exists()


def writers(deadline: InternalDeadline) -> list[User]:
    people = User.objects.filter(
        member_state=deadline.member_state_id, role__in=sorted(WRITING_ROLES), is_active=True
    )
    return list(people.exclude(email="").order_by("pk"))

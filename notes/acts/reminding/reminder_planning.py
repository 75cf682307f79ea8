"""The plan of a round's reminders: what is set, changed, taken out and approved by people until it is due.

An officer may set a reminder by mail alone. A numbered note leaves by the authority of a signatory: one that
no signatory has approved who may still sign is drafted when it is due, and waits for its signature.
"""

import datetime as dt
from copy import copy
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal import organization
from cica_portal.errors import Refusal
from cica_portal.text import sha256
from comments.models import Consultation
from comments.procedure import consultations, silence
from comments.refusals import ConsultationClosed
from members import audit
from members.models import User
from notes.acts.reminding import reminder_notes
from notes.enums import Rung
from notes.models import ReminderStep, VerbalNote
from notes.reminders import schedule
from notes.reminders.schedule import MOST_DAYS, Skipped


def add(
    consultation: Consultation,
    *,
    working_days: int,
    level: int,
    by_note: bool,
    by: User,
    at: dt.datetime,
) -> ReminderStep:
    """Set a further reminder of an open round."""
    with transaction.atomic():
        held = _hold(consultation, by=by, at=at)
        step = ReminderStep(consultation=held, scheduled_by=by)
        _set(step, held, working_days, level, by_note, by=by, at=at)
        step.save()
        _record("reminder.add", step, by=by, at=at, after=_terms(step))
    return step


def change(
    step: ReminderStep, *, working_days: int, level: int, by_note: bool, by: User, at: dt.datetime
) -> None:
    """Change a reminder that is not due yet."""
    with transaction.atomic():
        held = _hold(step.consultation, by=by, at=at)
        waiting = _waiting(step, at=at)
        before = _terms(waiting)
        if waiting.working_days != working_days:
            _take_out_day(waiting, at=at)
        waiting.scheduled_by = by
        _set(waiting, held, working_days, level, by_note, by=by, at=at)
        waiting.save()
        _record("reminder.change", waiting, by=by, at=at, before=before, after=_terms(waiting))


def remove(step: ReminderStep, *, by: User, at: dt.datetime) -> None:
    """Take a reminder out of the plan; its row stays and says so."""
    with transaction.atomic():
        _hold(step.consultation, by=by, at=at)
        waiting = _waiting(step, at=at)
        waiting.done_at, waiting.skipped = at, Skipped.REMOVED.value
        waiting.save(update_fields=["done_at", "skipped"])
        _record("reminder.remove", waiting, by=by, at=at, before=_terms(waiting))


def _take_out_day(step: ReminderStep, *, at: dt.datetime) -> None:
    """Leave a row of the day that a reminder leaves, where one was sent so many days before an earlier
    deadline: else that one would be planned anew beside the changed one."""
    sent = ReminderStep.objects.filter(
        consultation=step.consultation_id, working_days=step.working_days, done_at__isnull=False
    )
    if sent.exists():
        taken_out = copy(step)
        taken_out.pk, taken_out.done_at, taken_out.skipped = None, at, Skipped.REMOVED.value
        taken_out.save(force_insert=True)


def mark(step: ReminderStep, consultation: Consultation) -> str:
    """Return what tells whether a reminder is still as a signatory was shown it, with the deadline that it
    speaks of."""
    return sha256([_terms(step), str(consultation.deadline)])


def approve(step: ReminderStep, *, by: User, at: dt.datetime, expected: str | None = None) -> None:
    """Let a numbered reminder leave by itself when it is due, by the authority of this signatory.

    `expected` is the mark of the reminder that the signatory was shown: another one is not approved.
    """
    by.require("notes.approve_reminder")
    with transaction.atomic():
        held = _hold(step.consultation, by=by, at=at)
        waiting = _waiting(step, at=at)
        if waiting.is_authorized:
            raise Refusal("notes.approved_already")
        if expected is not None and expected != mark(waiting, held):
            raise Refusal("notes.step_moved")
        if organization.policy("TWO_PERSONS_ISSUE") and waiting.scheduled_by_id == by.pk:
            raise Refusal("notes.own_step")
        waiting.is_approved, waiting.approved_by = True, by
        waiting.save(update_fields=["is_approved", "approved_by"])
        _record("reminder.approve", waiting, by=by, at=at, after=_terms(waiting))


def draft_now(consultation: Consultation, *, level: int, by: User, at: dt.datetime) -> VerbalNote:
    """Draft a numbered reminder for signature, outside the plan."""
    with transaction.atomic():
        held = _hold(consultation, by=by, at=at)
        if reminder_notes.drafted(held) is not None:
            raise Refusal("notes.drafted_already")
        reminder_notes.refuse_without_addressees(held)
        note = reminder_notes.draft(held, level=level, at=at)
        VerbalNote.objects.filter(pk=note.pk).update(drafted_by=by)
        note.drafted_by = by
        audit.record(
            "verbal_note.draft",
            subject=note,
            by=by,
            at=at,
            after={"kind": str(note.kind), "respond_by": str(held.deadline), "level": level},
        )
    return note


def _hold(consultation: Consultation, *, by: User, at: dt.datetime) -> Consultation:
    by.require("notes.plan_reminders")
    held = consultations.hold(consultation)
    if not held.is_open(at):
        raise ConsultationClosed(
            held, sentence=_("The consultation is closed. Its reminders can no longer be changed.")
        )
    silence.refuse_broken(held)
    return held


def _waiting(step: ReminderStep, *, at: dt.datetime) -> ReminderStep:
    """Return the step as it now is; refuse if it is done or due. The round is held."""
    found = ReminderStep.objects.select_related("consultation").get(pk=step.pk)
    if found.done_at is not None or found.due_at <= at:
        raise Refusal("notes.step_done")
    return found


def _set(
    step: ReminderStep,
    held: Consultation,
    working_days: int,
    level: int,
    by_note: bool,
    *,
    by: User,
    at: dt.datetime,
) -> None:
    if not 1 <= working_days <= MOST_DAYS or level not in Rung.values:
        raise Refusal("notes.wrong_days", most=MOST_DAYS)
    due_on, due_at = schedule.due(held.respond_by, working_days, held.time_zone)
    if due_at <= at:
        raise Refusal("notes.not_ahead")
    others = ReminderStep.objects.filter(consultation=held, done_at=None, due_at=due_at).exclude(pk=step.pk)
    if others.exists():
        raise Refusal("notes.set_already")
    step.working_days, step.level, step.by_note = working_days, level, by_note
    step.due_on, step.due_at = due_on, due_at
    step.is_approved = not by_note or (by.is_signatory and not organization.policy("TWO_PERSONS_ISSUE"))
    step.approved_by = by if by_note and step.is_approved else None


def _terms(step: ReminderStep) -> dict[str, Any]:
    return {
        "working_days": step.working_days,
        "due_on": step.due_on.isoformat(),
        "level": step.level,
        "by_note": step.by_note,
        "is_approved": step.is_approved,
    }


def _record(action: str, step: ReminderStep, *, by: User, at: dt.datetime, **states: Any) -> None:
    audit.record(action, subject=step, by=by, at=at, **states)

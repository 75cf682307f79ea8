"""Reminders: scheduled with the circulation, due by the clock, one numbered note or one round of mail a step.

They go only to who has neither answered nor sent a reply that is registered, higher on the ladder of each
State from step to step, and leave by the authority of whoever approved them, while that person may sign:
otherwise the note is drafted. A missed step is overtaken by the next; a step with nobody left to remind takes
no number; an extension plans anew what lies ahead.
"""

import datetime as dt

from django.db import transaction

from cica_portal.operation.resilience import run_each
from comments.models import Consultation
from comments.procedure import consultations, silence
from members import audit
from members.models import MemberState
from notes.acts import issuing, readiness
from notes.acts.reminding import reminder_notes
from notes.delivery import dispatches
from notes.models import Dispatch, ReminderStep, VerbalNote
from notes.register import consultation_notes
from notes.reminders import ladders
from notes.reminders.schedule import Skipped, reschedule
from plans.enums import PaperStatus


def send_due(at: dt.datetime) -> list[ReminderStep]:
    """Carry out the steps that are due: at most one reminder a round, the latest."""

    def remind(consultation: Consultation) -> list[ReminderStep]:
        with transaction.atomic():
            return _remind(consultations.hold(consultation), at=at)

    waiting = ReminderStep.objects.filter(done_at=None, due_at__lte=at).values("consultation")
    return list(run_each(Consultation.objects.filter(pk__in=waiting).order_by("pk"), remind))


def _remind(held: Consultation, *, at: dt.datetime) -> list[ReminderStep]:
    """Carry out the due steps of a round under its lock, which the answers and the closing take too."""
    reschedule(held, at=at)
    steps = list(
        ReminderStep.objects.filter(consultation=held, done_at=None, due_at__lte=at)
        .select_related("scheduled_by", "approved_by")
        .order_by("due_at")
    )
    if not steps:
        return []
    *earlier, latest = steps
    if held.revision.paper.status == PaperStatus.WITHDRAWN:
        return [_skip(step, Skipped.WITHDRAWN, at=at) for step in steps]
    if not held.is_open(at) or (held.asks_decision and silence.is_broken(held)):
        return [_skip(step, Skipped.CLOSED, at=at) for step in steps]
    done = [_skip(step, Skipped.OVERTAKEN, at=at) for step in earlier]
    states, replies = ladders.parted(held)
    recipients = ladders.reminded(states, latest.level)
    if not states:
        done.append(_skip(latest, Skipped.REPLIED if replies else Skipped.ANSWERED, at=at))
    elif not recipients:
        done.append(_skip(latest, Skipped.UNREACHABLE, at=at))
    else:
        _carry_out(latest, held, states, recipients, at=at)
        done.append(latest)
    return done


def _skip(step: ReminderStep, why: Skipped, *, at: dt.datetime) -> ReminderStep:
    step.done_at, step.skipped = at, why.value
    step.save(update_fields=["done_at", "skipped"])
    audit.record("reminder.skip", subject=step, by=None, at=at, after={"skipped": why.value})
    return step


def _carry_out(
    step: ReminderStep,
    held: Consultation,
    states: list[MemberState],
    recipients: list[Dispatch],
    *,
    at: dt.datetime,
) -> None:
    """Carry out a step once: its note issued, drafted for want of an authority, or its mail written."""
    step.done_at, step.done_for = at, held.respond_by
    if not step.by_note:
        step.save(update_fields=["done_at", "done_for"])
        _mail(step, held, recipients, at=at)
        return
    reminder_notes.overtake(held, at=at)
    note = step.note = reminder_notes.draft(held, level=step.level, at=at, working_days=step.working_days)
    step.save(update_fields=["note", "done_at", "done_for"])
    if step.is_authorized:
        _send(step, note, states, recipients, at=at)
    else:
        audit.record(
            "verbal_note.draft",
            subject=note,
            by=None,
            at=at,
            after={"kind": str(note.kind), "due_on": step.due_on.isoformat()},
        )


def _mail(step: ReminderStep, held: Consultation, recipients: list[Dispatch], *, at: dt.datetime) -> None:
    """Write the messages of a reminder by mail alone: they recall the note that opened the round."""
    written = dispatches.queue(consultation_notes.opening_note(held), recipients, at=at, step=step)
    audit.record(
        "reminder.mail",
        subject=step,
        by=None,
        at=at,
        after={
            "authority": step.scheduled_by.username if step.scheduled_by else None,
            "due_on": step.due_on.isoformat(),
            "addresses": [one.address for one in written],
        },
    )


def _send(
    step: ReminderStep,
    note: VerbalNote,
    states: list[MemberState],
    recipients: list[Dispatch],
    *,
    at: dt.datetime,
) -> None:
    """Issue the numbered reminder note of a step by the authority of who approved it, and dispatch it."""
    authority, ready = step.authority, readiness.find(note, at=at)
    ready.refuse()
    issuing.put_in_force(note, ready, by=None, at=at, authority=authority)
    dispatches.queue(note, recipients, at=at)
    issuing.record_issue(
        note,
        by=None,
        at=at,
        authority=authority.username if authority else None,
        due_on=step.due_on.isoformat(),
        awaited=[state.code for state in states],
    )

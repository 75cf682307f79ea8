"""Sweeps: look at what should have been done by now, and do what was not (rule 17).

Each is idempotent, looks only at the database and the clock, and does not stop the others when it fails.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings

from cica_portal import clock
from cica_portal.operation.resilience import run_each
from comments.models import Consultation
from comments.procedure import consultations
from comments.procedure.deadlines import time_requests, unsubmitted
from comments.writing import drafts, internal_deadlines, paragraph_tasks
from comments.writing.offline import receiving
from dashboard import sweep_health
from dashboard.models import SweepRecord
from dashboard.telling import digests
from documents import renders
from documents.enums import DocumentStatus
from initiatives.implementation import records
from initiatives.participation import event_reminders
from members import audit
from members.accounts import attempts, sessions
from members.audit import checks, seals, witness
from members.delegations import hand_overs
from members.directory import correspondents, states
from members.installation import installations, seat
from members.mailing import personal
from notes import alerts, enclosure_set, note_documents
from notes.acts import broken_silence, enclosing, withdrawals
from notes.acts.reminding import reminder_sending
from notes.acts.submitting import submission_after_silence
from notes.delivery import bounces, deliveries, mailboxes, sending
from notes.models import DeliveryReport, ReminderStep, VerbalNote
from notes.reminders import schedule
from phrases.texts import live
from plans.enums import PaperStatus
from plans.word import imports

logger = logging.getLogger(__name__)


def note_deliveries(at: dt.datetime) -> Iterator[str]:
    deliveries.write_down(at)
    return iter(())


def alert_staff(at: dt.datetime) -> Iterator[str]:
    alerts.write_due(at)
    return iter(())


def close_consultations(at: dt.datetime) -> Iterator[str]:
    def stop(consultation: Consultation) -> Iterator[str]:
        if consultations.stop(consultation, at=at):
            yield f"round {consultation.reference} ended: its plan was withdrawn"

    def close(consultation: Consultation) -> Iterator[str]:
        if consultations.close(consultation, at=at):
            yield f"round {consultation.reference} closed: {consultation.outcome}"

    limit = at - consultations.TIME_TO_WRITE
    found = Consultation.objects.ending(limit).select_related("revision__paper")
    ending = list(found.order_by("closes_at", "pk"))
    withdrawn = [one for one in ending if one.revision.paper.status == PaperStatus.WITHDRAWN]
    ends = [(one, stop) for one in withdrawn] + [(one, close) for one in ending if one.closes_at <= limit]
    yield from run_each(ends, lambda pair: pair[1](pair[0]))


def follow_plans(at: dt.datetime) -> Iterator[str]:
    for initiative in records.follow_adopted(at):
        yield f"initiative {initiative.pk} of {initiative.paper.slug} planned"


def follow_extensions(at: dt.datetime) -> Iterator[str]:
    def replan(at: dt.datetime) -> Iterator[str]:
        for step in schedule.replan_due(at):
            yield f"reminder of {step.consultation.reference} planned for {step.due_on.isoformat()}"

    def settle(at: dt.datetime) -> Iterator[str]:
        for request in time_requests.settle_due(at):
            yield f"request of {request.member_state.code} for time settled: {request.status}"

    yield from run_each((replan, settle), lambda act: act(at))


def send_reminders(at: dt.datetime) -> Iterator[str]:
    for step in reminder_sending.send_due(at):
        yield _reminded(step)


def _reminded(step: ReminderStep) -> str:
    reference = step.consultation.reference
    if step.skipped:
        return f"reminder of {reference} for {step.due_on.isoformat()} skipped: {step.skipped}"
    if step.note is None:
        return f"reminder of {reference} written to {step.dispatches.count()} recipients"
    if not step.note.number:
        return f"reminder of {reference} drafted for signature"
    count = step.note.dispatches.values("member_state").distinct().count()
    return f"reminder {step.note.number} of {reference} issued to {count} States"


def draft_notes(at: dt.datetime) -> Iterator[str]:
    due = (
        ("note on the broken silence", broken_silence.draft_due),
        ("submission note", submission_after_silence.draft_due),
        ("note on the withdrawal", withdrawals.draft_due),
    )

    def draft(item: tuple[str, Callable[[dt.datetime], Iterable[VerbalNote]]]) -> Iterator[str]:
        for note in item[1](at):
            yield f"{item[0]} of {note.consultation.reference} drafted"

    yield from run_each(due, draft)


def write_digests(at: dt.datetime) -> Iterator[str]:
    if written := digests.write_due(at):
        yield f"digests of open points written: {written}"


def want_documents(at: dt.datetime) -> Iterator[str]:
    asking = (note_documents.missing, enclosure_set.request_due, enclosing.request_due)
    if wanted := list(run_each(asking, lambda ask: ask(at))):
        yield f"{len(wanted)} documents asked for"


def render_documents(at: dt.datetime) -> Iterator[str]:
    for document in renders.render_wanted(at):
        word = "rendered" if document.status == DocumentStatus.STORED else "parked"
        yield f"document {document.pk} ({document.kind}, {document.language}) {word}"


def build_packages(at: dt.datetime) -> Iterator[str]:
    from notes.packages import building  # noqa: PLC0415 - slow import, for processes that render

    for built in building.build_wanted(at):
        word = "built" if built.status == DocumentStatus.STORED else "parked"
        yield f"package {built.pk} of {built.paper.slug} {word}"


def deliver(at: dt.datetime) -> Iterator[str]:
    now, seen = clock.running_on(at), True
    while seen:  # in batches, each over one connection; what was refused waits for its next time
        changed = sending.deliver_due(now())
        for dispatch in changed:
            yield f"message of {dispatch.note.number} to {dispatch.party.code} {dispatch.status}"
        seen = len(changed) >= sending.BATCH


def discard_files(at: dt.datetime) -> Iterator[str]:
    for forgotten in imports.discard_forgotten(at):
        yield f"undecided Word file {forgotten.key} deleted"
    for form in receiving.discard_forgotten(at):
        yield f"offline form {form.sha256[:12]} put away"
    for consultation in drafts.discard_old(at):
        yield f"drafts of {consultation.reference} deleted"
    if ended := sessions.forget_ended(sweep_health.machine_now()):
        yield f"ended sessions deleted: {ended}"
    if emptied := personal.forget_contents(at):
        yield f"messages to persons emptied: {emptied}"


def deliver_personal(at: dt.datetime) -> Iterator[str]:
    """Write what delegations and hosts of events are to be told, and send all mail to persons: what cannot be
    written holds up neither the rest nor the sending."""

    def carry_out(act: Callable[[dt.datetime], Any]) -> Iterator[str]:
        done = act(at)
        if done and act is personal.deliver_due:
            yield f"messages to persons: {len(done)}"

    acts: tuple[Callable[[dt.datetime], Any], ...] = (
        hand_overs.carry_out_due,
        event_reminders.remind_due,
        internal_deadlines.remind_due,
        paragraph_tasks.remind_due,
        unsubmitted.warn_due,
        personal.deliver_due,
    )
    yield from run_each(acts, carry_out)


def receive_reports(at: dt.datetime) -> Iterator[str]:
    """Read what mail servers report of messages, and bring it to them."""
    if not settings.BOUNCE_MAILBOX:
        return
    found: list[DeliveryReport] = []

    def receive(content: bytes) -> bool:
        reported = bounces.receive(content, at=at)
        found.extend(reported)
        return bool(reported)

    for _is_report in mailboxes.read(settings.BOUNCE_MAILBOX, receive):
        while found:
            yield _reported(found.pop(0))


def _reported(report: DeliveryReport) -> str:
    if report.dispatch is None:
        names = "a personal message" if report.is_applied else "no message of the portal"
        return f"report {report.pk} names {names}"
    message = f"{report.dispatch.note.number} to {report.dispatch.party.code}"
    return f"message of {message} {report.action}" + ("" if report.is_applied else ", kept for staff to see")


def record_failed_sign_ins(at: dt.datetime) -> Iterator[str]:
    yield from attempts.record_new(at)
    attempts.forget_old(at)


def keep_audit_head(at: dt.datetime) -> Iterator[str]:
    audit.seal_delegations()
    seals.seal(at)
    yield from witness.keep_head(at)


def keep_wording(at: dt.datetime) -> Iterator[str]:
    """Tell the processes again which corrections of texts hold, should the mark of it be lost."""
    if live.keep():
        yield "mark of the corrected texts written anew"


def take_names(at: dt.datetime) -> Iterator[str]:
    """Call the Member States by the names that hold from today, and tell every process."""
    are_renamed = False
    try:
        for state in states.take_names(at):
            are_renamed = True
            yield f"{state.code} has the names that hold from today"
    finally:
        if are_renamed:
            live.publish()


def move_seat(at: dt.datetime) -> Iterator[str]:
    """Let the host country and the zone of the seat hold from the day on which it moves, and tell every
    process."""
    if seat.take(at):
        live.publish()
        yield "the seat has the host country and the time zone that hold from today"


def close_observers(at: dt.datetime) -> Iterator[str]:
    """Write no more as to observers to States that have joined."""
    for one in correspondents.close_members(at):
        yield f"{one.code} is a Member State and no observer any more"


def keep_states(at: dt.datetime) -> Iterator[str]:
    """Call the Member States by their names of today, have none of them as an observer, too, and the seat
    where it is today."""
    yield from run_each((take_names, close_observers, move_seat), lambda act: act(at))


Sweep = Callable[[dt.datetime], Iterator[str]]

# In the order in which one makes work for the next. What arrived is known before a closing freezes it; a
# closing counts before an extension.
PLANNING: dict[str, Sweep] = {
    "arrivals": note_deliveries,
    "close": close_consultations,
    "follow": follow_plans,
    "replan": follow_extensions,
    "remind": send_reminders,
    "draft": draft_notes,
    "alert": alert_staff,
    "digest": write_digests,
    "want": want_documents,
    "sign-ins": record_failed_sign_ins,
    "witness": keep_audit_head,
    "files": discard_files,
    "wording": keep_wording,
    "house": keep_states,
}
# The digests look at every open point of the portal, names change and States join at the seat's midnight, and
# what nobody took up is discarded after days: in one minute of so many.
DIGEST_MINUTES = 3
NOW_AND_THEN = frozenset({"digest", "files", "house"})
RENDERING: dict[str, Sweep] = {"render": render_documents, "build": build_packages}
DELIVERING: dict[str, Sweep] = {"deliver": deliver, "personal": deliver_personal}
RECEIVING: dict[str, Sweep] = {"receive": receive_reports}
CHECKING: dict[str, Sweep] = {"check": checks.check_due}
ALL: dict[str, Sweep] = PLANNING | RENDERING | DELIVERING | RECEIVING


def planning(at: dt.datetime) -> dict[str, Sweep]:
    """Return what is planned in this minute."""
    is_told = at.minute % DIGEST_MINUTES == 0
    return {name: sweep for name, sweep in PLANNING.items() if is_told or name not in NOW_AND_THEN}


def run(at: dt.datetime, sweeps: dict[str, Sweep] | None = None) -> Iterator[str]:
    """Run the sweeps and yield one line for each thing done; a failed one is logged, recorded and listed.

    What went well is recorded for all at the end, in one statement: a minute in which nothing is due writes
    once. A restored copy that nobody released does nothing.
    """
    if installations.is_suspended():
        yield "this is a restored copy: nothing is done until two people release it"
        return
    succeeded: dict[str, dt.datetime] = {}
    for name, sweep in (ALL if sweeps is None else sweeps).items():
        live.refresh()
        try:
            yield from sweep(at)
        except Exception as error:
            logger.exception("The sweep %s failed", name)
            failure = {
                "failed_at": sweep_health.machine_now(),
                "error": f"{type(error).__name__}: {error}"[:500],
            }
            SweepRecord.objects.update_or_create(name=name, defaults=failure)
            yield f"{name} failed: {type(error).__name__}"
        else:
            succeeded[name] = sweep_health.machine_now()
    SweepRecord.objects.bulk_create(
        [SweepRecord(name=name, succeeded_at=time, error="") for name, time in succeeded.items()],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["succeeded_at", "error"],
    )

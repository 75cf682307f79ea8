"""The act of issuing to 28 States, and a year of sweeps, beside the bare statements that they need."""

import datetime as dt
import itertools
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from cica_portal import clock
from cica_portal.languages import LANGUAGES
from cica_portal.operation import message_ids
from comments.enums import ConsultationStatus
from comments.models import Consultation
from dashboard import sweeps
from members.models import AuditEntry
from notes.acts import followups, issuing, recipients
from notes.acts.reminding import reminder_sending
from notes.enums import NoteKind
from notes.models import Dispatch, NoteText, NumberCounter, ReminderStep, VerbalNote
from notes.register import consultation_notes
from notes.reminders import ladders
from tests.factories import notes
from trials.benchmarks.data import Filled, circulate
from trials.benchmarks.measure import Limit, Row, in_turns

ISSUE, SWEEP = 4.0, 5.0
QUERIES = 25
TIMES = 12
STEP = dt.timedelta(hours=12)
YEAR = dt.timedelta(days=365)


# Issuing ---------------------------------------------------------------------------------------------
def issue_row(reminder: VerbalNote, filled: Filled) -> Row:
    """Measure the issue of a corrigendum to all that the circulation went to."""
    circulated, at = consultation_notes.circulation_note(reminder.consultation), reminder.issued_at
    drafts = [
        # Each with words of its own: the same corrigendum asked for again is the same draft.
        followups.correct(
            circulated,
            corrected="all",
            instead=notes.HELD,
            read=dict.fromkeys(LANGUAGES, f"other words {number}"),
            by=filled.officer,
            at=at,
        )
        for number in range(2 * (TIMES + 1))
    ]
    for_floor, for_portal = iter(drafts[::2]), iter(drafts[1::2])
    written_to = ladders.notified(recipients.states_of(circulated, at=at))
    states = len({one.member_state_id for one in written_to})
    floor, portal = in_turns(
        lambda: write_rows(next(for_floor), written_to, at),
        lambda: issuing.issue(next(for_portal), by=filled.signatory, at=at),
        warm_up=1,
        at_least=TIMES,
        at_most=TIMES,
        clock=time.process_time,
    )
    return Row(f"issue to {states} States, {len(written_to)} messages", floor, portal, ISSUE)


@transaction.atomic
def write_rows(note: VerbalNote, written_to: list[Dispatch], at: dt.datetime) -> None:
    """The floor: the rows that an issued note is, without asking or composing anything."""
    NumberCounter.objects.filter(series=note.series_id).update(last_number=F("last_number") + 1)
    NoteText.objects.bulk_create(
        NoteText(note=note, language=language, pieces=[{"id": "opening", "style": "plain", "lines": ["x"]}])
        for language in LANGUAGES
    )
    Dispatch.objects.bulk_create(
        Dispatch(
            note=note,
            member_state_id=one.member_state_id,
            recipient=one.recipient,
            address=one.address,
            language=one.language,
            message_id=message_ids.new(),
            not_before=at,
        )
        for one in written_to
    )


# A year of sweeps ------------------------------------------------------------------------------------
def year_row(reminder: VerbalNote, filled: Filled) -> Row:
    """Let a year pass at one sweep every twelve hours; then measure one that finds nothing to do."""
    began = reminder.issued_at
    for years, days in (((1902, 1903), [10, 5, 1]), ((1904, 1905), [7, 2])):
        circulate(filled, years, reminder_days=days)
    start, count = time.perf_counter(), 0
    for at in itertools.takewhile(
        lambda at: at < began + YEAR, (began + STEP * n for n in itertools.count())
    ):
        with clock.running_from(at):
            failed = [line for line in sweeps.run(at, sweeps.PLANNING) if "failed" in line]
        if failed:
            raise RuntimeError(f"{at}: {failed}")
        count += 1
    seconds = time.perf_counter() - start
    judge(began)
    at = (began + YEAR).replace(minute=1)  # two minutes of three look at no digests
    statements = executed(lambda: list(sweeps.run(at, sweeps.planning(at))))
    floor, portal = in_turns(
        lambda: replay(statements),
        lambda: list(sweeps.run(at, sweeps.planning(at))),
        warm_up=3,
        seconds=5,
        clock=time.process_time,
    )
    print(f"A year of {count} sweeps took {seconds:.0f} s, {1000 * seconds / count:.1f} ms each.")
    return Row(
        "sweep of a quiet minute, after a year",
        floor,
        portal,
        SWEEP,
        queries=len(statements),
        limits=(Limit("queries", len(statements), QUERIES),),
    )


def judge(began: dt.datetime) -> None:
    """See that the year did each thing once: no step left or doubled, no round open, no second entry."""
    if ReminderStep.objects.filter(done_at=None).exists():
        raise RuntimeError("A reminder of the year is not done.")
    if Consultation.objects.filter(status=ConsultationStatus.OPEN).exists():
        raise RuntimeError("A round of the year is still open.")
    carried_out = ReminderStep.objects.filter(skipped="", by_note=True).count()
    if VerbalNote.objects.filter(kind=NoteKind.REMINDER, number__isnull=False).count() != carried_out:
        raise RuntimeError("There are more or fewer reminder notes than steps.")
    closings = AuditEntry.objects.filter(action="consultation.close").values_list("subject_id", flat=True)
    if len(closings) != len(set(closings)):
        raise RuntimeError("A round was closed twice.")
    if reminder_sending.send_due(began + YEAR):
        raise RuntimeError("A reminder was due again.")


Statement = tuple[str, Any]


def executed(job: Callable[[], object]) -> list[Statement]:
    """Return the statements that a job sends to the database."""
    seen: list[Statement] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        job()
    return seen


def replay(statements: list[Statement]) -> None:
    """The floor: the same statements, and nothing made of what they return."""
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()

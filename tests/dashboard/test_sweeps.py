import datetime as dt
import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cica_portal.errors import MissingForm
from comments.enums import Position
from comments.models import Consultation
from comments.procedure import consultations
from comments.procedure.deadlines import unsubmitted
from comments.writing import internal_deadlines, paragraph_tasks
from dashboard import sweep_health, sweeps, tasks
from dashboard.models import SweepRecord
from documents.models import Document
from initiatives.participation import event_reminders
from members import mailing
from members.delegations import hand_overs
from notes.acts import broken_silence, issuing
from notes.acts.reminding import reminder_sending
from notes.acts.submitting import submission_after_silence
from notes.models import VerbalNote
from tests.factories import comments, notes, plans

pytestmark = pytest.mark.django_db

TRANSACTIONS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
MONDAY = dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)
SOON = notes.AT + dt.timedelta(minutes=5)
AFTER = notes.CLOSES_AT + dt.timedelta(minutes=1)


def sweep(at):
    return [re.sub(r"document \d+", "document", line) for line in sweeps.run(at)]


def test_sweeps_carry_a_consultation_to_its_end(people, set_clock):
    notes.circulated()
    set_clock(notes.AT)
    first = sweep(notes.AT)
    assert [line for line in first if "audit head" not in line] == [
        *[f"document (note, {code}) rendered" for code in ("en", "ru", "kk", "all")],
        "message of NCT/ICT/689 to TR sent",
        "message of NCT/ICT/689 to KZ sent",
        "message of NCT/ICT/689 to RU sent",
    ]
    set_clock(MONDAY)
    assert "reminder NCT/ICT/690 of NCT/ICT/689 issued to 3 States" in sweep(MONDAY)
    set_clock(AFTER)
    last = sweep(AFTER)
    assert [line for line in last if "document" not in line and "audit" not in line] == [
        "round NCT/ICT/689 closed: silence",
        "reminder of NCT/ICT/689 for 2022-06-02 skipped: closed",
        "reminder of NCT/ICT/689 for 2022-06-03 skipped: closed",
        "submission note of NCT/ICT/689 drafted",
    ]
    assert Document.objects.filter(kind__in=["package", "comments"], status="stored").count() == 6
    # What the last sweeps made official is sealed by the next one.
    (line,) = sweep(AFTER)
    assert line.startswith("audit head ")
    assert sweep(AFTER) == []


def test_what_arrived_in_time_has_half_a_minute_to_be_written(people, set_clock):
    """The closing is recorded no earlier (rule 46)."""
    closes_at = notes.circulated().closes_at
    early, due = (closes_at + dt.timedelta(seconds=number) for number in (29, 30))
    set_clock(due)
    assert list(sweeps.close_consultations(early)) == []
    assert Consultation.objects.get().status == "open"
    assert len(list(sweeps.close_consultations(due))) == 1


def test_failing_sweep_does_not_stop_the_others(people, set_clock, monkeypatch, caplog):
    def fail(at):
        raise ValueError("broken")
        yield

    monkeypatch.setitem(sweeps.ALL, "remind", fail)
    notes.circulated()
    set_clock(MONDAY)
    lines = sweep(MONDAY)
    assert "remind failed: ValueError" in lines
    assert "message of NCT/ICT/689 to KZ sent" in lines
    record = SweepRecord.objects.get(name="remind")
    assert (record.error, record.succeeded_at, record.is_failing) == ("ValueError: broken", None, True)


@pytest.mark.parametrize(
    ("module", "name", "at", "done"),
    [
        (
            reminder_sending,
            "_remind",
            MONDAY,
            lambda: VerbalNote.objects.filter(kind="reminder").count() == 1,
        ),
        (consultations, "close", AFTER, lambda: Consultation.objects.filter(status="closed").count() == 1),
    ],
)
def test_what_fails_for_one_consultation_keeps_no_other_waiting(
    people, set_clock, monkeypatch, caplog, module, name, at, done
):
    """A name whose case form was taken away, say: the round's own failure, which staff are shown."""
    first = notes.circulated()
    notes.circulated(paper=notes.paper(measure=first.revision.paper.measure, slug="another"))
    set_clock(at)
    original = getattr(module, name)

    def failing(consultation, *args, **details):
        if consultation.pk == first.pk:
            raise MissingForm(name="Measure", form="nom", language="Қазақша")
        return original(consultation, *args, **details)

    monkeypatch.setattr(module, name, failing)
    lines = sweep(at)

    assert done()
    assert sum(line.endswith("failed: MissingForm") for line in lines) == 1
    assert SweepRecord.objects.filter(error__startswith="MissingForm").count() == 1


@pytest.mark.parametrize(
    ("answer", "at", "kind"),
    [(Position.COMMENTS, SOON, "silence_broken"), (Position.NO_OBJECTION, AFTER, "swg_without_comments")],
)
def test_a_note_that_cannot_be_drafted_keeps_no_other_waiting(
    people, set_clock, monkeypatch, caplog, answer, at, kind
):
    first = notes.circulated()
    other = notes.circulated(paper=notes.paper(measure=first.revision.paper.measure, slug="another"))
    set_clock(notes.AT)
    for one in (first, other):
        comments.answer(one, people["KZ"], answer)
    draft = issuing.draft

    def failing(kind, consultation, **details):
        if consultation == first:
            raise MissingForm(name="Measure", form="nom", language="Қазақша")
        return draft(kind, consultation, **details)

    monkeypatch.setattr(issuing, "draft", failing)
    lines = sweep(set_clock(at))

    drafted = VerbalNote.objects.filter(kind=kind).values_list("consultation", flat=True)
    assert (list(drafted), "draft failed: MissingForm" in lines) == ([other.pk], True)


@pytest.mark.parametrize("writing", [broken_silence, submission_after_silence])
def test_notes_of_one_kind_do_not_wait_for_those_of_another(people, set_clock, monkeypatch, caplog, writing):
    silent = notes.circulated()
    consultations.close(silent, at=set_clock(AFTER))
    other = notes.circulated(
        paper=notes.paper(measure=silent.revision.paper.measure, slug="another"),
        at=AFTER,
        respond_by=notes.RESPOND_BY + dt.timedelta(days=30),
    )
    comments.answer(other, people["KZ"], Position.COMMENTS)

    def fail(at):
        raise ValueError("broken")

    monkeypatch.setattr(writing, "draft_due", fail)
    lines = sweep(AFTER)

    left = {"swg_without_comments"} if writing is broken_silence else {"silence_broken"}
    drafted = VerbalNote.objects.filter(status="drafted").values_list("kind", flat=True)
    assert (set(drafted), "draft failed: ValueError" in lines) == (left, True)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (hand_overs, "carry_out_due"),
        (event_reminders, "remind_due"),
        (internal_deadlines, "remind_due"),
        (paragraph_tasks, "remind_due"),
        (unsubmitted, "warn_due"),
    ],
)
def test_mail_to_persons_leaves_though_another_message_cannot_be_written(
    people, monkeypatch, caplog, module, name
):
    mailing.write(
        mailing.Kind.ACCOUNT_NOTICE,
        people["KZ"],
        at=MONDAY,
        template="account/email/password_changed",
        changed_at=MONDAY.isoformat(),
        ip="192.0.2.1",
        user_agent="Browser",
    )

    def fail(at):
        raise ValueError("broken")

    monkeypatch.setattr(module, name, fail)
    lines = list(sweeps.run(MONDAY, {"personal": sweeps.deliver_personal}))
    assert lines == ["messages to persons: 1", "personal failed: ValueError"]
    assert [message.to for message in mail.outbox] == [["kz@example.org"]]


def test_a_quiet_minute_asks_little_and_writes_once(people, set_clock):
    """With a consultation under way: what a sweep does each minute, a thousand times a day, for nothing."""
    notes.circulated()
    at = set_clock(notes.AT + dt.timedelta(minutes=1))
    for _ in range(3):
        list(sweeps.run(at))
    with CaptureQueriesContext(connection) as seen:
        assert list(sweeps.run(at, sweeps.planning(at))) == []
    statements = [one["sql"] for one in seen if not one["sql"].startswith(TRANSACTIONS)]
    writes = [sql for sql in statements if not sql.startswith("SELECT")]
    assert [sql.split()[:3] for sql in writes] == [["INSERT", "INTO", '"dashboard_sweeprecord"']]
    assert len(statements) <= 25, "\n".join(statements)
    recorded = set(SweepRecord.objects.values_list("name", flat=True))
    assert recorded == set(sweeps.ALL) == set(sweep_health.NAMES)


def test_digests_are_looked_at_in_every_third_minute_so_that_health_never_waits_for_them():
    told = [minute for minute in range(60) if "digest" in sweeps.planning(notes.AT.replace(minute=minute))]
    assert told == list(range(0, 60, 3))
    assert dt.timedelta(minutes=2 * sweeps.DIGEST_MINUTES) < sweep_health.LATELY
    assert set(sweeps.planning(notes.AT.replace(minute=0))) == set(sweeps.PLANNING)


def test_tasks_do_what_the_sweeps_do(people, set_clock):
    notes.circulated()
    set_clock(notes.AT)
    for task in (tasks.sweep_all, tasks.render_wanted, tasks.deliver_queued):
        task()
    assert sorted(message.to[0] for message in mail.outbox) == [
        "kz@example.org",
        "ru@example.org",
        "tr@example.org",
    ]


def test_health_is_work_done_lately():
    assert sweep_health.were_run_lately()
    list(sweeps.run(notes.AT))
    assert sweep_health.were_run_lately()
    SweepRecord.objects.filter(name="deliver").update(
        succeeded_at=dt.datetime.now(dt.UTC) - sweep_health.LATELY - dt.timedelta(seconds=1)
    )
    assert not sweep_health.were_run_lately()


def test_a_first_sweep_is_waited_for_and_then_missed(monkeypatch):
    begun = dt.datetime.now(dt.UTC) - sweep_health.LATELY
    monkeypatch.setattr(sweep_health, "BEGUN", begun + dt.timedelta(seconds=30))
    assert sweep_health.were_run_lately()
    monkeypatch.setattr(sweep_health, "BEGUN", begun - dt.timedelta(seconds=1))
    assert not sweep_health.were_run_lately()


def test_health_page_says_that_work_is_not_being_done(client):
    list(sweeps.run(notes.AT))
    SweepRecord.objects.update(succeeded_at=notes.AT)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["checks"]["sweeps"]) == (503, False)


def test_undecided_word_files_are_deleted_without_another_upload(officer, set_clock):
    set_clock(notes.AT)
    upload = plans.word_import(plans.paper(), by=officer)
    day = dt.timedelta(days=1)
    assert list(sweeps.discard_files(notes.AT + 14 * day)) == []
    assert list(sweeps.discard_files(notes.AT + 15 * day)) == [f"undecided Word file {upload.key} deleted"]

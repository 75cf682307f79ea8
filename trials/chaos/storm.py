"""The storm: a note goes to 28 States and is recalled while its processes are killed at random, and
then every message is counted on both sides."""

import datetime as dt
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.test import Client
from django.urls import reverse

from cica_portal import clock
from comments.models import Consultation
from documents.enums import DocumentStatus
from documents.models import Document
from members import audit
from members.models import MemberState
from notes.enums import DispatchStatus, NoteKind
from notes.models import Dispatch, ReminderStep, VerbalNote
from notes.register import completeness
from trials.chaos import processes, world
from trials.chaos.processes import Processes

FINAL = {DispatchStatus.SENT, DispatchStatus.UNKNOWN, DispatchStatus.CANCELLED, DispatchStatus.FAILED}
# So long do the same processes live under fire before all are killed and start again with a later clock: what
# they held is then given up, and what was refused is tried again.
SHIFT_SECONDS = 45
LATER = dt.timedelta(minutes=75)
MOST_SHIFTS = 12
# A process that starts needs some seconds: killed sooner, nothing would be learnt.
EARLIEST, LATEST = 0.5, 7.0
ANSWERS = (5, 4, 3)


@dataclass
class Report:
    """What was killed, and what became of every message."""

    kills: Counter[str] = field(default_factory=Counter)
    flushes: int = 0
    hours: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    notes: int = 0
    states: int = 0
    accepted: int = 0
    dropped_unknown: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.faults

    def __str__(self) -> str:
        killed = ", ".join(f"{name} {count}" for name, count in sorted(self.kills.items()))
        lines = [
            f"killed with -9           {sum(self.kills.values())} ({killed})",
            f"Redis flushed            {self.flushes}",
            f"time passed              {self.hours:.0f} h by the portal's clock",
            f"notes issued             {self.notes}, to {self.states} States",
            f"messages written         {sum(self.statuses.values())}",
            f"  sent, taken once       {self.statuses[DispatchStatus.SENT]}",
            f"  outcome unknown        {self.statuses[DispatchStatus.UNKNOWN]}, shown to staff;"
            f" the server took {self.dropped_unknown} of them",
            f"  not sent, answered     {self.statuses[DispatchStatus.CANCELLED]}",
            f"  parked after refusals  {self.statuses[DispatchStatus.FAILED]}",
            f"taken by the mail server {self.accepted}",
            f"lost                     {self.count('lost')}",
            f"sent twice               {self.count('twice')}",
            f"unknown and not shown    {self.count('hidden')}",
        ]
        return "\n".join([*lines, *(f"FAULT: {fault}" for fault in self.faults)])

    def count(self, kind: str) -> int:
        return sum(fault.startswith(kind) for fault in self.faults)


@dataclass
class Storm:
    processes: Processes
    chance: random.Random
    redis: str
    journal: Path
    report: Report = field(default_factory=Report)
    at: dt.datetime = field(default_factory=clock.now)
    _since: float = field(default_factory=time.monotonic)

    def now(self) -> dt.datetime:
        """Return the instant by the clock that the processes have."""
        return self.at + dt.timedelta(seconds=time.monotonic() - self._since)

    def move_clock(self, to: dt.datetime) -> None:
        self.at, self._since = to, time.monotonic()

    def rage(
        self, kills: int, is_over: Callable[[], bool], meanwhile: Callable[[], object] = lambda: None
    ) -> None:
        """Kill so many processes at random instants, and go on until the work is done.

        `meanwhile` is what people do in the middle of it.
        """
        left = kills
        for _ in range(MOST_SHIFTS):
            for name in self.processes.commands:
                self.processes.start(name, self.now())
            ends = time.monotonic() + SHIFT_SECONDS
            while time.monotonic() < ends and (left or not is_over()):
                if left:
                    self.strike()
                    left -= 1
                    if left == kills // 2:
                        meanwhile()
                else:
                    time.sleep(0.5)
            self.processes.kill_all()
            self.report.kills["all at once"] += 1
            if not left and is_over():
                return
            self.move_clock(self.now() + LATER)
        self.report.faults.append("lost: the work was not done after every shift")

    def strike(self) -> None:
        """Kill one process: at any instant, or just when a message was taken."""
        taken = self.taken_lines()
        until = time.monotonic() + self.chance.uniform(EARLIEST, LATEST)
        in_the_middle = self.chance.random() < 0.5
        while time.monotonic() < until:
            if in_the_middle and self.taken_lines() > taken + self.chance.randrange(1, 12):
                break
            time.sleep(0.01)
        busy = "worker" if in_the_middle else self.chance.choice(list(self.processes.commands))
        self.processes.kill(busy)
        self.report.kills[busy] += 1
        if self.redis and self.chance.random() < 0.3:
            processes.flush(self.redis)
            self.report.flushes += 1
        time.sleep(self.chance.uniform(0, 0.5))
        self.processes.start(busy, self.now())

    def taken_lines(self) -> int:
        return self.journal.read_bytes().count(b"\n") if self.journal.exists() else 0


def run(
    environment: dict[str, str], folder: Path, *, kills: int, seed: int, redis: str, reminders: int
) -> Report:
    """Circulate and recall under fire; `kills` is for the circulation and for each reminder."""
    journal = folder / "journal"
    note = world.prepare()
    with processes.sink(journal, seed) as port:
        shared = environment | {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "REDIS_URL": redis}
        storm = Storm(Processes(folder, shared), random.Random(seed), redis, journal)
        began = storm.now()
        try:
            _storm(storm, note, kills=kills, reminders=reminders)
        finally:
            storm.processes.kill_all()
    storm.report.hours = (storm.now() - began).total_seconds() / 3600
    judge(storm)
    return storm.report


def _storm(storm: Storm, note: VerbalNote, *, kills: int, reminders: int) -> None:
    storm.processes.start("worker", storm.now())
    consultation = world.circulate(note)
    storm.processes.kill("worker")
    storm.rage(kills, lambda: _is_settled(consultation))
    steps = list(ReminderStep.objects.filter(consultation=consultation).order_by("due_at"))
    for step, count in zip(steps[:reminders], ANSWERS, strict=False):
        world.answer(consultation, count)
        awaited = {state.code for state in world.waiting(consultation)}
        storm.move_clock(max(storm.now(), step.due_at - dt.timedelta(seconds=5)))
        storm.rage(
            kills,
            lambda step=step: _is_done(step) and _is_settled(consultation),
            meanwhile=lambda: world.answer(consultation, 1),
        )
        still = {state.code for state in world.waiting(consultation)}
        step.refresh_from_db()
        rows = Dispatch.objects.filter(note=step.note_id).values_list("member_state__code", flat=True)
        if not still <= set(rows) <= awaited:
            storm.report.faults.append(f"lost: the reminder of {step.due_on} went to other States")


def _is_done(step: ReminderStep) -> bool:
    return ReminderStep.objects.filter(pk=step.pk, done_at__isnull=False).exists()


def _is_settled(consultation: Consultation) -> bool:
    """Tell whether every message of the round has come to an end."""
    rows = Dispatch.objects.filter(note__consultation=consultation)
    return rows.exists() and not rows.exclude(status__in=FINAL).exists()


# Counting --------------------------------------------------------------------------------------------
def judge(storm: Storm) -> None:
    """Count what was written against what the mail server took, and what staff are shown."""
    report = storm.report
    taken = [json.loads(line) for line in storm.journal.read_text(encoding="utf-8").splitlines()]
    by_id = Counter(line["id"] for line in taken)
    by_recipient = Counter((line["note"], *line["to"]) for line in taken)
    report.accepted = len(taken)
    rows = list(Dispatch.objects.select_related("note", "member_state"))
    report.statuses = Counter(DispatchStatus(row.status) for row in rows)
    report.notes = VerbalNote.objects.exclude(number=None).count()
    report.states = len({row.member_state_id for row in rows})
    report.faults += _miscounted(rows, by_id)
    report.faults += [f"twice: {key} taken {count} times" for key, count in by_id.items() if count > 1]
    report.faults += [f"twice: {key} written to twice" for key, count in by_recipient.items() if count > 1]
    unknown = [row for row in rows if row.status == DispatchStatus.UNKNOWN]
    report.dropped_unknown = sum(by_id[row.message_id] for row in unknown)
    report.faults += _hidden(unknown)
    report.faults += _records()
    connection.close()


def _miscounted(rows: list[Dispatch], by_id: Counter[str]) -> Iterator[str]:
    known = {row.message_id for row in rows}
    for identifier in by_id:
        if identifier not in known:
            yield f"twice: {identifier} was never written"
    today = clock.now().date()
    circulated = {row.member_state_id for row in rows if row.note.kind == NoteKind.CIRCULATION}
    for state in MemberState.objects.members_on(today):
        if state.pk not in circulated:
            yield f"lost: nothing was written to {state.code}"
    for row in rows:
        count = by_id[row.message_id]
        if row.status == DispatchStatus.SENT and count == 0:
            yield f"lost: {row.note.number} to {row.address} is said to be sent"
        if row.status in {DispatchStatus.CANCELLED, DispatchStatus.FAILED} and count:
            yield f"twice: {row.note.number} to {row.address} was taken though it was {row.status}"
        if row.status not in FINAL:
            yield f"lost: {row.note.number} to {row.address} is still {row.status}"


def _hidden(unknown: list[Dispatch]) -> Iterator[str]:
    """Yield what the page of its note does not show to an officer though its outcome is unknown."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(world.people()[0])
    notes = {row.note for row in unknown}
    found = {note: client.get(reverse("notes:note-detail", args=[note.key])) for note in notes}
    for row in unknown:
        if row.address not in found[row.note].content.decode():
            yield f"hidden: {row.note.number} to {row.address} is not on the page of its note"


def _records() -> Iterator[str]:
    """Yield what the storm did to the record: gaps, doubles, documents rendered twice, a broken chain."""
    proof = completeness.proof()
    for counted in proof.counters:
        if not counted.is_whole:
            yield f"lost: the series {counted.prefix} lacks {counted.missing}"
    if proof.strays:
        yield f"twice: no counter gave {proof.strays}"
    for document in Document.objects.exclude(status=DocumentStatus.STORED):
        yield f"lost: the document {document.pk} is {document.status}"
    done = ReminderStep.objects.exclude(done_at=None).exclude(note=None)
    if done.count() != VerbalNote.objects.filter(kind=NoteKind.REMINDER).count():
        yield "twice: there are more reminder notes than steps"
    audit.verify()

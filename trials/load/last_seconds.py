"""Delegates file in the last seconds of a round, while it closes: what they were told, and what is stored."""

import contextlib
import datetime as dt
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connections
from django.urls import reverse

from cica_portal import clock
from comments.enums import ConsultationStatus, Position, Standing
from comments.models import Comment, Consultation, DraftComment, LedgerEntry, Receipt, Response
from comments.procedure.replies import addenda, ledger
from comments.writing import receipts
from dashboard import sweeps
from members import audit
from tests.factories import comments
from trials.benchmarks.servers import running
from trials.load import proxy
from trials.load.delegates import CLOSED, CODES, FILED, Delegate, prepare, signed_in
from trials.load.slow_uploads import MEBIBYTES, SlowUpload, large_file

PORTAL = ("trials.load.settings", "cica_portal.wsgi")
SWEEPS = 2


@dataclass(frozen=True)
class Report:
    figures: Sequence[tuple[str, str]]
    faults: Sequence[str]

    @property
    def is_sound(self) -> bool:
        return not self.faults

    def __str__(self) -> str:
        width = max(len(name) for name, _value in self.figures)
        lines = [f"  {name:<{width}}  {value}" for name, value in self.figures]
        lines += [f"FAULT: {fault}" for fault in self.faults] or [
            "Sound: nothing is lost, and nothing late is counted."
        ]
        return "\n".join(lines)


def run(
    environment: dict[str, str],
    folder: Path,
    *,
    delegates: int,
    before: float,
    after: float,
    servers: int,
    uploads: int,
    is_behind_proxy: bool,
) -> Report:
    consultation, people = prepare(CODES[: delegates + uploads])
    senders = [signed_in(user, consultation, Position.COMMENTS) for user in people[delegates:]]
    people = people[:delegates]
    with contextlib.ExitStack() as stack:
        ports = [stack.enter_context(running(*PORTAL, environment)).port for _ in range(servers)]
        if is_behind_proxy:
            ports = [stack.enter_context(proxy.round_robin(ports, folder))]
        crowd = [
            signed_in(user, consultation, Position.COMMENTS if number % 2 else Position.NO_OBJECTION)
            for number, user in enumerate(people)
        ]
        for number, delegate in enumerate([*crowd, *senders]):
            delegate.port = ports[number % len(ports)]
            delegate.open_page()
        slow = [_slow_upload(sender, before + 2 + after) for sender in senders]
        closes_at = clock.database_now() + dt.timedelta(seconds=before + 2)
        comments.move_deadline(consultation, closes_at)
        press_all(crowd, slow, consultation, closes_at, before, after)
    consultation.refresh_from_db()
    return _report(crowd, slow, consultation)


def _slow_upload(delegate: Delegate, seconds: float) -> SlowUpload:
    """Let a delegate with the page open send a file with a draft instead of filing."""
    draft = DraftComment.objects.filter(member_state=delegate.user.member_state).first()
    path = reverse("comments:draft-files", args=[draft.pk])
    return SlowUpload(delegate.port, path, delegate.cookies, delegate.fields, large_file(), seconds)


def press_all(
    crowd: Sequence[Delegate],
    slow: Sequence[SlowUpload],
    consultation: Consultation,
    closes_at: dt.datetime,
    before: float,
    after: float,
) -> None:
    """Let everybody press the button around the deadline, while the sweeps try to close the round."""
    for delegate in crowd:
        delegate.press_at = closes_at + dt.timedelta(seconds=random.uniform(-before, after))
    threads = [threading.Thread(target=delegate.press) for delegate in crowd]
    threads += [threading.Thread(target=upload.send) for upload in slow]
    threads += [threading.Thread(target=_sweep, args=(consultation.pk,)) for _ in range(SWEEPS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _sweep(pk: int) -> None:
    """Close the round as soon as it may be, over and over, as workers do each minute."""
    try:
        while Consultation.objects.get(pk=pk).status == ConsultationStatus.OPEN:
            list(sweeps.close_consultations(clock.now()))
            time.sleep(0.02)
    finally:
        connections.close_all()


def _report(crowd: Sequence[Delegate], slow: Sequence[SlowUpload], consultation: Consultation) -> Report:
    filed = list(Response.objects.filter(consultation=consultation).select_related("member_state"))
    on_time = [answer for answer in filed if not answer.is_late]
    late = [answer for answer in filed if answer.is_late]
    entries = _entries(consultation)
    faults = judged(crowd, consultation)
    faults += [f"a slow upload answered {upload.status}" for upload in slow if upload.status != FILED]
    waits = sorted(delegate.seconds for delegate in crowd)
    closes_at = consultation.closes_at
    figures = [
        ("pressed the button", str(len(crowd))),
        ("filed on time, with a receipt", str(len(on_time))),
        ("came late: told so, kept and marked", str(len(late))),
        ("of those, sent whole before the deadline", str(len(list(_overtaken(crowd, late, closes_at))))),
        ("in time, and added after the closing", str(consultation.addenda.count())),
        ("files sent slowly meanwhile", f"{len(slow)} of {MEBIBYTES} MiB"),
        ("errors of the server", str(sum(delegate.status >= 500 for delegate in crowd))),
        ("lines that broke and were tried again", str(sum(delegate.tries - 1 for delegate in crowd))),
        ("answered in, median", f"{waits[len(waits) // 2]:.2f} s"),
        ("answered in, at most", f"{waits[-1]:.2f} s"),
        ("last receipt before the deadline by", _apart(closes_at, [r.received_at for r in on_time], max)),
        ("first late one after the deadline by", _apart(closes_at, [r.received_at for r in late], min)),
        ("closing recorded after", _apart(closes_at, [consultation.closed_at], min)),
        ("rows of the ledger", str(dict(sorted(Counter(entry.standing for entry in entries).items())))),
    ]
    return Report(figures, faults)


def _entries(consultation: Consultation) -> list[LedgerEntry]:
    rows = LedgerEntry.objects.filter(consultation=consultation)
    return list(rows.select_related("member_state", "response", "consultation"))


def judged(crowd: Sequence[Delegate], consultation: Consultation) -> list[str]:
    """Return what is wrong with a closed round: told and stored, received and counted, sent and late."""
    filed = list(Response.objects.filter(consultation=consultation).select_related("member_state"))
    late = [answer for answer in filed if answer.is_late]
    return [
        *_faults_of_answers(crowd, {answer.member_state_id: answer for answer in filed}),
        *_faults_of_rows(consultation, filed),
        *_faults_of_ledger(
            consultation, _entries(consultation), [answer for answer in filed if not answer.is_late]
        ),
        *_overtaken(crowd, late, consultation.closes_at),
    ]


def _overtaken(crowd: Sequence[Delegate], late: Sequence[Response], closes_at: dt.datetime) -> Iterator[str]:
    """Yield those whose request had left whole before the deadline, and was received late (rule 46)."""
    received = {answer.member_state_id: answer.received_at for answer in late}
    for delegate in crowd:
        instant = received.get(delegate.user.member_state_id)
        if instant is not None and delegate.sent_at is not None and delegate.sent_at < closes_at:
            early = (closes_at - delegate.sent_at).total_seconds() * 1000
            yield f"{delegate.user.username}: sent {early:.1f} ms before the deadline, received at {instant}"


def _apart(closes_at: dt.datetime, instants: Sequence[dt.datetime], pick: Callable[..., dt.datetime]) -> str:
    return f"{abs(pick(instants) - closes_at).total_seconds() * 1000:.1f} ms" if instants else "–"


def _faults_of_answers(crowd: Sequence[Delegate], filed: Mapping[int, Response]) -> Iterator[str]:
    """What each delegate was told is what is stored for the State."""
    for delegate in crowd:
        name, answer = delegate.user.username, filed.get(delegate.user.member_state_id)
        if answer is None:
            yield f"{name}: answered {delegate.status}, and nothing is stored"
            continue
        if delegate.status != (CLOSED if answer.is_late else FILED):
            yield f"{name}: answered {delegate.status}, and what is stored is late: {answer.is_late}"
        if not answer.is_late and delegate.location != reverse("home"):
            yield f"{name}: led to {delegate.location}, and the response is filed"
        if answer.position != delegate.position:
            yield f"{name}: filed {delegate.position}, and {answer.position} is stored"


def _faults_of_rows(consultation: Consultation, filed: Sequence[Response]) -> Iterator[str]:
    """Each answer is stored once, marked by its time of receipt, with its receipt and its comments."""
    if len(filed) != len({answer.member_state_id for answer in filed}):
        yield "an answer is stored twice"
    for answer in filed:
        code = answer.member_state.code
        if answer.is_late != (answer.received_at >= consultation.closes_at):
            yield f"{code}: received at {answer.received_at}, and late: {answer.is_late}"
        receipt = Receipt.objects.get(response=answer)
        if not receipts.is_genuine(receipt.number, answer.sha256):
            yield f"{code}: the receipt {receipt.number} does not verify"
        kept = Comment.objects.filter(response=answer).count()
        written = DraftComment.objects.filter(member_state=answer.member_state).count()
        if kept != written or len(receipt.content["comments"]) != kept:
            yield f"{code}: wrote {written} comments, and {kept} are filed"
    try:
        audit.verify()
    except audit.BrokenChain as broken:
        yield f"the audit log is broken: {broken}"


def _faults_of_ledger(
    consultation: Consultation, entries: Sequence[LedgerEntry], on_time: Sequence[Response]
) -> Iterator[str]:
    """Record of replies (final), what was added to it, and the receipts on time say the same."""
    if consultation.status != ConsultationStatus.CLOSED:
        yield "the round is not closed"
    counted = {entry.member_state_id: entry.response_id for entry in entries if entry.response_id}
    added = [addendum.response for addendum in addenda.of(consultation) if addendum.response]
    counted |= {response.member_state_id: response.pk for response in added}
    if not addenda.hold(consultation):
        yield "what was added to the ledger is not chained to it"
    if counted != {answer.member_state_id: answer.pk for answer in on_time}:
        yield f"the ledger counts {len(counted)} answers, and {len(on_time)} were filed on time"
    standings = {Position.COMMENTS: Standing.COMMENTED, Position.NO_OBJECTION: Standing.NO_OBJECTION}
    for entry in entries:
        if entry.response and entry.standing != standings[Position(entry.response.position)]:
            yield f"{entry.member_state.code}: filed {entry.response.position}, counted {entry.standing}"
    if len(entries) != consultation.addressees.count():
        yield f"the ledger has {len(entries)} rows for {consultation.addressees.count()} States"
    if (
        not consultation.ledger_sha256
        == ledger.digest(entries)
        == ledger.digest(ledger.entries(consultation))
    ):
        yield "the ledger computed again is another than the frozen one"

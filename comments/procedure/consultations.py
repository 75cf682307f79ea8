"""Rounds: opening, extending and closing a consultation. Every act that decides holds the round's row."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from cica_portal import clock, formats, workflow
from cica_portal.calendar.days import check_deadline
from cica_portal.deadlines import LAST_MINUTE, closing_instant, local_date, seat_date
from cica_portal.errors import Refusal
from cica_portal.languages import reader_language
from cica_portal.text import is_blank
from comments.enums import (
    ROUND_TRANSITIONS,
    ClosingDecision,
    ConsultationStatus,
    Outcome,
    Standing,
    TimeRequestStatus,
    Visibility,
)
from comments.models import (
    Addressee,
    Consultation,
    ConsultationExtension,
    LedgerEntry,
)
from comments.procedure import away, silence
from comments.procedure.replies import addenda, ledger
from comments.refusals import (
    ConsultationClosed,
)
from members import audit
from members.models import MemberState, User
from plans.enums import PaperStatus
from plans.life import papers
from plans.models import ConceptPaper, Revision

# What arrived before the deadline and waits for a thread or a lock is given so long to be written before the
# closing is recorded; what waits longer still counts, and is added to the record (rule 46).
TIME_TO_WRITE = dt.timedelta(seconds=30)


def hold(consultation: Consultation) -> Consultation:
    """Lock the round's row until the transaction ends and return the round as it now is.

    Answering, extending and closing all take this lock first and the audit head's last. On SQLite,
    where there are no row locks, every transaction is IMMEDIATE and holds the whole database.
    """
    return (
        Consultation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("revision__paper")
        .get(pk=consultation.pk)
    )


def open_consultation(
    revision: Revision,
    *,
    reference: str,
    opens_at: dt.datetime,
    respond_by: dt.date,
    last_minute: dt.time = LAST_MINUTE,
    time_zone: str,
    visibility: str = Visibility.AFTER_COMPILATION,
    ground: Mapping[str, object] | None = None,
    by: User | None,
) -> Consultation:
    """Open the consultation on a frozen revision among the Member States of the day: with a `ground`, one
    that asks for a decision by silence."""
    check_deadline(respond_by, on=local_date(opens_at, time_zone))
    closes_at = closing_instant(respond_by, time_zone, last_minute)
    if closes_at <= opens_at:
        raise Refusal("comments.deadline_before_opening")
    with transaction.atomic():
        if revision.consultations.filter(status=ConsultationStatus.OPEN).exists():
            raise Refusal("comments.already_consulted")
        states = list(MemberState.objects.members_on(local_date(opens_at, time_zone)))
        if not states:
            raise Refusal("comments.nobody_to_consult")
        consultation = Consultation.objects.create(
            revision=revision,
            reference=reference,
            opens_at=opens_at,
            respond_by=respond_by,
            time_zone=time_zone,
            closes_at=closes_at,
            visibility=visibility,
            ground=dict(ground) if ground else None,
        )
        Addressee.objects.bulk_create(
            [Addressee(consultation=consultation, member_state=state) for state in states]
        )
        consultation.events.create(from_status="", to_status=ConsultationStatus.OPEN, by=by, at=opens_at)
        audit.record(
            "consultation.open",
            subject=consultation,
            by=by,
            at=opens_at,
            after={
                "reference": reference,
                "revision": revision.sha256,
                "closes_at": closes_at.isoformat(),
                "visibility": str(visibility),
                "member_states": sorted(state.code for state in states),
            }
            | ({"ground": dict(ground)} if ground else {}),
        )
    return consultation


def refuse_withdrawn(consultation: Consultation) -> None:
    """Refuse what is no longer said about a round whose plan was withdrawn, its end recorded or not."""
    if consultation.revision.paper.status == PaperStatus.WITHDRAWN:
        raise Refusal("comments.nothing_further")


def refuse_extension(
    consultation: Consultation,
    respond_by: dt.date,
    last_minute: dt.time = LAST_MINUTE,
    *,
    reason: str,
    at: dt.datetime,
) -> None:
    """Refuse an extension of a round that is over, to a time that is no later, or without a reason. While a
    closing waits for a signatory the round is not over."""
    if is_blank(reason):
        raise Refusal("comments.reason_needed")
    refuse_withdrawn(consultation)
    silence.refuse_broken(consultation)
    earliest = consultation.closes_at
    if consultation.has_ended(at):
        if away.waiting(consultation) is None:
            raise ConsultationClosed(consultation)
        earliest = at
    check_deadline(respond_by, on=local_date(at, consultation.time_zone))
    if closing_instant(respond_by, consultation.time_zone, last_minute) <= earliest:
        raise Refusal("comments.not_later")
    items = consultation.revision.paper.items.open()
    # A meeting that was is nobody's to move: its result is what is missing.
    ahead = items.filter(meeting__first_on__lte=respond_by, meeting__last_on__gte=seat_date(at))
    if (item := ahead.first()) is not None:
        date = formats.date(item.meeting.first_on, reader_language())
        raise Refusal("comments.extended_past_meeting", date=date)


def extend(
    consultation: Consultation,
    respond_by: dt.date,
    last_minute: dt.time = LAST_MINUTE,
    *,
    reason: str,
    by: User,
    at: dt.datetime,
) -> ConsultationExtension:
    """Extend the deadline of an open round as its note is issued; the old one, who and why are kept. Requests
    for time that it gives are met."""
    with transaction.atomic():
        held = hold(consultation)
        refuse_extension(held, respond_by, last_minute, reason=reason, at=at)
        extension = ConsultationExtension.objects.create(
            consultation=held,
            old_respond_by=held.respond_by,
            old_closes_at=held.closes_at,
            new_respond_by=respond_by,
            new_closes_at=closing_instant(respond_by, held.time_zone, last_minute),
            reason=reason,
            by=by,
            at=at,
        )
        away.extended(held, reason=reason, by=by, at=at)
        held.respond_by, held.closes_at = respond_by, extension.new_closes_at
        held.save(update_fields=["respond_by", "closes_at"])
        _meet_requests(held, by=by, at=at)
        audit.record(
            "consultation.extend",
            subject=held,
            by=by,
            at=at,
            before={"closes_at": extension.old_closes_at.isoformat()},
            after={"closes_at": held.closes_at.isoformat(), "reason": reason},
        )
    consultation.respond_by, consultation.closes_at = held.respond_by, held.closes_at
    return extension


def _meet_requests(held: Consultation, *, by: User, at: dt.datetime) -> None:
    """Settle the requests for time that ends no later than the extended deadline: nothing is left to grant,
    and the State may ask for more."""
    for request in held.time_requests.open().select_related("member_state"):
        if request.wished_until > held.closes_at:
            continue
        request.status, request.decided_by, request.decided_at = TimeRequestStatus.MET, by, at
        request.save(update_fields=["status", "decided_by", "decided_at"])
        audit.record(
            "time_request.meet",
            subject=request,
            by=by,
            at=at,
            member_state=request.member_state,
            before={"status": str(TimeRequestStatus.ASKED)},
            after={"status": str(TimeRequestStatus.MET), "closes_at": held.closes_at.isoformat()},
        )


def close(consultation: Consultation, *, at: dt.datetime) -> bool:
    """Record the closing of a round whose deadline has passed: ledger, outcome and the paper's way on.

    Silence procedure: with no comment from anybody the draft goes to the SWG. The ledger is computed as
    of `closes_at`, whenever this runs, so a second or later run finds nothing to do. The database's
    clock has the last word, as for receipt: an application host that runs ahead closes nobody's door, and
    while the two disagree nothing is closed, for nobody knows which of them has jumped.
    Where the portal was away in the last minutes before the deadline a signatory decides first (rule 43), and
    where a State that is to consent by silence was not reached (rule 50).
    """
    with transaction.atomic():
        held = hold(consultation)
        now = clock.agreed_now()
        if held.status != ConsultationStatus.OPEN or now is None or min(at, now) < held.closes_at:
            return False
        if away.keeps_open(held, at=at):
            return False
        entries = ledger.entries(held)
        if silence.keeps_open(held, entries, at=at):
            return False
        LedgerEntry.objects.bulk_create(entries)
        outcome = _outcome(held, entries)
        workflow.move(
            held,
            ConsultationStatus.CLOSED,
            transitions=ROUND_TRANSITIONS,
            events=held.events,
            by=None,
            at=at,
            outcome=outcome,
            closed_at=at,
            ledger_sha256=ledger.digest(entries),
        )
        _move_paper(held.revision.paper, outcome, at=at)
        # What was filed in additional time while the closing waited is added to what is frozen now; what an
        # extension has covered since is in time.
        granted = held.responses.filter(grant__isnull=False, addendum=None, received_at__gte=held.closes_at)
        for response in granted.order_by("received_at"):
            addenda.append(response, at=at)
        audit.record(
            "consultation.close",
            subject=held,
            by=None,
            at=at,
            before={"status": str(ConsultationStatus.OPEN)},
            after={"status": str(held.status), "outcome": str(outcome), "ledger": held.ledger_sha256},
        )
    consultation.refresh_from_db()
    return True


def close_as_of_deadline(consultation: Consultation, *, reason: str, by: User, at: dt.datetime) -> None:
    """Decide on a deadline that the portal was away for: closed as of the deadline (rule 43). What was
    received before it counts, as ever; the other choice is to extend it for all, by its note."""
    by.require("comments.decide_closing", consultation)
    if is_blank(reason):
        raise Refusal("comments.closing_reason_needed")
    with transaction.atomic():
        held = hold(consultation)
        if away.decide(held, ClosingDecision.CLOSE, reason=reason, by=by, at=at) is None:
            raise Refusal("comments.closing_not_held")
        close(held, at=at)
    consultation.refresh_from_db()


def end_without_decision(consultation: Consultation, *, reason: str, by: User, at: dt.datetime) -> None:
    """End a decision by silence that is held because a State was not reached: it is not adopted (rule 50)."""
    silence.refuse_end(by, consultation, reason)
    with transaction.atomic():
        held = hold(consultation)
        if (
            not held.asks_decision
            or away.decide(held, ClosingDecision.END, reason=reason, by=by, at=at) is None
        ):
            raise Refusal("comments.closing_not_held")
        close(held, at=at)
    consultation.refresh_from_db()


def _outcome(held: Consultation, entries: Iterable[LedgerEntry]) -> Outcome:
    if held.asks_decision:
        return silence.outcome_of(held, entries)
    commented = any(entry.standing == Standing.COMMENTED for entry in entries)
    return Outcome.COMMENTS if commented else Outcome.SILENCE


def stop(consultation: Consultation, *, at: dt.datetime) -> bool:
    """End a round whose plan was withdrawn, for the reason that the withdrawal was given.

    No ledger is frozen and nobody is silent: the deadline never came. What was filed stays on record.
    """
    with transaction.atomic():
        held = hold(consultation)
        paper = held.revision.paper
        if held.status != ConsultationStatus.OPEN or paper.status != PaperStatus.WITHDRAWN:
            return False
        withdrawal = paper.events.filter(to_status=PaperStatus.WITHDRAWN).last()
        reason = withdrawal.reason if withdrawal else ""
        workflow.move(
            held,
            ConsultationStatus.WITHDRAWN,
            transitions=ROUND_TRANSITIONS,
            events=held.events,
            by=None,
            at=at,
            reason=reason,
            closed_at=at,
        )
        audit.record(
            "consultation.stop",
            subject=held,
            by=None,
            at=at,
            before={"status": str(ConsultationStatus.OPEN)},
            after={"status": str(held.status), "reason": reason},
        )
    consultation.refresh_from_db()
    return True


def _move_paper(paper: ConceptPaper, outcome: str, *, at: dt.datetime) -> None:
    """Send the paper where the outcome sends it, unless it was withdrawn in the meantime."""
    if paper.status != PaperStatus.CIRCULATED:
        return
    to_status = PaperStatus.BEFORE_SWG if outcome == Outcome.SILENCE else PaperStatus.UNDER_CONSOLIDATION
    papers.move(paper, to_status, by=None, at=at)

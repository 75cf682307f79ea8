"""What the SWG and the SOC decide on a plan: the result of its item of a meeting, with the document."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cica_portal import clock, formats, organization, uploads
from cica_portal.deadlines import seat_date
from cica_portal.errors import AlreadyMoved, DomainError, Refusal
from cica_portal.languages import reader_language
from cica_portal.uploads import Admitted
from members import audit
from members.models import User
from plans import signals
from plans.enums import (
    AWAITING_DECISION,
    DECIDING_BODIES,
    DECISION_STATUSES,
    DecisionKind,
    PaperStatus,
    PlanGate,
)
from plans.life import carrying, meetings, papers
from plans.models import ConceptPaper, Meeting, MeetingItem, PaperDecision, Revision
from plans.outline import bracketed, revision_outline

# Said of an adoption whose note is drafted and not issued.
NOT_TOLD = dt.date.max

# The gate that a plan passes with a decision.
GATES: Mapping[DecisionKind | None, PlanGate] = {
    DecisionKind.RECOMMENDED: PlanGate.OUTCOME,
    DecisionKind.APPROVED: PlanGate.ADOPTION,
}

# What is approved or put to a decision by silence is agreed word for word (rule 56).
UNBRACKETED = frozenset({DecisionKind.APPROVED, DecisionKind.UNDER_SILENCE})


def record(
    item: MeetingItem,
    kind: DecisionKind,
    *,
    reason: str,
    document: Admitted,
    presided_by: str,
    by: User,
    at: dt.datetime,
    symbol: str = "",
    held_on: dt.date | None = None,
    deferred_to: Meeting | None = None,
    carry_reason: str = "",
    expected_points: str | None = None,
) -> PaperDecision:
    """Record the result of an item on the text last frozen, and move the plan accordingly.

    Considered and recommended keep the text closed. Returned opens it for the next revision. Approved by the
    SOC adopts it: from then on every Member State reads it. Deferred, `deferred_to` a meeting or to no fixed
    day, and placed under silence leave the plan as it is. None is recorded on a plan that is not submitted.
    `held_on` is needed of a meeting of several days: else it is the first of them.

    What is open before the outcome of the SWG or the adoption is carried over by a signatory, who was shown
    `expected_points` and gives `carry_reason`.
    """
    paper, held_on = item.paper, held_on or item.meeting.first_on
    by.require("plans.decide_paper", paper)
    papers.require_reason(reason)
    with uploads.kept(document.content, document.kind) as kept:
        carried = _carry(paper, kind, carry_reason, expected_points, by=by, at=at)
        revision = _move(item, kind, held_on, reason, by=by, at=at)
        made = PaperDecision.objects.create(
            paper=paper,
            kind=kind,
            revision=revision,
            item=item,
            event=paper.events.order_by("pk").last() if kind in DECISION_STATUSES else None,
            held_on=held_on,
            symbol=symbol,
            presided_by=presided_by,
            reason=reason,
            file_name=document.name,
            file_kind=document.kind,
            file_sha256=kept["sha256"],
            stored_as=kept["stored_as"],
            file_carries=list(document.carries),
            by=by,
            at=at,
        )
        if kind == DecisionKind.DEFERRED and deferred_to is not None:
            meetings.add_item(deferred_to, paper, number="", titles=item.titles, symbol="", by=by, at=at)
        values = {"paper": paper.slug, "kind": str(kind), "held_on": held_on.isoformat(), "item": item.pk}
        values |= {"revision": revision.number, "document": made.file_sha256, **carried}
        audit.record("paper_decision.record", subject=made, by=by, at=at, after=values)
    return made


def adopt_by_silence(
    revision: Revision, *, held_on: dt.date, effective_at: dt.datetime, reason: str, by: User, at: dt.datetime
) -> PaperDecision:
    """Record that the SOC adopted a text by silence, as of an instant: part of the act that confirms it.
    `reason` names the consultation."""
    return _by_silence(revision, DecisionKind.APPROVED, held_on, effective_at, reason, by=by, at=at)


def set_aside(revision: Revision, *, reason: str, by: User, at: dt.datetime) -> PaperDecision:
    """Record that an adoption by silence is set aside: the plan is recommended again (rule 52). `reason`
    names the receipt of the objection."""
    return _by_silence(revision, DecisionKind.SET_ASIDE, seat_date(at), at, reason, by=by, at=at)


def _by_silence(
    revision: Revision,
    kind: DecisionKind,
    held_on: dt.date,
    effective_at: dt.datetime,
    reason: str,
    *,
    by: User,
    at: dt.datetime,
) -> PaperDecision:
    paper = revision.paper
    papers.move(paper, DECISION_STATUSES[kind], by=by, at=at, reason=reason)
    made = PaperDecision.objects.create(
        paper=paper,
        kind=kind,
        revision=revision,
        event=paper.events.order_by("pk").last(),
        held_on=held_on,
        effective_at=effective_at,
        reason=reason,
        by=by,
        at=at,
    )
    values = {"paper": paper.slug, "kind": str(kind), "held_on": held_on.isoformat()}
    values |= {"revision": revision.number, "effective_at": clock.stamp(effective_at)}
    audit.record("paper_decision.record", subject=made, by=by, at=at, after=values)
    return made


def _move(
    item: MeetingItem, kind: DecisionKind, held_on: dt.date, reason: str, *, by: User, at: dt.datetime
) -> Revision:
    """Move a plan that awaits a decision, and return the text that was decided on, on a possible day."""
    paper = item.paper
    if paper.status not in AWAITING_DECISION:
        raise AlreadyMoved
    if (refusal := refusal_of(paper)) is not None:
        raise refusal
    meeting = meetings.hold_item(item, by).meeting
    if meeting.body != DECIDING_BODIES.get(kind, meeting.body):
        raise Refusal("plans.decision_of_other_body")
    if kind in DECISION_STATUSES:
        papers.move(paper, DECISION_STATUSES[kind], by=by, at=at, reason=reason)
    elif kind == DecisionKind.UNDER_SILENCE and paper.status != PaperStatus.RECOMMENDED:
        raise AlreadyMoved
    revision = paper.revisions.order_by("number").last()
    if revision is None:
        raise Refusal("plans.nothing_submitted")
    if kind in UNBRACKETED and (rows := bracketed(revision_outline(revision))):
        found = "; ".join(row.cited(reader_language()) for row in rows)
        raise Refusal("plans.text_in_brackets", found=found)
    if held_on > seat_date(at):
        raise Refusal("plans.meeting_to_come")
    if not meeting.first_on <= held_on <= meeting.last_on:
        raise Refusal("plans.meeting_other_day")
    if held_on < seat_date(revision.frozen_at):
        raise Refusal("plans.meeting_too_early")
    if paper.decisions.filter(held_on__gt=held_on).exists():
        raise Refusal("plans.meeting_before_last")
    return revision


def _carry(
    paper: ConceptPaper,
    kind: DecisionKind,
    reason: str,
    expected: str | None,
    *,
    by: User,
    at: dt.datetime,
) -> dict[str, Any]:
    if paper.status not in AWAITING_DECISION or refusal_of(paper) is not None or kind not in GATES:
        return {}  # what stands against the decision is said first
    points = carrying.before(paper, GATES[kind], at=at)
    return carrying.carry(paper, GATES[kind], points, reason=reason, by=by, at=at, expected=expected)


def refusal_of(paper: ConceptPaper) -> DomainError | None:
    """Return why no decision on the plan can be recorded yet, as the apps above know it."""
    answers = signals.decision_prepared.send(sender=ConceptPaper, paper=paper)
    return next((refusal for _receiver, refusal in answers if refusal is not None), None)


def adopted_text(paper: ConceptPaper) -> Revision:
    """Return the text that was adopted: the last one frozen, since an adopted plan is not edited."""
    return paper.revisions.order_by("number").last()


def adopted_on(paper: ConceptPaper) -> dt.date | None:
    """Return the day of the SOC's approval, where it is recorded and was not set aside."""
    kinds = [DecisionKind.APPROVED, DecisionKind.SET_ASIDE]
    found = paper.decisions.filter(kind__in=kinds).last()
    return found.held_on if found and found.kind == DecisionKind.APPROVED else None


def adopted_at(paper: ConceptPaper) -> dt.datetime:
    """Return since when every Member State reads the text as adopted: when the approval was recorded."""
    moved = paper.events.filter(to_status=PaperStatus.ADOPTED).last()
    return moved.at if moved else adopted_text(paper).frozen_at


def statements_until(paper: ConceptPaper) -> dt.date | None:
    """Return the last day, at the seat, on which reservations and statements to an adopted plan are in time
    (rule 53); nothing while the note that tells of the adoption, and names that day, is not issued. Where no
    note tells of it the days are counted from when every Member State could read the text."""
    answers = [told for _receiver, told in signals.adoption_told.send(sender=ConceptPaper, paper=paper)]
    told = next(filter(None, answers), None)
    if told == NOT_TOLD:
        return None
    return statements_from(told or seat_date(adopted_at(paper)))


def statements_from(told_on: dt.date) -> dt.date:
    """Return the last day for statements where Member States are told of the adoption on a day."""
    return formats.working_days_before(told_on, -organization.policy("STATEMENT_WORKING_DAYS"))

"""What the SWG and the SOC decide on a plan: recorded with the day and the document of the meeting."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cica_portal import uploads
from cica_portal.deadlines import seat_date
from cica_portal.errors import AlreadyMoved, DomainError, NotAllowed, Refusal
from cica_portal.uploads import Admitted
from members import audit
from members.models import User
from plans import signals
from plans.enums import AWAITING_DECISION, DECISION_STATUSES, DecisionKind, PlanGate
from plans.life import carrying, papers
from plans.models import ConceptPaper, PaperDecision, Revision

# The gate that a plan passes with a decision.
GATES: Mapping[DecisionKind | None, PlanGate] = {
    DecisionKind.RECOMMENDED: PlanGate.OUTCOME,
    DecisionKind.APPROVED: PlanGate.ADOPTION,
}


def record(
    paper: ConceptPaper,
    kind: DecisionKind,
    *,
    held_on: dt.date,
    reason: str,
    document: Admitted,
    by: User,
    at: dt.datetime,
    carry_reason: str = "",
    expected_points: str | None = None,
) -> PaperDecision:
    """Record a decision on the text last frozen, and move the plan accordingly.

    Considered and recommended keep the text closed. Returned opens it for the next revision. Approved by the
    SOC adopts it: from then on every Member State reads it. None is recorded on a plan that is not submitted.

    What is open before the outcome of the SWG or the adoption is carried over by a signatory, who was shown
    `expected_points` and gives `carry_reason`.
    """
    if not by.has_perm("plans.decide_paper", paper):
        raise NotAllowed
    papers.require_reason(reason)
    with uploads.kept(document.content, document.kind) as kept:
        carried = _carry(paper, kind, carry_reason, expected_points, by=by, at=at)
        revision = _move(paper, kind, held_on, reason, by=by, at=at)
        made = PaperDecision.objects.create(
            paper=paper,
            kind=kind,
            revision=revision,
            event=paper.events.order_by("pk").last(),
            held_on=held_on,
            reason=reason,
            file_name=document.name,
            file_kind=document.kind,
            file_sha256=kept["sha256"],
            stored_as=kept["stored_as"],
            file_carries=list(document.carries),
            by=by,
            at=at,
        )
        values = {"paper": paper.slug, "kind": str(kind), "held_on": held_on.isoformat()}
        values |= {"revision": revision.number, "document": made.file_sha256, **carried}
        audit.record("paper_decision.record", subject=made, by=by, at=at, after=values)
    return made


def _move(
    paper: ConceptPaper, kind: DecisionKind, held_on: dt.date, reason: str, *, by: User, at: dt.datetime
) -> Revision:
    """Move a plan that awaits a decision, and return the text that was decided on, on a possible day."""
    if paper.status not in AWAITING_DECISION:
        raise AlreadyMoved
    if (refusal := refusal_of(paper)) is not None:
        raise refusal
    papers.move(paper, DECISION_STATUSES[kind], by=by, at=at, reason=reason)
    revision = paper.revisions.order_by("number").last()
    if revision is None:
        raise Refusal("plans.nothing_submitted")
    if held_on > seat_date(at):
        raise Refusal("plans.meeting_to_come")
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
    """Return the day of the SOC's approval, where it is recorded."""
    found = paper.decisions.filter(kind=DecisionKind.APPROVED).last()
    return found.held_on if found else None

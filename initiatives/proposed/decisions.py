"""Decisions on proposed events: taken into the plan, answered with a reason, or withdrawn by the State."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from cica_portal.errors import AlreadyMoved, Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from initiatives import proposals
from initiatives.drafted import events as drafted
from initiatives.drafted import words
from initiatives.enums import PROPOSAL_TRANSITIONS, ProposalStatus
from initiatives.implementation import records
from initiatives.models import PUBLISHED, Initiative, ProposalDecision, ProposedEvent
from members import audit, mailing
from members.delegations import acting
from members.models import User
from plans.enums import PaperStatus
from plans.models import ConceptPaper

# The block of an accepted event has a key of its own making: the same act twice would find the same block.
KEYS = uuid.UUID("4c0f5a38-5d1c-5b0e-8f57-0d4e3a1b9c62")

# The mail that tells a State what was decided on its proposal, in the act itself.
DECIDED = "event_decided"

# A plan in one of these states decides no more. An adopted one still does: no State waits for ever.
SETTLED = frozenset({PaperStatus.WITHDRAWN})


def accept(
    event: ProposedEvent, *, by: User, at: dt.datetime, line: Mapping[str, str] | None = None
) -> ProposalDecision:
    """Take a proposal into the plan, and give it the initiative that follows it.

    In preparation: a new line in the working draft, written in the proposer's language; the other languages
    are missing, and so are tasks for translation. Refused while the draft is not open for editing.
    Adopted: the text stays as approved, and `line`, in each language, supplements it; the event is planned.
    """
    with transaction.atomic():
        held = _hold(event, ProposalStatus.ACCEPTED, permission="initiatives.decide_proposal", by=by)
        supplement = {}
        if is_adopted(held.paper):
            supplement = {language: (line or {}).get(language, "").strip() for language in LANGUAGES}
            if any(map(is_blank, supplement.values())):
                raise Refusal("initiatives.line_needed")
        # The record is called as its State calls the proposal.
        terms = {name: getattr(held, name) for name in ("kind", "format", *proposals.TERMS)}
        terms |= {"titles": {held.language: held.title}}
        terms |= {"places": words.places_by_name(held.place, held.language)}
        initiative = drafted.record(held.paper, uuid.uuid5(KEYS, str(held.pk)), terms, by=by, at=at)
        if supplement:
            records.begin(initiative, at=at)
        else:
            words.begin(initiative, by=by, at=at)
        return _record(held, ProposalStatus.ACCEPTED, by=by, at=at, initiative=initiative, line=supplement)


def is_adopted(paper: ConceptPaper) -> bool:
    """Tell whether what is accepted for the plan now supplements it, beside its text."""
    return paper.status in PUBLISHED


def later_plans(event: ProposedEvent) -> QuerySet[ConceptPaper]:
    """Return the later plans of the measure that no State knows yet: those for which a deferred event is
    considered. What is accepted goes into the plan for which it was proposed, and into none of these."""
    later = ConceptPaper.objects.filter(measure=event.paper.measure_id, status=PaperStatus.DRAFTING)
    return later.filter(period_from__gt=event.paper.period_from).order_by("period_from", "pk")


def answer(
    event: ProposedEvent, status: str, *, reason: str, language: str, by: User, at: dt.datetime
) -> ProposalDecision:
    """Answer a proposal that does not enter the plan, or not this one, with the reason for its State."""
    if status not in {ProposalStatus.DECLINED, ProposalStatus.LATER}:
        raise ValueError(f"an answer declines or keeps for later, not {status!r}")
    if is_blank(reason):
        raise Refusal("initiatives.decisions_reason_needed")
    with transaction.atomic():
        held = _hold(event, status, permission="initiatives.decide_proposal", by=by)
        if held.paper.status in SETTLED:
            raise Refusal("initiatives.plan_settled", status=held.paper.get_status_display())
        return _record(held, status, reason=reason, language=language, by=by, at=at)


def withdraw(
    event: ProposedEvent, *, reason: str, language: str, by: User, at: dt.datetime
) -> ProposalDecision:
    """Withdraw the own State's proposal while it was not taken into the plan, and did not lapse with it; it
    stays on record."""
    with transaction.atomic():
        held = _hold(event, ProposalStatus.WITHDRAWN, permission="initiatives.withdraw_proposal", by=by)
        if has_lapsed(held, standing(held)):
            raise Refusal("initiatives.proposal_lapsed")
        return _record(
            held, ProposalStatus.WITHDRAWN, reason=reason, language=language if reason else "", by=by, at=at
        )


def standing(event: ProposedEvent) -> str:
    """Return what stands of a proposal: the last decision, or that none was taken."""
    last = event.decisions.order_by("-number").first()
    return last.status if last else ProposalStatus.PROPOSED


def has_lapsed(event: ProposedEvent, stands: str) -> bool:
    """Tell whether nothing was decided on a proposal that stands so when its plan was withdrawn."""
    return stands == ProposalStatus.PROPOSED and event.paper.status in SETTLED


def _hold(event: ProposedEvent, status: str, *, permission: str, by: User) -> ProposedEvent:
    """Lock a filed proposal and its plan until the transaction ends; refuse what `by` may not do or comes too
    late."""
    held = (
        ProposedEvent.objects.filed()
        .select_for_update(no_key=True, of=("self", "paper"))
        .select_related("paper", "host", "member_state")
        .get(pk=event.pk)
    )
    acting.require(by, permission, held)
    if status not in PROPOSAL_TRANSITIONS.get(standing(held), set()):
        raise AlreadyMoved
    return held


def _record(
    held: ProposedEvent,
    status: str,
    *,
    by: User,
    at: dt.datetime,
    reason: str = "",
    language: str = "",
    initiative: Initiative | None = None,
    line: Mapping[str, str] | None = None,
) -> ProposalDecision:
    before = standing(held)
    decision = ProposalDecision.objects.create(
        event=held,
        number=held.decisions.count() + 1,
        status=status,
        reason=reason,
        language=language,
        initiative=initiative,
        line=line or {},
        by=by,
        at=at,
    )
    if status != ProposalStatus.WITHDRAWN:
        told = {"about": str(decision.pk), "decision": decision.pk}
        mailing.tell_delegations(DECIDED, [held.member_state_id], at=at, **told)
    audit.record(
        "proposed_event.decide",
        subject=held,
        by=by,
        at=at,
        member_state=held.member_state,
        before={"status": str(before)},
        after={"status": str(status), "reason": reason} | ({"texts": dict(line)} if line else {}),
    )
    return decision

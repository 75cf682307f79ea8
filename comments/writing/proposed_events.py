"""Thematic events that a Member State proposes, in a round or to an adopted plan: they are no comments."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from cica_portal import clock
from cica_portal.errors import NotAllowed, Refusal
from comments.models import Consultation, Receipt
from comments.procedure import consultations
from comments.procedure.deadlines import unsubmitted
from comments.refusals import ConsultationClosed, PlanWithdrawn
from comments.writing import receipts
from initiatives import proposals
from initiatives.models import PUBLISHED, ProposedEvent
from members import audit
from members.delegations import acting
from members.models import User
from plans.models import ConceptPaper


def save(
    consultation: Consultation,
    *,
    by: User,
    at: dt.datetime,
    event: ProposedEvent | None = None,
    version: int = 0,
    **fields: Any,
) -> ProposedEvent:
    """Save a proposal for the own delegation only, before and after the deadline alike."""
    by.require("comments.draft_comment", consultation)
    paper = consultation.revision.paper
    return proposals.save(paper, by=by, at=at, event=event, version=version, **fields)


def remove(event: ProposedEvent, consultation: Consultation, *, version: int | None = None, by: User) -> None:
    """Remove a proposal that was not filed."""
    by.require("comments.draft_comment", consultation)
    proposals.remove(event, version=version, by=by)


def file(
    event: ProposedEvent,
    consultation: Consultation,
    *,
    version: int | None = None,
    by: User,
    request_key: uuid.UUID | str | None = None,
) -> Receipt:
    """File a proposal for the State, once: a second call returns the receipt, whatever its key.

    `version` is the one that the person read, if not that of `event`.
    """
    received_at = clock.arrived()
    with transaction.atomic():
        held = consultations.hold(consultation)
        acting.require(by, "comments.propose_event", held)
        if event.member_state_id != by.member_state_id or event.paper_id != held.revision.paper_id:
            raise NotAllowed
        issued = Receipt.objects.filter(proposed_event=event).first()
        if issued is not None:
            return issued
        if received_at < held.opens_at:
            raise Refusal("comments.consultation_not_open")
        if held.is_withdrawn:
            raise PlanWithdrawn
        if unsubmitted.last_instant(held, by.member_state_id, received_at) is None:
            raise ConsultationClosed(held, by)
        return _received(event, held, "proposed_event.file", version=version, by=by, at=received_at)


def supplement(event: ProposedEvent, *, version: int | None = None, by: User) -> Receipt:
    """File a proposal to an adopted plan for the State, once: a second call returns the receipt.

    It is received under the number of the note that circulated the plan last, whose consultation is over, and
    waits for its decision as one from a consultation does.
    """
    received_at = clock.arrived()
    with transaction.atomic():
        plan = ConceptPaper.objects.select_for_update(no_key=True).get(pk=event.paper_id)
        acting.require(by, "initiatives.propose_event", plan)
        if event.member_state_id != by.member_state_id:
            raise NotAllowed
        issued = Receipt.objects.filter(proposed_event=event).first()
        if issued is not None:
            return issued
        if plan.status not in PUBLISHED:
            raise Refusal("initiatives.not_in_force")
        last = Consultation.objects.for_comments().filter(revision__paper=plan).latest("opens_at", "pk")
        held = consultations.hold(last)
        supplemented = {"supplements": plan.slug}
        return _received(
            event, held, "proposed_event.submit", version=version, by=by, at=received_at, **supplemented
        )


def _received(
    event: ProposedEvent,
    held: Consultation,
    act: str,
    *,
    version: int | None,
    by: User,
    at: dt.datetime,
    **said: str,
) -> Receipt:
    """Mark the proposal as filed and issue its receipt, under the round's lock."""
    filed = proposals.mark_filed(event, version=version, by=by, at=at)
    number, state = receipts.next_number(held, by.acting_state), by.acting_state
    content = receipts.head(held, state=state, by=by, at=at, number=number) | said
    receipt = receipts.issue(
        held,
        state=state,
        by=by,
        at=at,
        number=number,
        content=content | {"event": proposals.content(filed)},
        proposed_event=filed,
    )
    audit.record(
        act,
        subject=filed,
        by=by,
        at=at,
        member_state=by.member_state,
        after={"receipt": number, "sha256": receipt.sha256},
    )
    event.filed_at, event.filed_by = filed.filed_at, filed.filed_by
    return receipt

"""Events that a Member State proposes to an adopted plan, at any time: it may be supplemented."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal import clock
from cica_portal.errors import DomainError, NotAllowed
from cica_portal.text import sha256
from initiatives import proposals
from initiatives.models import PUBLISHED, ProposedEvent
from members import audit
from members.delegations import acting
from members.models import User
from plans.models import ConceptPaper


class NotInForce(DomainError):
    sentence = _("The plan is not adopted. Propose the event in its consultation.")


def save(
    paper: ConceptPaper,
    *,
    by: User,
    at: dt.datetime,
    event: ProposedEvent | None = None,
    version: int = 0,
    **fields: Any,
) -> ProposedEvent:
    """Save a proposal for the own delegation only."""
    if not by.has_perm("initiatives.draft_proposal", paper):
        raise NotAllowed
    if paper.status not in PUBLISHED:
        raise NotInForce
    return proposals.save(paper, by=by, at=at, event=event, version=version, **fields)


def remove(event: ProposedEvent, *, by: User) -> None:
    """Remove a proposal that was not filed."""
    if not by.has_perm("initiatives.draft_proposal", event.paper):
        raise NotAllowed
    proposals.remove(event, by=by)


def file(event: ProposedEvent, *, by: User) -> ProposedEvent:
    """File a proposal for the State, once: a second call finds the first. It waits for its decision as one
    from a consultation does."""
    at = clock.arrived()
    with transaction.atomic():
        held = ConceptPaper.objects.select_for_update(no_key=True).get(pk=event.paper_id)
        if not acting.still_may(by, "initiatives.propose_event", held):
            raise NotAllowed
        stored = ProposedEvent.objects.filter(pk=event.pk, member_state=by.member_state_id).first()
        if stored is None:
            raise NotAllowed
        if stored.filed_at is not None:
            return stored
        if held.status not in PUBLISHED:
            raise NotInForce
        filed = proposals.mark_filed(stored, by=by, at=at)
        audit.record(
            "proposed_event.submit",
            subject=filed,
            by=by,
            at=at,
            member_state=by.member_state,
            after={"paper": held.slug, "sha256": sha256(proposals.content(filed))},
        )
    return filed

"""Events that a Member State proposes to an adopted plan, at any time: it may be supplemented.

Submitting one belongs to the consultations, under whose number its receipt is issued.
"""

import datetime as dt
from typing import Any

from cica_portal.errors import NotAllowed, Refusal
from initiatives import proposals
from initiatives.models import PUBLISHED, ProposedEvent
from members.models import User
from plans.models import ConceptPaper


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
        raise Refusal("initiatives.not_in_force")
    return proposals.save(paper, by=by, at=at, event=event, version=version, **fields)


def remove(event: ProposedEvent, *, version: int | None = None, by: User) -> None:
    """Remove a proposal that was not filed."""
    if not by.has_perm("initiatives.draft_proposal", event.paper):
        raise NotAllowed
    proposals.remove(event, version=version, by=by)

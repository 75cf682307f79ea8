"""Minimal proposed events."""

import datetime as dt

from cica_portal import clock
from initiatives import proposals
from initiatives.models import ProposedEvent
from members.models import User
from plans.models import ConceptPaper


def proposed_event(
    paper: ConceptPaper, by: User, *, at: dt.datetime | None = None, **fields: object
) -> ProposedEvent:
    values = {
        "language": "en",
        "title": "Workshop on incident response",
        "kind": "workshop",
        "format": "online",
        "year": None,
        "quarter": None,
        "place": "",
        "description": "",
        "contact": "",
    } | fields
    return proposals.save(paper, by=by, at=at or clock.now(), event=None, version=0, **values)

"""Minimal proposed events and initiatives."""

import datetime as dt

from cica_portal import clock
from initiatives import proposals
from initiatives.models import Initiative, ProposedEvent
from members.models import User
from plans.models import ConceptPaper
from tests.factories import plans


def initiative(paper: ConceptPaper, *, texts: dict[str, str] | None = None, **fields: object) -> Initiative:
    """Return the record of a new initiative line at the end of the paper."""
    line = plans.block(
        paper, kind="initiative", texts=texts or dict.fromkeys(("en", "ru", "kk"), "A line of the plan")
    )
    values = {"kind": "workshop", "format": "online", "changed_at": clock.now()} | fields
    return Initiative.objects.create(paper=paper, block_key=line.key, **values)


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

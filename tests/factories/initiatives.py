"""Minimal proposed events and initiatives."""

import datetime as dt

from cica_portal import clock
from cica_portal.uploads import Admitted
from initiatives import proposals
from initiatives.models import Initiative, InitiativeFile, Participant, ProposedEvent
from initiatives.participation import files
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


def event_file(initiative: Initiative, by: User, **fields: object) -> InitiativeFile:
    """Return a document of an event, as if it had passed the gate."""
    values = {"purpose": "programme", "language": "en", "at": clock.now()} | fields
    admitted = Admitted(str(values.pop("name", "programme.pdf")), "pdf", b"%PDF-1.7", False)
    return files.add(initiative, admitted, by=by, **values)


def participant(initiative: Initiative, by: User, **fields: object) -> Participant:
    """Return somebody whom the State of `by` has registered, whether or not the time for it runs."""
    values = {"name": "Aigerim Bek", "post": "First Secretary", "attendance": "online"} | fields
    return Participant.objects.create(
        initiative=initiative,
        member_state=by.member_state,
        registered_by=by,
        registered_at=clock.now(),
        **values,
    )

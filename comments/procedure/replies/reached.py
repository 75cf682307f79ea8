"""Since when the note has reached a State by what a person did: no report about a message takes that back."""

import datetime as dt

from cica_portal.deadlines import local_instant
from comments.models import Addressee, Consultation, PaperNote

NOON = 12


def by_act(consultation: Consultation, addressee: Addressee) -> dt.datetime | None:
    """Return the first instant at which the State opened the round, responded, or was handed the note."""
    own = {"member_state": addressee.member_state_id}
    responded = (
        consultation.responses.filter(**own).order_by("received_at").values_list("received_at", flat=True)
    )
    handed = [handed_at(one, consultation) for one in consultation.paper_notes.filter(**own)]
    known = [addressee.opened_at, responded.first(), *handed]
    return min((one for one in known if one is not None), default=None)


def handed_at(paper: PaperNote, consultation: Consultation) -> dt.datetime:
    """Return when a note was handed over, of which the day is known: at noon, never before its issue."""
    return max(consultation.opens_at, local_instant(paper.handed_on, NOON, consultation.time_zone))

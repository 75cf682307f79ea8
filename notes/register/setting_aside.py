"""A State's note in reply that is no response of its own: the State has responded otherwise."""

import datetime as dt

from django.db import transaction

from cica_portal.errors import Refusal
from comments.procedure import consultations
from comments.writing import responses
from comments.writing.entered import confirming
from members import audit
from members.models import User
from notes.models import IncomingNote, SetAside
from notes.register import incoming_notes


def set_aside(one: IncomingNote, *, reason: str, by: User, at: dt.datetime) -> SetAside:
    """Say that a State's note is no response of its own; what is being entered from it is discarded."""
    by.require("notes.register_incoming")
    consultation = incoming_notes.consultation_of(one)
    if consultation is None:
        raise Refusal("notes.no_consultation", number=one.answers_to or one.register_number)
    with transaction.atomic():
        held = consultations.hold(consultation)
        incoming_notes.refuse_settled(one)
        if responses.in_force(held, one.member_state_id) is None:
            raise Refusal("notes.no_other_response", state=one.member_state.name)
        for entered in incoming_notes.responses_of(one).under_way():
            confirming.discard(entered, is_set_aside=True, by=by, at=at)
        made = SetAside.objects.create(incoming=one, reason=reason.strip(), by=by, at=at)
        audit.record(
            "incoming_note.set_aside",
            subject=one,
            by=by,
            at=at,
            member_state=one.member_state,
            after={"register_number": one.register_number, "reason": made.reason},
        )
    return made

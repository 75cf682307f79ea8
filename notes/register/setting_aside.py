"""A State's note in reply that is no response of its own: the State has responded otherwise."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError, NotAllowed
from comments.procedure import consultations
from comments.writing import responses
from comments.writing.entered import confirming
from members import audit
from members.models import User
from notes.models import IncomingNote, SetAside
from notes.register import incoming_notes


class NoOtherResponse(DomainError):
    sentence = _(
        "%(state)s has no response in force beside this note. Enter the response from the note, or correct "
        "the entry: leave out the number of our note."
    )


def set_aside(one: IncomingNote, *, reason: str, by: User, at: dt.datetime) -> SetAside:
    """Say that a State's note is no response of its own; what is being entered from it is discarded."""
    if not by.has_perm("notes.register_incoming"):
        raise NotAllowed
    consultation = incoming_notes.consultation_of(one)
    if consultation is None:
        raise incoming_notes.NoConsultation(number=one.answers_to or one.register_number)
    with transaction.atomic():
        held = consultations.hold(consultation)
        incoming_notes.refuse_settled(one)
        if responses.in_force(held, one.member_state_id) is None:
            raise NoOtherResponse(state=one.member_state.name)
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

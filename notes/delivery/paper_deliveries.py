"""Notes handed over on paper, of whatever kind: what no address takes is brought to the State by hand."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cica_portal.database import once
from cica_portal.deadlines import seat_date
from cica_portal.errors import Refusal
from comments.models import Consultation
from comments.procedure import reaching
from members import audit
from members.models import MemberState, User
from notes.enums import NoteStatus
from notes.models import PaperDelivery, VerbalNote
from notes.register import addressees, numbers


def record(
    note: VerbalNote,
    member_state: MemberState,
    *,
    handed_on: dt.date,
    remark: str,
    by: User,
    at: dt.datetime,
) -> PaperDelivery:
    """Record on which day a State was handed an issued note, and to whom. A consultation of the note has
    reached the State by it, too."""
    by.require("notes.view_outbox")
    with transaction.atomic():
        held = hold(note)
        numbers.refuse_void(held)
        if not addressees.states_of(held).filter(pk=member_state.pk).exists():
            raise Refusal("notes.not_addressed_by_note", number=held.number, state=member_state.name)
        if held.issued_on is None or not held.issued_on <= handed_on <= seat_date(at):
            raise Refusal("comments.wrong_day")
        given = {"handed_on": handed_on, "remark": remark, "by": by, "at": at}
        with once.refuse_second(Refusal("comments.recorded_already", state=member_state.name)):
            made = PaperDelivery.objects.create(note=held, member_state=member_state, **given)
        if held.consultation is not None:
            _bring(held.consultation, member_state, **given)
        audit.record(
            "verbal_note.hand_to_state",
            subject=held,
            by=by,
            at=at,
            member_state=member_state,
            after={"number": held.number, "handed_on": handed_on.isoformat(), "remark": remark},
        )
    return made


def _bring(consultation: Consultation, member_state: MemberState, **given: Any) -> None:
    """Bring the first note of a consultation that a State was handed to its record of replies."""
    own = {"member_state": member_state}
    is_addressed = consultation.addressees.filter(**own).exists()
    if is_addressed and not consultation.paper_notes.filter(**own).exists():
        reaching.record_paper_note(consultation, member_state, **given)


def hold(note: VerbalNote) -> VerbalNote:
    """Lock an issued note: who hands it over and who makes it void wait for each other."""
    held = VerbalNote.objects.select_for_update(of=("self",), no_key=True).select_related("consultation")
    return held.get(pk=note.pk, status=NoteStatus.ISSUED)


def waiting_states(note: VerbalNote) -> QuerySet[MemberState]:
    """Return the States that a note is addressed to and that were not handed it."""
    handed = PaperDelivery.objects.filter(note=note).values("member_state")
    return addressees.states_of(note).exclude(pk__in=handed)

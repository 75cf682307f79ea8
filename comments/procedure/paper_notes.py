"""Notes handed over on paper: proof that one reached its State, where no address accepts mail."""

import datetime as dt

from django.db import IntegrityError, transaction

from cica_portal.deadlines import local_date
from cica_portal.errors import NotAllowed, Refusal
from comments.models import Consultation, PaperNote
from comments.procedure import consultations
from comments.procedure.replies import reached
from members import audit
from members.models import MemberState, User


def record(
    consultation: Consultation,
    member_state: MemberState,
    *,
    handed_on: dt.date,
    remark: str,
    by: User,
    at: dt.datetime,
) -> PaperNote:
    """Record on which day a State was handed the note, and to whom: it is reached since then. After the
    closing this is added to the record of replies."""
    if not by.has_perm("comments.record_paper_note", consultation):
        raise NotAllowed
    with transaction.atomic():
        held = consultations.hold(consultation)
        if not held.addressees.filter(member_state=member_state).exists():
            raise Refusal("comments.not_addressed")
        zone = held.time_zone
        if not local_date(held.opens_at, zone) <= handed_on <= local_date(at, zone):
            raise Refusal("comments.wrong_day")
        try:
            with transaction.atomic():
                made = PaperNote.objects.create(
                    consultation=held,
                    member_state=member_state,
                    handed_on=handed_on,
                    remark=remark,
                    by=by,
                    at=at,
                )
        except IntegrityError as error:
            raise Refusal("comments.recorded_already", state=member_state.name) from error
        consultations.mark_reached(held, member_state, at=min(at, reached.handed_at(made, held)))
        audit.record(
            "consultation.hand_over",
            subject=held,
            by=by,
            at=at,
            member_state=member_state,
            after={"handed_on": handed_on.isoformat(), "remark": remark},
        )
    return made

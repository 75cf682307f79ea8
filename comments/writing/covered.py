"""Responses that came after a deadline which is then extended: they count, as of when they arrived.

While a closing waits for a signatory (rule 43) a response is received and marked as late. Where the signatory
extends the deadline for all, it arrived in time, and no State is asked to say again what it has said.
"""

import datetime as dt
import uuid

from comments.models import Consultation, Response
from comments.procedure import consultations
from comments.writing import responses


def file_again(consultation: Consultation, *, at: dt.datetime) -> list[Response]:
    """File again each State's last response that came after the deadline, in additional time or late, if the
    extended deadline covers it.

    It has a receipt of its own, and what was filed as late stays as it was: part of the act that extends. The
    last is the one that came last: a note that came before it may have been entered since.
    """
    held = consultations.hold(consultation)
    own = Response.objects.filter(consultation=held).select_related("member_state", "submitted_by", "entered")
    last = {one.member_state_id: one for one in own.order_by("received_at", "version")}
    return [
        responses.store(
            held,
            list(one.comments.order_by("position")),
            state=one.member_state,
            position=one.position,
            by=one.submitted_by,
            request_key=uuid.uuid4(),
            received_at=one.received_at,
            at=at,
            is_late=False,
            grant=None,
            former=responses.in_force(held, one.member_state_id),
            entered=getattr(one, "entered", None),
        )
        for one in last.values()
        if one.is_late and held.receives(one.received_at)
    ]

"""Making the number of an issued note void before anything has left: no further note says so, as no State
knows of it. The note keeps its number and its place in the register."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from cica_portal.errors import Refusal
from members import audit
from members.models import User
from notes import kinds
from notes.acts import followups
from notes.delivery import attempts, dispatches
from notes.enums import DispatchStatus
from notes.models import VerbalNote, VoidNumber
from notes.register import arrivals

# A message of these has not left, unless it left before a person sent it again.
NOT_LEFT = frozenset(
    {DispatchStatus.HELD, DispatchStatus.QUEUED, DispatchStatus.FAILED, DispatchStatus.CANCELLED}
)


def has_left(note: VerbalNote) -> bool:
    """Tell whether a State has an issued note, or may have it: by mail, on paper or from the portal."""
    sent = note.dispatches.filter(~Q(status__in=NOT_LEFT) | Q(sent_at__isnull=False))
    is_known = note.paper_deliveries.exists() or bool(arrivals.by_state(note))
    return sent.exists() or is_known or bool(attempts.first_left(note.pk))


def make_void(note: VerbalNote, *, reason: str, by: User, at: dt.datetime) -> VoidNumber:
    """Make the number of a note void that has not left, and cancel its messages.

    The messages are locked: one that is claimed for sending meanwhile is seen here, or finds itself
    cancelled."""
    by.require("notes.void_number", note)
    with transaction.atomic():
        held = followups.hold_issued(note, by=by)
        followups.refuse_to_end(held, at=at)
        if kinds.of(held).ends:
            raise Refusal("notes.ends_another_note", number=held.number)
        followups.refuse_to_undo(held, at=at)
        messages = list(held.dispatches.select_for_update(of=("self",)).order_by("pk"))
        if has_left(held):
            raise Refusal("notes.has_left", number=held.number)
        made = VoidNumber.objects.create(note=held, reason=reason.strip(), by=by, at=at)
        held.dispatches.exclude(status=DispatchStatus.CANCELLED).update(
            status=DispatchStatus.CANCELLED, error="void"
        )
        for one in messages:
            dispatches.bring(one, at=at)
        audit.record(
            "verbal_note.make_void",
            subject=held,
            by=by,
            at=at,
            after={
                "number": held.number,
                "addresses": [one.address for one in messages if one.status != DispatchStatus.CANCELLED],
                "reason": made.reason,
            },
        )
    return made

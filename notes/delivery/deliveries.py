"""Deliveries: what became of the note that opened a round, written down beside each State for the ledger."""

import datetime as dt
from typing import Any

from django.db.models import Min, Q, QuerySet

from comments.models import Addressee
from comments.procedure import reaching
from notes import kinds
from notes.enums import DispatchStatus
from notes.models import Dispatch

# So long after a deadline messages may still be settled; what is frozen does not change by it.
FOLLOWED = dt.timedelta(days=30)


def write_down(at: dt.datetime) -> int:
    """Write into the rounds of late when their note was sent and delivered to each State; return how many."""
    known = {(consultation, state): times for consultation, state, *times in _sent(at - FOLLOWED)}
    addressees = Addressee.objects.filter(consultation__in={consultation for consultation, _ in known})
    changed = 0
    for addressee in addressees:
        times = known.get((addressee.consultation_id, addressee.member_state_id))
        if times and times != [addressee.sent_at, addressee.delivered_at]:
            reaching.note_delivery(addressee, sent_at=times[0], delivered_at=times[1])
            changed += 1
    return changed


def _sent(since: dt.datetime) -> QuerySet[Dispatch, Any]:
    return (
        Dispatch.objects.filter(
            note__kind__in=kinds.opening(),
            note__consultation__closes_at__gt=since,
            sent_at__isnull=False,
            member_state__isnull=False,
            is_copy=False,
        )
        .order_by()
        .values_list("note__consultation", "member_state")
        .annotate(
            first_sent=Min("sent_at"),
            first_delivered=Min("sent_at", filter=Q(status=DispatchStatus.DELIVERED)),
        )
    )

"""Attempts to hand a message over, as the record of acts keeps them: when, which one, with which outcome.

A person who decides about a message begins its count anew. What was tried before stands in the record.
"""

import datetime as dt
from typing import Any

from django.db import transaction

from cica_portal import clock
from cica_portal.database import claims
from cica_portal.operation import silence
from members import audit
from members.mailing.overdue import ENDED, overdue
from members.models import AuditEntry
from notes.enums import DispatchStatus
from notes.models import Dispatch


def said(dispatch: Dispatch) -> dict[str, Any]:
    """Return what the record says of the last attempt; nothing where there was none."""
    if dispatch.claimed_at is None:
        return {}
    return {"attempt": dispatch.attempts, "attempted_at": clock.stamp(dispatch.claimed_at)}


def first_left(note_id: int) -> dict[int, dt.datetime]:
    """Return when the messages of a note that a person sent again left first, by their keys; not those that
    the server had refused."""
    own = map(str, Dispatch.objects.filter(note=note_id).order_by().values_list("pk", flat=True))
    again = AuditEntry.objects.filter(
        action="dispatch.resend", subject_type=Dispatch._meta.label_lower, subject_id__in=list(own)
    )
    return {
        int(entry.subject_id): dt.datetime.fromisoformat(entry.before["attempted_at"])
        for entry in again.order_by("-sequence")
        if entry.before["status"] != DispatchStatus.FAILED and "attempted_at" in entry.before
    }


def record_unknown(dispatch: Dispatch, *, at: dt.datetime) -> None:
    audit.record(
        "dispatch.unknown",
        subject=dispatch,
        by=None,
        at=at,
        member_state=dispatch.member_state,
        before={"status": str(DispatchStatus.SENDING)},
        after={"status": str(DispatchStatus.UNKNOWN), "address": dispatch.address} | said(dispatch),
    )


def give_up_overdue() -> None:
    """Record as unknown what nobody works on any more: for web processes, since no worker may be left."""
    if silence.is_kept():
        return
    at = clock.now()
    dead = overdue(Dispatch.objects.select_related("member_state"), at)
    for dispatch in dead:
        with transaction.atomic():
            if claims.settle(dead, dispatch, status=DispatchStatus.UNKNOWN, error=ENDED):
                record_unknown(dispatch, at=at)

"""What people decide about messages: release them, send one again, record it as arrived, set it aside."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from cica_portal.errors import Refusal
from cica_portal.text import is_blank
from documents import queue
from members import audit
from members.models import User
from notes.delivery import attempts, bounces, dispatches, reachability
from notes.delivery.overtaking import is_ended, is_void, overtaken
from notes.enums import DispatchStatus
from notes.models import Dispatch, VerbalNote

RESENDABLE = frozenset({DispatchStatus.FAILED, DispatchStatus.BOUNCED, DispatchStatus.UNKNOWN})
DISPENSABLE = frozenset({DispatchStatus.HELD, DispatchStatus.FAILED, DispatchStatus.BOUNCED})


def held(note: VerbalNote) -> list[Dispatch]:
    """Return the messages of the note that await their release, by State and address."""
    return list(
        note.dispatches.filter(status=DispatchStatus.HELD)
        .select_related("member_state", "correspondent_address__correspondent", "recipient")
        .order_by("member_state__protocol_name", "address")
    )


def _waiting(note: VerbalNote, shown: int) -> list[Dispatch]:
    """Lock and return the messages of a note that await their release, if they are those that were shown."""
    found = note.dispatches.select_for_update(of=("self",)).filter(status=DispatchStatus.HELD)
    waiting = list(found.select_related("note__consultation", "member_state").order_by("address"))
    if not waiting:
        raise Refusal("notes.nothing_held")
    if len(waiting) != shown:
        raise Refusal("notes.other_messages")
    return waiting


def release(note: VerbalNote, *, by: User, at: dt.datetime, shown: int) -> list[Dispatch]:
    """Let the messages of a note go that a person has looked at; `shown` is how many were shown."""
    by.require("notes.release_messages", note)
    with transaction.atomic():
        waiting = _waiting(note, shown)
        if is_void(note):
            raise Refusal("notes.plan_withdrawn")
        if is_ended(note):
            raise Refusal("notes.note_ended")
        Dispatch.objects.filter(pk__in=[one.pk for one in waiting], status=DispatchStatus.HELD).update(
            status=DispatchStatus.QUEUED, not_before=at
        )
        audit.record(
            "verbal_note.release",
            subject=note,
            by=by,
            at=at,
            after={"number": note.number, "addresses": [one.address for one in waiting]},
        )
        queue.notify(queue.DELIVER)
    return waiting


def unsendable(note: VerbalNote) -> str:
    """Return why no message of a note may leave any more, as `OVERTAKEN` says it; "" where they may."""
    if is_void(note):
        return "withdrawn"
    return "ended" if is_ended(note) else ""


def cancel_held(note: VerbalNote, *, reason: str, by: User, at: dt.datetime, shown: int) -> list[Dispatch]:
    """Remove all messages of a note from sending that wait for their release, for one reason: the note asks
    for comments on a plan that was withdrawn, or is not in effect any more. `shown` is how many a person has
    looked at."""
    by.require("notes.release_messages", note)
    if is_blank(reason):
        raise Refusal("notes.reason_needed")
    with transaction.atomic():
        waiting = _waiting(note, shown)
        if not (why := unsendable(note)):
            raise Refusal("notes.plan_in_force")
        Dispatch.objects.filter(pk__in=[one.pk for one in waiting]).update(
            status=DispatchStatus.CANCELLED, error=why
        )
        for one in waiting:
            dispatches.bring(one, at=at)
        audit.record(
            "verbal_note.cancel_messages",
            subject=note,
            by=by,
            at=at,
            after={
                "number": note.number,
                "addresses": [one.address for one in waiting],
                "reason": reason,
            },
        )
    return waiting


def resend(dispatch: Dispatch, *, by: User, at: dt.datetime) -> None:
    """Send a message again, by a person's decision, to the address that its recipient has now."""
    with _decided(dispatch, by=by) as before:
        if before.status not in RESENDABLE:
            raise Refusal("notes.not_resent")
        if why_not := overtaken(before, at):
            raise Refusal("notes.not_needed", reason=dispatches.OVERTAKEN[why_not])
        address = before.address
        if before.recipient is not None and before.recipient.email.strip():
            address = before.recipient.email.strip()
        # A reminder by mail alone recalls the note: its messages are no second ones of the note itself.
        same = Dispatch.objects.filter(note=before.note, step=before.step_id, address__iexact=address).filter(
            member_state=before.member_state_id, correspondent_address=before.correspondent_address_id
        )
        if same.exclude(pk=before.pk).exists():
            raise Refusal("notes.address_taken", address=address)
        Dispatch.objects.filter(pk=before.pk).update(
            status=DispatchStatus.QUEUED, address=address, attempts=0, claimed_at=None, not_before=at
        )
        _record_decision(
            "dispatch.resend", before, by=by, at=at, to_status=DispatchStatus.QUEUED, address=address
        )
        queue.notify(queue.DELIVER)


def settle(dispatch: Dispatch, *, by: User, at: dt.datetime) -> None:
    """Record, by a person's knowledge, that a message has arrived: nobody knew, or a server reported that it
    was not delivered where it was forwarded."""
    with _decided(dispatch, by=by) as before:
        if before.status != DispatchStatus.UNKNOWN and not bounces.unmatched().filter(dispatch=before):
            raise Refusal("notes.not_settled")
        sent_at = before.sent_at or before.claimed_at
        Dispatch.objects.filter(pk=before.pk).update(status=DispatchStatus.DELIVERED, sent_at=sent_at)
        reachability.prove(before, at=at, arrived_at=sent_at or at)
        _record_decision("dispatch.settle", before, by=by, at=at, to_status=DispatchStatus.DELIVERED)


def lose(dispatch: Dispatch, *, by: User, at: dt.datetime) -> None:
    """Record, by a person's decision, that a message did not arrive, as a server reported of the address to
    which it was forwarded."""
    with _decided(dispatch, by=by) as before:
        report = bounces.unmatched().filter(dispatch=before).first()
        if report is None:
            raise Refusal("notes.not_reported")
        reason = " ".join(filter(None, [report.code, report.diagnostic]))
        Dispatch.objects.filter(pk=before.pk).update(status=DispatchStatus.BOUNCED, error=reason)
        reachability.lose(before, at=at)
        _record_decision("dispatch.lose", before, by=by, at=at, to_status=DispatchStatus.BOUNCED)


def set_aside(dispatch: Dispatch, *, by: User, at: dt.datetime) -> None:
    """Decide that a message which waits, failed or bounced will not be sent (again)."""
    with _decided(dispatch, by=by) as before:
        if before.status not in DISPENSABLE:
            raise Refusal("notes.not_set_aside")
        Dispatch.objects.filter(pk=before.pk).update(status=DispatchStatus.CANCELLED, error="set_aside")
        dispatches.bring(before, at=at)
        _record_decision("dispatch.set_aside", before, by=by, at=at, to_status=DispatchStatus.CANCELLED)


@contextmanager
def _decided(dispatch: Dispatch, *, by: User) -> Iterator[Dispatch]:
    """Open the transaction of a decision and yield the message as it now is, locked."""
    by.require("notes.view_outbox")
    with transaction.atomic():
        yield (
            Dispatch.objects.select_for_update(of=("self",))
            .select_related(
                "note__consultation", "member_state", "correspondent_address__correspondent", "recipient"
            )
            .get(pk=dispatch.pk)
        )


def _record_decision(
    action: str,
    dispatch: Dispatch,
    *,
    by: User,
    at: dt.datetime,
    to_status: DispatchStatus,
    address: str = "",
) -> None:
    audit.record(
        action,
        subject=dispatch,
        by=by,
        at=at,
        member_state=dispatch.member_state,
        before={"status": dispatch.status} | attempts.said(dispatch),
        after={"status": str(to_status), "address": address or dispatch.address},
    )

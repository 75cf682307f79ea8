"""Bounces: what mail servers report of messages that had left, brought to the messages (RFC 3464).

Only a report that names both our Message-ID, which nobody can guess, and the recipient of that message
changes anything; every other one is kept, and shown to staff where it speaks of a message of ours.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from comments.models import Addressee, Consultation
from members import audit
from members.directory import undelivered
from members.mailing import letters
from notes import kinds
from notes.delivery import reachability, reports
from notes.delivery.reports import Report
from notes.enums import AddressFate, DispatchStatus, NoteStatus, ReportAction
from notes.models import AddressFinding, DeliveryReport, Dispatch, VerbalNote

logger = logging.getLogger(__name__)

# What a report may still change; a message that is queued again leaves anew, by a person's decision.
REPORTABLE = frozenset(
    {DispatchStatus.SENDING, DispatchStatus.SENT, DispatchStatus.DELIVERED, DispatchStatus.UNKNOWN}
)
ARRIVED = frozenset({DispatchStatus.SENT, DispatchStatus.DELIVERED})
LOST = frozenset({DispatchStatus.FAILED, DispatchStatus.BOUNCED})


# Receiving -------------------------------------------------------------------------------------------
def receive(content: bytes, *, at: dt.datetime) -> list[DeliveryReport]:
    """Record what a message reports and bring it to the messages it is about; the same one twice is one."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        found = reports.read(content)
    except Exception:  # whatever a stranger has sent must not keep the next one from being read
        logger.exception("A message with the hash %s could not be read as a report", digest)
        return []
    return record(found, digest, at=at)


def record(found: Sequence[Report], digest: str, *, at: dt.datetime) -> list[DeliveryReport]:
    """Keep what was reported under a hash, and bring it to the messages it is about."""
    made = []
    for position, report in enumerate(found):
        with transaction.atomic():  # one each: the audit head, locked last, is never held while a round is
            kept, is_new = _keep(report, digest, position, at=at)
        if is_new:
            made.append(kept)
    return made


def _keep(report: Report, digest: str, position: int, *, at: dt.datetime) -> tuple[DeliveryReport, bool]:
    known = DeliveryReport.objects.filter(sha256=digest, position=position).first()
    if known is not None:  # the message may have been sent again since
        return known, False
    dispatch = _find(report)
    if dispatch is None:
        is_applied = _bring_to_person(report, at=at)
    else:
        addressed = {address.casefold() for address in report.recipients}
        is_applied = dispatch.address.casefold() in addressed and _apply(dispatch, report, at=at)
    kept, is_new = DeliveryReport.objects.get_or_create(
        sha256=digest,
        position=position,
        defaults={
            "dispatch": dispatch,
            "action": report.action,
            "code": report.status,
            "recipient": report.recipients[-1] if report.recipients else "",
            "diagnostic": report.diagnostic if dispatch else letters.without_links(report.diagnostic),
            "is_applied": is_applied,
            "received_at": at,
        },
    )
    return kept, is_new


def _find(report: Report) -> Dispatch | None:
    """Return the message that the report is about, locked, by its Message-ID or the address of its return."""
    held = Dispatch.objects.select_for_update(of=("self",)).select_related(
        "note", "member_state", "correspondent_address__correspondent"
    )
    if report.message_id and (found := held.filter(message_id=report.message_id).first()):
        return found
    return held.filter(message_id__startswith=f"<{report.token}@").first() if report.token else None


def _bring_to_person(report: Report, *, at: dt.datetime) -> bool:
    """Bring a report to the personal message that it is about; tell whether it changed anything."""
    if report.action == ReportAction.DELAYED:
        return False
    return undelivered.report(
        message_id=report.message_id,
        word=report.token,
        recipients=report.recipients,
        is_delivered=report.action == ReportAction.DELIVERED,
        why=report.reason,
        at=at,
    )


def _apply(dispatch: Dispatch, report: Report, *, at: dt.datetime) -> bool:
    """Carry out what the report says of the message; tell whether it changed anything."""
    if dispatch.status not in REPORTABLE or report.action == ReportAction.DELAYED:
        return False
    before = dispatch.status
    if report.action == ReportAction.DELIVERED:
        if before == DispatchStatus.DELIVERED:
            return False
        sent_at = dispatch.sent_at or dispatch.claimed_at or at
        Dispatch.objects.filter(pk=dispatch.pk).update(
            status=DispatchStatus.DELIVERED, sent_at=sent_at, error=""
        )
        reachability.prove(dispatch, at=at, arrived_at=sent_at)
        to_status = DispatchStatus.DELIVERED
    else:
        Dispatch.objects.filter(pk=dispatch.pk).update(status=DispatchStatus.BOUNCED, error=report.reason)
        reachability.lose(dispatch, at=at)
        to_status = DispatchStatus.BOUNCED
    audit.record(
        "dispatch.report",
        subject=dispatch,
        by=None,
        at=at,
        member_state=dispatch.member_state,
        before={"status": before},
        after={"status": str(to_status), "address": dispatch.address, "code": report.status},
    )
    return True


# What staff see --------------------------------------------------------------------------------------
class LostState(NamedTuple):
    """A State that nothing reaches in an open round, and how many addresses were tried since its note."""

    note: VerbalNote
    state: str
    total: int


def lost(at: dt.datetime) -> list[LostState]:
    """Return the States that nothing reaches in open consultations (three queries), the oldest first and
    each in protocol order."""
    unreached = list(
        Addressee.objects.filter(
            consultation__in=Consultation.objects.open(at),
            reached_at=None,
            lost_at__isnull=False,
        ).select_related("member_state")
    )
    if not unreached:
        return []
    of_open = {"note__consultation__in": {one.consultation_id for one in unreached}}
    sent = (
        Dispatch.objects.filter(**of_open, is_copy=False).exclude(status=DispatchStatus.CANCELLED).order_by()
    )
    counted = sent.values_list("note__consultation", "member_state").annotate(
        total=Count(Lower("address"), distinct=True)
    )
    totals = {(consultation, state): total for consultation, state, total in counted}
    opening = VerbalNote.objects.filter(
        kind__in=kinds.opening(),
        status=NoteStatus.ISSUED,
        consultation__in=of_open["note__consultation__in"],
    )
    notes = {note.consultation_id: note for note in opening}
    found = [
        LostState(
            notes[one.consultation_id],
            one.member_state.name,
            totals.get((one.consultation_id, one.member_state_id), 0),
        )
        for one in unreached
    ]
    return sorted(found, key=lambda one: one.note.issued_at)


def unmatched() -> QuerySet[DeliveryReport]:
    """Return the failures that name a message of ours and another recipient, where nothing has proved since
    that the message arrived: a person must look."""
    proved = AddressFinding.objects.filter(
        dispatch=OuterRef("dispatch"), fate=AddressFate.PROVEN, at__gte=OuterRef("received_at")
    )
    reported = DeliveryReport.objects.filter(
        ~Exists(proved), action=ReportAction.FAILED, is_applied=False, dispatch__status__in=sorted(ARRIVED)
    )
    return reported.select_related(
        "dispatch__note", "dispatch__member_state", "dispatch__correspondent_address__correspondent"
    )

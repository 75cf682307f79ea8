"""Arrivals: who opened a note in the portal, and which State acknowledged it, with one click and once.

The note that opened a round arrives as its round does: the round keeps what is frozen with its ledger.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from cica_portal.errors import Refusal
from comments.models import Acknowledgement
from comments.models import Addressee as ConsultationAddressee
from comments.procedure import reaching
from members import audit
from members.delegations import acting
from members.models import User
from notes import kinds
from notes.enums import NoteStatus
from notes.models import Arrival, VerbalNote


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a note came with a State: when first opened, when acknowledged."""

    opened_at: dt.datetime | None = None
    acknowledged_at: dt.datetime | None = None


def mark_opened(note: VerbalNote, *, by: User, at: dt.datetime) -> None:
    """Record, once for each person, that a delegate has opened an issued note."""
    if not by.is_delegate or note.status != NoteStatus.ISSUED or note.issued_at > at:
        return
    if Arrival.objects.filter(note=note, by=by, is_acknowledged=False).exists():
        return
    with transaction.atomic():
        _row, is_new = Arrival.objects.get_or_create(
            note=note, by=by, is_acknowledged=False, defaults={"member_state": by.member_state, "at": at}
        )
        if not is_new:
            return
        # Whoever reads a reminder, or until when the deadline was extended, knows of the consultation.
        row = kinds.of(note)
        if (row.asks_for_comments or row.opens_consultation) and note.consultation is not None:
            reaching.mark_opened(note.consultation, by=by, at=at)
        audit.record("verbal_note.view", subject=note, by=by, at=at)


def acknowledge(note: VerbalNote, *, by: User, at: dt.datetime) -> None:
    """Acknowledge receipt of an issued note for the State, once."""
    acting.require(by, "notes.acknowledge_note", note)
    if kinds.of(note).opens_consultation:
        reaching.acknowledge(note.consultation, by=by, at=at)
        return
    mark_opened(note, by=by, at=at)
    with transaction.atomic():
        VerbalNote.objects.select_for_update().get(pk=note.pk)
        _row, is_new = Arrival.objects.get_or_create(
            note=note, member_state=by.member_state, is_acknowledged=True, defaults={"by": by, "at": at}
        )
        if not is_new:
            raise Refusal("comments.already_acknowledged")
        audit.record("verbal_note.acknowledge", subject=note, by=by, at=at)


def by_state(note: VerbalNote) -> Mapping[int, Seen]:
    """Return how far an issued note came with each State that has opened it or acknowledged it."""
    opened: dict[int, dt.datetime] = {}
    acknowledged: dict[int, dt.datetime] = {}
    for row in Arrival.objects.filter(note=note).order_by("at"):
        (acknowledged if row.is_acknowledged else opened).setdefault(row.member_state_id, row.at)
    if kinds.of(note).opens_consultation:
        of_consultation = ConsultationAddressee.objects.filter(consultation=note.consultation).exclude(
            opened_at=None
        )
        opened |= dict(of_consultation.values_list("member_state", "opened_at"))
        given = Acknowledgement.objects.filter(consultation=note.consultation)
        acknowledged |= dict(given.values_list("member_state", "at"))
    return {state: Seen(opened.get(state), acknowledged.get(state)) for state in {*opened, *acknowledged}}


def by_person(note: VerbalNote) -> Mapping[int, dt.datetime]:
    """Return when each person first opened the note."""
    return dict(Arrival.objects.filter(note=note, is_acknowledged=False).values_list("by", "at"))

"""Addresses that came on record after a note was issued: by a person's decision the note goes there, too."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from cica_portal.errors import NotAllowed, Refusal
from cica_portal.text import sha256
from members import audit
from members.models import User
from notes import kinds
from notes.acts import recipients
from notes.delivery import dispatches, overtaking
from notes.delivery.dispatches import Recipient
from notes.enums import NoteStatus
from notes.models import Dispatch, NoteAddressee, VerbalNote
from notes.register import addressees


def of(
    note: VerbalNote,
    *,
    at: dt.datetime,
    rows: Sequence[NoteAddressee] | None = None,
    written: Iterable[Dispatch] | None = None,
) -> list[Recipient]:
    """Return who of the note's addressees has no message of it, and would have one if it were issued now.

    A reminder goes to whom it was meant for then, and a note whose consultation has ended to nobody more.
    `rows` and `written` are its addressees and its messages, where they were read already.
    """
    consultation = note.consultation
    if note.status != NoteStatus.ISSUED or kinds.of(note).rung(note) is not None:
        return []
    if consultation is not None and consultation.has_ended(at):
        return []
    rows = addressees.rows_of(note) if rows is None else rows
    written = note.dispatches.select_related("correspondent_address") if written is None else written
    if consultation is not None:
        states = set(consultation.addressees.values_list("member_state", flat=True))
    else:
        states = {row.member_state_id for row in rows if row.member_state_id}
    copied = {row.member_state_id for row in rows if row.is_copy}
    known = {dispatches.key(one) for one in written}
    return [
        one
        for one in recipients.recipients_of(note, at=at, rows=rows)
        if dispatches.key(one) not in known
        and (one.member_state_id is None or one.member_state_id in (copied if one.is_copy else states))
    ]


def mark(found: list[Recipient]) -> str:
    """Return by what it is known that a person was shown just these addresses."""
    return sha256({"addresses": sorted(one.address for one in found)})


def send(note: VerbalNote, *, shown: str, by: User, at: dt.datetime) -> list[Dispatch]:
    """Send an issued note to the addresses that came on record since; `shown` is the mark of those shown."""
    if not by.has_perm("notes.release_messages", note):
        raise NotAllowed
    with transaction.atomic():
        held = (
            VerbalNote.objects.select_for_update(of=("self",), no_key=True)
            .select_related("consultation", "paper", "member_state")
            .get(pk=note.pk)
        )
        found = of(held, at=at)
        if not found or mark(found) != shown or overtaking.is_ended(held):
            raise Refusal("notes.other_messages")
        made = dispatches.queue(held, found, at=at)
        audit.record(
            "verbal_note.send_further",
            subject=held,
            by=by,
            at=at,
            after={"number": held.number, "addresses": [one.address for one in made]},
        )
    return made

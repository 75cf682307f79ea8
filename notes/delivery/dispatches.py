"""Dispatches: one message a recipient, written as a row. The rows are the outbox: `sending` empties it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cica_portal.operation import message_ids
from documents.queue import DELIVER, notify
from notes.delivery import reachability
from notes.enums import DispatchStatus, NoteStatus
from notes.models import Circulation, Dispatch, ReminderStep, VerbalNote

OVERTAKEN = {
    "answered": _("The State has responded in the meantime."),
    "replied": _("A reply of the State has been registered in the meantime."),
    "closed": _("The consultation has closed in the meantime."),
    "recipient": _("The recipient no longer represents the State, or the address is no longer in use."),
    "address": _("Another message of the note is sent to the recipient’s present address."),
    "withdrawn": _("The plan was withdrawn in the meantime."),
    "ended": _("The note has been annulled or replaced in the meantime."),
    "void": _("The number of the note was made void before the note had left."),
    "moved": _("The deadline has changed in the meantime."),
    "set_aside": _("Removed from sending by the Secretariat."),
}


def key(one: Dispatch) -> tuple[int | None, int | None, str]:
    """Return by what a second message of the same note to a recipient is known: whose the address is, and
    the address. Each State gets its own, also where two have one address."""
    other = one.correspondent_address
    return one.member_state_id, other.correspondent_id if other else None, reachability.key(one.address)


def shared_addresses(note: int, step: int | None) -> set[str]:
    """Return the addresses at which several States have a message of a note, or of a reminder by mail."""
    rows = Dispatch.objects.filter(note=note, step=step, member_state__isnull=False)
    states = defaultdict(set)
    for state, address in rows.values_list("member_state", "address"):
        states[reachability.key(address)].add(state)
    return {address for address, having in states.items() if len(having) > 1}


def queue(
    note: VerbalNote, recipients: Iterable[Dispatch], *, at: dt.datetime, step: ReminderStep | None = None
) -> list[Dispatch]:
    """Write one message for each recipient, in the recipient's language: `recipients` are what `ladders` and
    `recipients` found, without a note.

    Where the house wants a person to look first, the messages wait for their release. `step` is the reminder
    by mail alone that they carry out.
    """
    first: dict[tuple[int | None, int | None, str], Dispatch] = {}
    status = DispatchStatus.HELD if is_held(note) else DispatchStatus.QUEUED
    for one in recipients:
        first.setdefault(key(one), one)
    for one in first.values():
        one.note, one.step, one.status, one.not_before = note, step, status, at
        one.message_id = message_ids.new()
    notify(DELIVER)
    return Dispatch.objects.bulk_create(first.values())


def is_held(note: VerbalNote) -> bool:
    """Tell whether a person releases the messages of the note: by its kind, or its consultation's terms."""
    if note.kind in settings.HELD_NOTES:
        return True
    if note.consultation_id is None:
        return False
    opening = Circulation.objects.filter(
        note__consultation=note.consultation_id, note__status=NoteStatus.ISSUED
    )
    return opening.filter(needs_release=True).exists()


def bring(dispatch: Dispatch, *, at: dt.datetime) -> bool:
    """Bring what became of a message to its round; tell whether its State is reached. A copy reaches none."""
    consultation, state = dispatch.note.consultation, dispatch.addressed_state
    return consultation is not None and state is not None and reachability.bring(consultation, state, at=at)

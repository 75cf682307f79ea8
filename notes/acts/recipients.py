"""Recipients: to whom a drafted note would go if it were issued, and the freezing of what was chosen; then
addresses that came on record after the issue, to which it goes by a person's decision."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES, TITLES
from cica_portal.text import is_blank, sha256
from members import audit
from members.models import Correspondent, MemberState, User
from notes import kinds
from notes.delivery import dispatches, overtaking
from notes.enums import Addressing, NoteStatus
from notes.models import Dispatch, NoteAddressee, VerbalNote
from notes.register import addressees
from notes.register.addressees import Party
from notes.reminders import ladders


def of(
    note: VerbalNote,
    *,
    at: dt.datetime,
    rows: Sequence[NoteAddressee] | None = None,
    written: Iterable[Dispatch] | None = None,
) -> list[Dispatch]:
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
        for one in recipients_of(note, at=at, rows=rows)
        if dispatches.key(one) not in known
        and (one.member_state_id is None or one.member_state_id in (copied if one.is_copy else states))
    ]


def mark(found: list[Dispatch]) -> str:
    """Return by what it is known that a person was shown just these addresses."""
    return sha256({"addresses": sorted(one.address for one in found)})


def send(note: VerbalNote, *, shown: str, by: User, at: dt.datetime) -> list[Dispatch]:
    """Send an issued note to the addresses that came on record since; `shown` is the mark of those shown."""
    by.require("notes.release_messages", note)
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


def states_of(note: VerbalNote, *, at: dt.datetime) -> QuerySet[MemberState]:
    """Return the States that a note is addressed to, if it is issued at `at`."""
    if note.addressing == Addressing.CHOSEN:
        chosen = NoteAddressee.objects.filter(note=note, is_copy=False, member_state__isnull=False)
        return MemberState.objects.filter(pk__in=chosen.values("member_state"))
    if note.member_state_id is not None:
        return MemberState.objects.filter(pk=note.member_state_id)
    return kinds.of(note).states(note, at=at)


def recipients_of(
    note: VerbalNote, *, at: dt.datetime, rows: Sequence[NoteAddressee] | None = None
) -> list[Dispatch]:
    """Return who gets a note, if it is issued at `at`: its addressees, then those who get a copy."""
    rows = addressees.rows_of(note) if rows is None else rows
    rung, states = kinds.of(note).rung(note), states_of(note, at=at)
    found = ladders.notified(states) if rung is None else ladders.reminded(states, rung)
    named = [row for row in rows if addressees.is_named(note, row)]
    found += ladders.outside(_others(named))
    copied = [row for row in rows if row.is_copy]
    copies = ladders.notified(_states(copied)) if _states(copied) else []
    copies += ladders.outside(_others(copied))
    for one in copies:
        one.is_copy = True
    remarks = {addressees.key(row.party): row.remark for row in rows if row.remark}
    for one in [*found, *copies] if remarks else ():
        one.remark = remarks.get(addressees.key(one.party), {}).get(one.language, "")
    return [*found, *copies]


def _states(rows: Iterable[NoteAddressee]) -> list[MemberState]:
    return [row.member_state for row in rows if row.member_state is not None]


def _others(rows: Iterable[NoteAddressee]) -> list[Correspondent]:
    return [row.correspondent for row in rows if row.correspondent is not None]


def languages_of(party: Party) -> list[str]:
    """Return the languages of a party's mail, in the order of languages."""
    found = ladders.outside([party]) if isinstance(party, Correspondent) else ladders.notified([party])
    spoken = {one.language for one in found}
    return [language for language in LANGUAGES if language in spoken]


def freeze(note: VerbalNote, *, at: dt.datetime) -> None:
    """Keep whom the note names and copies as they are: part of its issue. Each State that it is addressed to
    is written down where no consultation says who they are. Refuse a remark that lacks a language of those
    who get it."""
    rows = addressees.rows_of(note)
    for row in rows:
        lacking = [code for code in languages_of(row.party) if is_blank(row.remark.get(code, ""))]
        if row.remark and lacking:
            raise Refusal("notes.remark_missing", name=row.party.name, language=TITLES[lacking[0]])
    if note.consultation_id is None:
        known = {row.member_state_id for row in rows}
        NoteAddressee.objects.bulk_create(
            NoteAddressee(note=note, member_state=state)
            for state in states_of(note, at=at)
            if state.pk not in known
        )
    NoteAddressee.objects.filter(note=note).update(frozen_at=at)

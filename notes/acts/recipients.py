"""Recipients: to whom a drafted note would go if it were issued, and the freezing of what was chosen."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES, TITLES
from cica_portal.text import is_blank
from members.models import Correspondent, MemberState
from notes import kinds
from notes.delivery.dispatches import Recipient
from notes.enums import Addressing
from notes.models import NoteAddressee, VerbalNote
from notes.register import addressees
from notes.register.addressees import Party
from notes.reminders import ladders


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
) -> list[Recipient]:
    """Return who gets a note, if it is issued at `at`: its addressees, then those who get a copy."""
    rows = addressees.rows_of(note) if rows is None else rows
    rung, states = kinds.of(note).rung(note), states_of(note, at=at)
    found = ladders.notified(states) if rung is None else ladders.reminded(states, rung)
    named = [row for row in rows if addressees.is_named(note, row)]
    found += ladders.outside(_others(named))
    copied = [row for row in rows if row.is_copy]
    copies = ladders.notified(_states(copied)) if _states(copied) else []
    copies += ladders.outside(_others(copied))
    found += [replace(one, is_copy=True) for one in copies]
    return _with_remarks(found, rows)


def _states(rows: Iterable[NoteAddressee]) -> list[MemberState]:
    return [row.member_state for row in rows if row.member_state is not None]


def _others(rows: Iterable[NoteAddressee]) -> list[Correspondent]:
    return [row.correspondent for row in rows if row.correspondent is not None]


def _with_remarks(found: list[Recipient], rows: Iterable[NoteAddressee]) -> list[Recipient]:
    remarks = {row.party: row.remark for row in rows if row.remark}
    if not remarks:
        return found
    by_state = {party.pk: text for party, text in remarks.items() if isinstance(party, MemberState)}
    by_other = {party.pk: text for party, text in remarks.items() if isinstance(party, Correspondent)}
    return [replace(one, remark=_remark(one, by_state, by_other)) for one in found]


def _remark(one: Recipient, by_state: dict[int, Any], by_other: dict[int, Any]) -> str:
    if one.correspondent_address is not None:
        remark = by_other.get(one.correspondent_address.correspondent_id, {})
    else:
        remark = by_state.get(one.member_state_id or 0, {})
    text: str = remark.get(one.language, "")
    return text


def languages_of(party: Party) -> list[str]:
    """Return the languages of a party's mail, in the order of languages."""
    found = ladders.outside([party]) if isinstance(party, Correspondent) else ladders.notified([party])
    spoken = {one.language for one in found}
    return [language for language in LANGUAGES if language in spoken]


def _name_states(note: VerbalNote, rows: Iterable[NoteAddressee], *, at: dt.datetime) -> None:
    """Write down each State that the note is addressed to: no consultation says who they are."""
    known = {row.member_state_id for row in rows}
    NoteAddressee.objects.bulk_create(
        NoteAddressee(note=note, member_state=state)
        for state in states_of(note, at=at)
        if state.pk not in known
    )


def freeze(note: VerbalNote, *, at: dt.datetime, rows: Sequence[NoteAddressee] | None = None) -> None:
    """Keep whom the note names and copies as they are: part of its issue. Refuse a remark that lacks a
    language of those who get it."""
    rows = addressees.rows_of(note) if rows is None else rows
    for row in rows:
        lacking = [code for code in languages_of(row.party) if is_blank(row.remark.get(code, ""))]
        if row.remark and lacking:
            raise Refusal("notes.remark_missing", name=row.party.name, language=TITLES[lacking[0]])
    if note.consultation_id is None:
        _name_states(note, rows, at=at)
    if rows or note.consultation_id is None:
        NoteAddressee.objects.filter(note=note).update(frozen_at=at)

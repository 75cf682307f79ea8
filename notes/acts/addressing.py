"""Choosing whom a drafted note goes to besides those of its kind, who gets a copy, and a remark to each.

A consultation is a silence procedure among all Member States: the note that opens one is addressed to each of
them, whatever was chosen. Copies are sent for information: they reach nobody.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES, TITLES
from cica_portal.text import is_blank
from members import audit
from members.models import Correspondent, MemberState, User
from notes import kinds
from notes.acts import issuing, recipients
from notes.enums import Addressing
from notes.models import NoteAddressee, VerbalNote
from notes.register import addressees
from notes.register.addressees import Party


def choose(
    note: VerbalNote,
    *,
    is_to_all: bool,
    to: Iterable[Party],
    copies: Iterable[Party],
    by: User,
    at: dt.datetime,
) -> None:
    """Choose the addressees of a drafted note and who gets a copy; remarks to those who stay are kept."""
    with transaction.atomic():
        held = _hold(note, by=by)
        named = {addressees.key(one): one for one in to if not (is_to_all and isinstance(one, MemberState))}
        copied = {addressees.key(one): one for one in copies}
        if (named or not is_to_all) and not kinds.of(held).chooses_addressees:
            raise (
                Refusal("notes.every_state_is_a_party")
                if kinds.of(held).opens_consultation
                else Refusal("notes.fixed_addressees")
            )
        if not named and not is_to_all:
            raise Refusal("notes.nobody_chosen")
        before = addressees.said(held)
        everybody = Addressing.WITH_OTHERS if named else Addressing.USUAL
        held.addressing = everybody if is_to_all else Addressing.CHOSEN
        _write(held, named, copied)
        addressed = {addressees.key(one) for one in recipients.states_of(held, at=at)} | set(named)
        for code, one in copied.items():
            if code in addressed:
                raise Refusal("notes.addressed_already", name=one.name)
        held.drafted_by, held.drafted_at = by, at
        held.save(update_fields=["addressing", "drafted_by", "drafted_at"])
        audit.record(
            "verbal_note.address", subject=held, by=by, at=at, before=before, after=addressees.said(held)
        )
    note.refresh_from_db()


def _write(note: VerbalNote, named: Mapping[str, Party], copied: Mapping[str, Party]) -> None:
    """Write the rows of what was chosen, and let go those of what is not any more."""
    before = {addressees.key(row.party): row for row in addressees.rows_of(note)}
    for code, party in {**named, **copied}.items():
        row = before.pop(code, None) or _row(note, party)
        row.is_copy = code in copied
        row.save()
    is_kept = note.addressing != Addressing.CHOSEN
    for row in before.values():
        if is_kept and row.remark and row.member_state_id is not None and not row.is_copy:
            continue  # one of all Member States, with a remark of its own
        row.delete()


def _row(note: VerbalNote, party: Party) -> NoteAddressee:
    if isinstance(party, Correspondent):
        return NoteAddressee(note=note, correspondent=party)
    return NoteAddressee(note=note, member_state=party)


def remark(note: VerbalNote, party: Party, *, text: Mapping[str, str], by: User, at: dt.datetime) -> None:
    """Write the covering remark to one who gets the note, in the languages of its mail; empty, remove it."""
    said = {code: text.get(code, "").strip() for code in LANGUAGES if not is_blank(text.get(code, ""))}
    with transaction.atomic():
        held = _hold(note, by=by)
        row = _of_party(held, party, at=at)
        lacking = [code for code in recipients.languages_of(party) if code not in said]
        if said and lacking:
            raise Refusal("notes.remark_incomplete", name=party.name, language=TITLES[lacking[0]])
        before, row.remark = row.remark, said
        row.save()
        held.drafted_by, held.drafted_at = by, at
        held.save(update_fields=["drafted_by", "drafted_at"])
        audit.record(
            "verbal_note.remark",
            subject=held,
            by=by,
            at=at,
            before={"addressee": addressees.key(party), "covering_remark": before},
            after={"addressee": addressees.key(party), "covering_remark": said},
        )
    note.refresh_from_db()


def _of_party(note: VerbalNote, party: Party, *, at: dt.datetime) -> NoteAddressee:
    """Return the row of one who gets the note: of a State among all of them it is made with its remark."""
    for row in addressees.rows_of(note):
        if row.party == party:
            return row
    if isinstance(party, MemberState) and recipients.states_of(note, at=at).filter(pk=party.pk).exists():
        return _row(note, party)
    raise Refusal("notes.not_a_recipient", name=party.name)


def follow(note: VerbalNote, subject: VerbalNote) -> None:
    """Address a drafted note as the one that it follows, with the same copies: part of drafting it."""
    note.addressing = subject.addressing
    note.save(update_fields=["addressing"])
    for row in addressees.rows_of(subject):
        if row.is_copy or addressees.is_named(subject, row):
            made = _row(note, row.party)
            made.is_copy = row.is_copy
            made.save()


def _hold(note: VerbalNote, *, by: User) -> VerbalNote:
    by.require("notes.draft_note", note)
    return issuing.lock(note, status=None)

"""Extending a deadline: an officer prepares the note that tells of it, a signatory issues it.

Issuing moves the deadline in the same act: nobody has another deadline than Member States were told.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cica_portal.deadlines import LAST_MINUTE, Deadline
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from comments.models import Consultation
from comments.procedure import consultations
from comments.writing import responses
from members import audit
from members.models import User
from notes import kinds
from notes.acts import issuing
from notes.acts.followups import WordsMissing
from notes.acts.readiness import Readiness
from notes.enums import NoteKind, NoteStatus
from notes.models import VerbalNote


def prepare(
    consultation: Consultation,
    respond_by: dt.date,
    last_minute: dt.time = LAST_MINUTE,
    *,
    reason: str,
    stated: Mapping[str, str] | None = None,
    by: User,
    at: dt.datetime,
) -> VerbalNote:
    """Draft the note that extends the deadline of an open consultation.

    `stated` is the reason as the note gives it, in each language; without it the note gives none. A
    consultation has one such draft: preparing again replaces what was prepared before.
    """
    by.require("notes.draft_note")
    values: dict[str, Any] = {"respond_by": str(Deadline(respond_by, last_minute)), "reason": reason}
    if stated:
        values["words"] = {"reason": _stated(stated)}
    with transaction.atomic():
        held = consultations.hold(consultation)
        consultations.refuse_extension(held, respond_by, last_minute, reason=reason, at=at)
        note = _drafted(held, NoteKind.DEADLINE_EXTENDED).select_for_update().first()
        if note is None:
            return issuing.draft(NoteKind.DEADLINE_EXTENDED, held, by=by, at=at, **values)
        if "words" in note.values and not stated:
            values["words"] = {}
        _redraft(note, by=by, at=at, **values)
        note.drafted_by, note.drafted_at = by, at
        note.save(update_fields=["drafted_by", "drafted_at"])
    return note


def _stated(written: Mapping[str, str]) -> dict[str, str]:
    """Return the reason without the full stop that the note's sentence has itself."""
    found = {language: " ".join(written.get(language, "").split()).rstrip(" .") for language in LANGUAGES}
    if any(is_blank(text) for text in found.values()):
        raise WordsMissing
    return found


def drafted(consultation: Consultation) -> VerbalNote | None:
    """Return the drafted note that will extend the deadline, if one waits for its signature."""
    return _drafted(consultation, NoteKind.DEADLINE_EXTENDED).first()


def _drafted(consultation: Consultation, kind: NoteKind) -> QuerySet[VerbalNote]:
    return VerbalNote.objects.filter(kind=kind, consultation=consultation, status=NoteStatus.DRAFTED)


def _hold(note: VerbalNote) -> list[VerbalNote]:
    """Lock the consultation, and the drafts that will say its new day: whoever issues one of them locks it
    before the numbers, too."""
    consultation = consultations.hold(note.own_consultation)
    return list(_drafted(consultation, NoteKind.SILENCE_BROKEN).select_for_update())


def _extend(note: VerbalNote, ready: Readiness, *, by: User, at: dt.datetime) -> dict[str, Any]:
    """Move the deadline as the note that tells of it is issued. Other drafts then say the new day."""
    consultation, until = note.own_consultation, Deadline.read(note.values["respond_by"])
    extension = consultations.extend(
        consultation, until.day, until.minute, reason=note.values["reason"], by=by, at=at
    )
    responses.file_again(consultation, at=at)
    note.values["extension"] = extension.pk
    for other in _drafted(consultation, NoteKind.SILENCE_BROKEN):
        # Written by nobody: who extends may sign it, also where two persons are asked for.
        _redraft(other, by=None, at=at, respond_by=str(until))
    return {"respond_by": str(until)}


def _redraft(note: VerbalNote, *, by: User | None, at: dt.datetime, **values: Any) -> None:
    before = dict(note.values)
    note.values |= values
    note.save(update_fields=["values"])
    audit.record("verbal_note.redraft", subject=note, by=by, at=at, before=before, after=note.values)


def _refuse(note: VerbalNote, *, at: dt.datetime) -> None:
    """Refuse a deadline that has passed, or was moved otherwise."""
    until, why = Deadline.read(note.values["respond_by"]), note.values["reason"]
    consultations.refuse_extension(note.own_consultation, until.day, until.minute, reason=why, at=at)


kinds.add(
    kinds.Kind(
        kind=NoteKind.DEADLINE_EXTENDED,
        letter="deadline_extended",
        extends_deadline=True,
        asks_for_comments=True,
        hold=_hold,
        refuse=_refuse,
        carry_out=_extend,
        values=lambda note: {"asks_decision": note.consultation and note.consultation.asks_decision},
    )
)

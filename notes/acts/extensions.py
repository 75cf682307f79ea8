"""Extending a deadline: an officer prepares the note that tells of it, a signatory issues it.

Issuing moves the deadline in the same act: nobody has another deadline than Member States were told.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cica_portal.deadlines import LAST_MINUTE, Deadline
from cica_portal.errors import DomainError, NotAllowed
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from comments.models import Consultation
from comments.procedure import consultations
from comments.writing import covered
from members import audit
from members.models import User
from notes import kinds
from notes.acts import issuing, readiness, recipients
from notes.acts.followups import WordsMissing
from notes.acts.readiness import Finding
from notes.delivery import dispatches
from notes.enums import NoteKind, NoteStatus
from notes.models import VerbalNote
from notes.register import numbers


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
    if not by.has_perm("notes.draft_note"):
        raise NotAllowed
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


def issue(
    note: VerbalNote,
    *,
    by: User,
    at: dt.datetime,
    expected_number: str = "",
    expected_points: str | None = None,
    expected_draft: str | None = None,
    reason: str = "",
) -> VerbalNote:
    """Issue the note and move the deadline with it: all or nothing. Other drafts then say the new day."""
    with transaction.atomic():
        consultation = consultations.hold(note.own_consultation)
        held = issuing.lock(note)
        if not by.has_perm("notes.issue_note", held):
            raise NotAllowed
        readiness.refuse_void_reference(held)
        written_to = recipients.recipients_of(held, at=at)
        # Whoever issues one of them locks it before the numbers, too.
        others = list(_drafted(consultation, NoteKind.SILENCE_BROKEN).select_for_update())
        numbers.hold(held.series, at=at)
        moved: dict[str, Any] = {}
        if not _has_moved(held):
            until, why = Deadline.read(held.values["respond_by"]), held.values["reason"]
            extension = consultations.extend(consultation, until.day, until.minute, reason=why, by=by, at=at)
            covered.file_again(consultation, at=at)
            moved = {"extension": extension.pk}
            for other in others:
                # Written by nobody: who extends may sign it, also where two persons are asked for.
                _redraft(other, by=None, at=at, respond_by=str(until))
        accepted = issuing.put_in_force(
            held,
            by=by,
            at=at,
            expected_number=expected_number,
            expected_draft=expected_draft,
            reason=reason,
            **moved,
        )
        dispatches.queue(held, written_to, at=at)
        issuing.record_issue(held, by=by, at=at, respond_by=held.values["respond_by"], **accepted)
    note.refresh_from_db()
    return note


def _has_moved(note: VerbalNote) -> bool:
    """Tell whether the deadline was moved before the note, as version 1.0 did it."""
    return "extension" in note.values


def _redraft(note: VerbalNote, *, by: User | None, at: dt.datetime, **values: Any) -> None:
    before = dict(note.values)
    note.values |= values
    note.save(update_fields=["values"])
    audit.record("verbal_note.redraft", subject=note, by=by, at=at, before=before, after=note.values)


def _findings(note: VerbalNote, *, at: dt.datetime) -> list[Finding]:
    """Return what keeps the prepared note back: a deadline that has passed, or was moved otherwise."""
    if _has_moved(note):
        return []
    until, why = Deadline.read(note.values["respond_by"]), note.values["reason"]
    try:
        consultations.refuse_extension(note.own_consultation, until.day, until.minute, reason=why, at=at)
    except DomainError as refusal:
        return [Finding(str(refusal))]
    return []


kinds.add(
    kinds.Kind(
        kind=NoteKind.DEADLINE_EXTENDED,
        letter="deadline_extended",
        extends_deadline=True,
        asks_for_comments=True,
        issue=issue,
        findings=_findings,
    )
)

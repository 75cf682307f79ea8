"""Issuing: a drafted note becomes official under its number, in one transaction, and never changes again."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal import workflow
from cica_portal.deadlines import seat_date
from cica_portal.errors import AlreadyMoved, DomainError, NotAllowed, Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.operation.resilience import run_each
from cica_portal.text import sha256
from comments.models import Consultation
from comments.procedure import consultations
from members import audit
from members.models import MemberState, User
from notes import kinds, note_documents
from notes.acts import readiness, recipients
from notes.acts.readiness import Readiness
from notes.delivery import dispatches, reachability
from notes.enums import BEFORE_ISSUE, NOTE_TRANSITIONS, Addressing, NoteKind, NoteStatus
from notes.models import Dispatch, NoteAttachment, NoteText, VerbalNote
from notes.register import addressees, numbers, verification
from notes.register.consultation_notes import referred_note
from notes.wording import consistency, enclosed
from plans.life import carrying


class AlreadyIssued(AlreadyMoved):
    sentence = _("This note has already been issued under No. %(number)s.")


class NumberMoved(DomainError):
    sentence = _(
        "Another note has been issued in the meantime, and the next number is now "
        "%(number)s. Nothing was issued; check the number and issue the note again."
    )


class DraftMoved(DomainError):
    sentence = _(
        "The draft note has changed since it was shown to you. Nothing was issued: "
        "read it below, then issue it."
    )


def drafted(
    kind: NoteKind, consultation: Consultation, *, by: User | None = None, at: dt.datetime, **values: Any
) -> VerbalNote:
    """Write a drafted note that follows the circulation of `consultation`; without `by`, the portal's."""
    paper = consultation.revision.paper
    return VerbalNote.objects.create(
        kind=kind,
        series=numbers.series_of(paper.measure),
        paper=paper,
        consultation=consultation,
        answers_to=referred_note(consultation),
        values=values,
        drafted_at=at,
        drafted_by=by,
    )


def draft(
    kind: NoteKind, consultation: Consultation, *, by: User | None = None, at: dt.datetime, **values: Any
) -> VerbalNote:
    """Draft a note for signature."""
    note = drafted(kind, consultation, by=by, at=at, **values)
    audit.record("verbal_note.draft", subject=note, by=by, at=at, after={"kind": str(kind)} | values)
    return note


def draft_each(kind: NoteKind, found: QuerySet[Consultation], *, at: dt.datetime) -> list[VerbalNote]:
    """Draft the portal's own note of a kind, once for each of these consultations."""
    drafted = VerbalNote.objects.filter(kind=kind, consultation__isnull=False)

    def draft_one(consultation: Consultation) -> list[VerbalNote]:
        with transaction.atomic():
            held = consultations.hold(consultation)
            if drafted.filter(consultation=held).exists():
                return []
            return [draft(kind, held, at=at)]

    return list(run_each(found.exclude(pk__in=drafted.values("consultation")), draft_one))


def lock(note: VerbalNote, *, status: NoteStatus | None = NoteStatus.DRAFTED) -> VerbalNote:
    """Lock the note's row and return the note as it now is; refuse if it is not in this status any more.

    Without a `status` it may be drafted or still in preparation.
    """
    related = ("paper__measure", "paper__coordinator", "series", "consultation", "answers_to", "member_state")
    held = VerbalNote.objects.select_for_update(of=("self",)).select_related(*related).get(pk=note.pk)
    if held.status == NoteStatus.ISSUED:
        raise AlreadyIssued(number=held.number)
    allowed = {status} if status else BEFORE_ISSUE
    if held.status not in allowed:
        raise AlreadyMoved
    return held


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
    """Issue a drafted note, do with it what its kind brings about, and put it on its way: all or nothing.

    `expected_number`, `expected_points` and `expected_draft` are what the signatory was shown: on anything
    else nothing is issued. `reason` is why what every language lacks is accepted, and why open points are
    carried over where the plan passes a gate with this note.
    """
    row = kinds.of(note)
    with transaction.atomic():
        row.hold(note)
        held = lock(note)
        by.require("notes.issue_note", held)
        row.refuse(held, at=at)
        numbers.hold(held.series, at=at)
        ready = readiness.find(held, at=at)
        ready.refuse()
        carried = {}
        if row.gate is not None:
            carried = carrying.carry(
                held.own_paper, row.gate, ready.points, reason=reason, by=by, at=at, expected=expected_points
            )
        if expected_number not in ("", ready.number):
            raise NumberMoved(number=ready.number)
        if expected_draft not in (None, readiness.mark(held, ready, at=at)):
            raise DraftMoved
        consistency.refuse(ready.defects, reason=reason)
        done = row.carry_out(held, ready, by=by, at=at)
        written_to = recipients.recipients_of(held, at=at)
        put_in_force(held, ready, by=by, at=at)
        recipients.freeze(held, at=at)
        dispatches.queue(held, written_to, at=at)
        if row.opens_consultation:
            reachability.look_ahead(held.own_consultation, at=at)
        if ready.defects:
            done |= {"accepted": [str(one) for one in ready.defects], "reason": reason.strip()}
        record_issue(held, by=by, at=at, **done | carried)
    note.refresh_from_db()
    return note


def put_in_force(
    note: VerbalNote, ready: Readiness, *, by: User | None, at: dt.datetime, authority: User | None = None
) -> None:
    """Number a note that was found ready, freeze its words in every language, move it to issued: part of an
    act."""
    if ready.enclosed:
        note.values |= enclosed.frozen(note, ready.enclosed)
        NoteAttachment.objects.filter(note=note).update(frozen_at=at)
    number = numbers.next_number(note.series, at=at)
    NoteText.objects.bulk_create(
        NoteText(note=note, language=language, pieces=[piece.as_dict() for piece in pieces])
        for language, pieces in ready.words.items()
    )
    workflow.move(
        note,
        NoteStatus.ISSUED,
        transitions=NOTE_TRANSITIONS,
        events=note.events,
        by=by,
        at=at,
        number=number,
        printed_numbers=dict.fromkeys(LANGUAGES, number),
        check_code=verification.new_code(),
        issued_on=seat_date(at),
        issued_at=at,
        issued_by=authority or by,
        consultation=note.consultation,
        values=note.values,
    )
    note_documents.request(note, at=at)


def record_issue(
    note: VerbalNote,
    *,
    by: User | None,
    at: dt.datetime,
    **details: Any,
) -> None:
    """Append the issue to the audit chain: the last thing in the act, for the head's lock is taken last."""
    written = Dispatch.objects.filter(note=note, is_copy=False, member_state__isnull=False)
    states = MemberState.objects.filter(pk__in=written.values("member_state"))
    after = {
        "kind": str(note.kind),
        "number": note.number,
        "issued_on": note.issued_on.isoformat() if note.issued_on else None,
        "member_states": sorted(states.order_by().values_list("code", flat=True)),
        "texts": _hashes(NoteText.objects.filter(note=note).order_by("language")),
    }
    after |= {name: kept for name, kept in addressees.said(note).items() if kept and kept != Addressing.USUAL}
    if kinds.of(note).ends:
        after["ends"] = note.subject.number
    audit.record("verbal_note.issue", subject=note, by=by, at=at, after=after | details)


def discard(note: VerbalNote, *, by: User | None, at: dt.datetime) -> None:
    """Discard a drafted note; it keeps its row and takes no number. `by` is none where the portal does it."""
    if by is not None and not by.has_perm("notes.draft_note", note):
        raise NotAllowed
    with transaction.atomic():
        held = lock(note, status=None)
        if not kinds.of(held).is_discardable(held):
            raise Refusal("notes.not_discarded")
        workflow.move(
            held, NoteStatus.DISCARDED, transitions=NOTE_TRANSITIONS, events=held.events, by=by, at=at
        )
        audit.record("verbal_note.discard", subject=held, by=by, at=at)
    note.refresh_from_db()


def texts_sha256(note: VerbalNote) -> dict[str, str]:
    """Return the hash of the frozen words of an issued note, by language."""
    return _hashes(note.texts.all())


def _hashes(texts: Iterable[NoteText]) -> dict[str, str]:
    return {text.language: sha256(text.pieces) for text in texts}

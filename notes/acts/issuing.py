"""Issuing: a drafted note becomes official under its number, in one transaction, and never changes again."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal import workflow
from cica_portal.deadlines import seat_date
from cica_portal.errors import AlreadyMoved, DomainError, NotAllowed, Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.text import sha256
from comments.models import Consultation
from members import audit
from members.models import MemberState, User
from notes import kinds, note_documents
from notes.acts import readiness, recipients
from notes.acts.readiness import NotReady, Readiness
from notes.delivery import dispatches
from notes.enums import NOTE_TRANSITIONS, Addressing, NoteKind, NoteStatus
from notes.models import Dispatch, NoteAddressee, NoteAttachment, NoteText, VerbalNote
from notes.register import addressees, numbers, verification
from notes.register.consultation_notes import referred_note
from notes.wording import composition, consistency, enclosed, facts, wordings
from plans.life import carrying
from plans.open_points.point_kinds import Point


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


def lock(note: VerbalNote, *, status: NoteStatus | None = NoteStatus.DRAFTED) -> VerbalNote:
    """Lock the note's row and return the note as it now is; refuse if it is not in this status any more.

    Without a `status` it may be drafted or still in preparation.
    """
    related = ("paper__measure", "paper__coordinator", "series", "consultation", "answers_to", "member_state")
    held = VerbalNote.objects.select_for_update(of=("self",)).select_related(*related).get(pk=note.pk)
    if held.status == NoteStatus.ISSUED:
        raise AlreadyIssued(number=held.number)
    allowed = {status} if status else {NoteStatus.DRAFTED, NoteStatus.IN_PREPARATION}
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
    printed_numbers: Any = None,
    reason: str = "",
) -> VerbalNote:
    """Issue a drafted note of a round and put it on its way to every State that the round addressed.

    `expected_number` is the number that the signatory was shown: under another one nothing is issued.
    `reason` is why what every language lacks is accepted, and why open points are carried over where the plan
    passes a gate with this note; `expected_points` are those that the signatory was shown. `expected_draft`
    is the mark of the draft that was shown (`readiness.mark`): nothing that was changed since is issued.
    """
    with transaction.atomic():
        held = lock(note)
        if kinds.of(held).issue is not None:
            raise Refusal("notes.different_act")
        if not by.has_perm("notes.issue_note", held):
            raise NotAllowed
        kinds.of(held).refuse(held, at=at)
        if found := readiness.findings_of(held, at=at):
            raise NotReady(found)
        if kinds.of(held).replaces:
            _refer_to(held)
        chosen = addressees.rows_of(held)
        written_to = recipients.recipients_of(held, at=at, rows=chosen)
        gate = kinds.of(held).gate
        points = carrying.before(held.own_paper, gate, at=at) if gate else []
        carried = _carried(held, points, reason, expected_points, by=by, at=at)
        accepted = put_in_force(
            held,
            by=by,
            at=at,
            expected_number=expected_number,
            expected_draft=expected_draft,
            printed_numbers=printed_numbers,
            reason=reason,
            chosen=chosen,
        )
        dispatches.queue(held, written_to, at=at)
        # Of a note without a consultation it is written down only now to which States it is addressed.
        is_known = held.consultation_id is not None
        record_issue(held, by=by, at=at, chosen=chosen if is_known else None, **accepted | carried)
    note.refresh_from_db()
    return note


def _refer_to(replacement: VerbalNote) -> None:
    """Let the drafts that refer to a note speak of what replaces it. Before the number is locked: whoever
    issues one of them holds it first."""
    drafts = VerbalNote.objects.drafted().filter(answers_to=replacement.subject)
    drafts.exclude(kind__in=kinds.changing()).update(answers_to=replacement)


def _carried(
    note: VerbalNote,
    points: Sequence[Point],
    reason: str,
    expected: str | None,
    *,
    by: User,
    at: dt.datetime,
) -> dict[str, Any]:
    """Carry over what is open before the gate that the plan passes with this note, if it passes one."""
    gate = kinds.of(note).gate
    if gate is None:
        return {}
    return carrying.carry(note.own_paper, gate, points, reason=reason, by=by, at=at, expected=expected)


def begin(
    note: VerbalNote,
    *,
    by: User,
    at: dt.datetime,
    expected_number: str,
    expected_points: str | None,
    reason: str,
) -> tuple[Readiness, dict[str, Any]]:
    """Find a locked note ready under its series' lock, or refuse: part of an act that freezes a text with it.

    Return what was found, under the number that is the note's now, and what the signatory carried over, which
    goes into the record.
    """
    numbers.hold(note.series, at=at)
    ready = readiness.find(note, at=at)
    ready.refuse()
    carried = _carried(note, ready.points, reason, expected_points, by=by, at=at)
    allocate(note, expected_number=expected_number, at=at)
    return ready, carried


def put_in_force(
    note: VerbalNote,
    *,
    by: User | None,
    at: dt.datetime,
    expected_number: str = "",
    expected_draft: str | None = None,
    printed_numbers: Mapping[str, str] | None = None,
    authority: User | None = None,
    consultation: Consultation | None = None,
    reason: str = "",
    ready: Readiness | None = None,
    chosen: Sequence[NoteAddressee] | None = None,
    **values: Any,
) -> dict[str, Any]:
    """Number the note, freeze its words in every language, move it to issued: part of an act.

    An act that has begun with the note hands over what it found, or who was `chosen` for it; `values` are
    what else the note says. A person issues nothing that was shown otherwise (`expected_draft`), and nothing
    whose languages disagree; what all of them lack is accepted with a `reason`.
    Return what was accepted, for the record.
    """
    issued_on = seat_date(at)
    if ready is not None:
        number, words, found, items = ready.number, ready.words, ready.defects, ready.enclosed
    else:
        number, items = allocate(note, expected_number=expected_number, at=at), enclosed.of(note)
        given: dict[str, Any] = {"number": number, "issued_on": issued_on}
        listed = {code: enclosed.listed(items, code) or [] for code in LANGUAGES}
        body = wordings.body_of(note)
        words = {
            code: composition.composed(note, code, **given, enclosed=listed[code], body=body)
            for code in LANGUAGES
        }
        found = facts.defects(note, words, issued_on=issued_on) if by is not None else []
    if expected_draft is not None and expected_draft != readiness.mark(
        note, words, items, at=at, chosen=chosen
    ):
        raise DraftMoved
    if items:
        values |= enclosed.frozen(note, items)
        NoteAttachment.objects.filter(note=note).update(frozen_at=at)
    consistency.refuse(found, reason=reason)
    NoteText.objects.bulk_create(
        NoteText(note=note, language=language, pieces=[piece.as_dict() for piece in pieces])
        for language, pieces in words.items()
    )
    workflow.move(
        note,
        NoteStatus.ISSUED,
        transitions=NOTE_TRANSITIONS,
        events=note.events,
        by=by,
        at=at,
        number=number,
        printed_numbers=dict(printed_numbers or dict.fromkeys(LANGUAGES, number)),
        check_code=verification.new_code(),
        issued_on=issued_on,
        issued_at=at,
        issued_by=authority or by,
        consultation=consultation or note.consultation,
        values=note.values | values,
    )
    if by is not None:
        recipients.freeze(note, at=at, rows=chosen)
    note_documents.request(note, at=at)
    return {"accepted": [str(one) for one in found], "reason": reason.strip()} if found else {}


def allocate(note: VerbalNote, *, at: dt.datetime, expected_number: str = "") -> str:
    """Allocate the note's number; refuse if it is not the one that was shown."""
    number = numbers.next_number(note.series, at=at)
    if expected_number and number != expected_number:
        raise NumberMoved(number=number)
    return number


def record_issue(
    note: VerbalNote,
    *,
    by: User | None,
    at: dt.datetime,
    chosen: Sequence[NoteAddressee] | None = None,
    **details: Any,
) -> None:
    """Append the issue to the audit chain: the last thing in the act, for the head's lock is taken last.

    An act that knows who was `chosen` for the note hands it over.
    """
    after = {
        "kind": str(note.kind),
        "number": note.number,
        "issued_on": note.issued_on.isoformat() if note.issued_on else None,
        "member_states": sorted(_codes(note)),
        "texts": _hashes(NoteText.objects.filter(note=note).order_by("language")),
    }
    if by is not None:
        said = addressees.said(note, chosen)
        after |= {name: kept for name, kept in said.items() if kept and kept != Addressing.USUAL}
    if kinds.of(note).ends:
        after["ends"] = note.subject.number
    audit.record("verbal_note.issue", subject=note, by=by, at=at, after=after | details)


def _codes(note: VerbalNote) -> QuerySet[MemberState, str]:
    written = Dispatch.objects.filter(note=note, is_copy=False, member_state__isnull=False)
    states = MemberState.objects.filter(pk__in=written.values("member_state"))
    return states.order_by().values_list("code", flat=True)


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

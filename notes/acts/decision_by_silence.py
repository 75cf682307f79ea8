"""A decision by silence: an officer drafts the note that puts a recommended text before all Member States on
the ground of a body's decision, a signatory issues it (rule 50); the portal drafts the note on what became of
it, in the act that broke the silence or confirmed the adoption."""

import datetime as dt
from typing import Any

from django.db import transaction

from cica_portal import organization
from cica_portal.calendar.days import check_deadline
from cica_portal.deadlines import LAST_MINUTE, Deadline, seat_date
from cica_portal.errors import NotAllowed, Refusal
from comments.enums import ConsultationStatus, Visibility
from comments.models import Consultation
from comments.procedure import consultations, outcomes, silence
from documents.enums import DocumentKind
from documents.models import Document
from members import audit
from members.models import User, today
from notes import kinds
from notes.acts import circulation, issuing
from notes.acts.readiness import Finding, Readiness
from notes.enums import NoteKind, NoteStatus
from notes.kinds import Enclosure
from notes.models import Circulation, VerbalNote
from notes.register import numbers
from notes.register.consultation_notes import referred_note
from notes.wording import enclosed
from plans.enums import Body, DecisionKind, PaperStatus
from plans.life import decisions
from plans.models import ConceptPaper, PaperDecision
from plans.papers import plan_documents

# What Member States have at the least, from the issue on, and what is proposed.
LEAST = dt.timedelta(hours=72)
USUAL_DAYS = 14


def ground_of(paper: ConceptPaper) -> PaperDecision | None:
    """Return the decision that places the recommended text of a plan under silence, unless a silence on this
    ground was opened before."""
    if paper.status != PaperStatus.RECOMMENDED:
        return None
    last = paper.decisions.select_related("item__meeting", "revision").last()
    if last is None or last.kind != DecisionKind.UNDER_SILENCE:
        return None
    if last.item is None or last.item.meeting.body != Body.SOC:
        return None
    used = Consultation.objects.filter(revision__paper=paper, ground__decision=last.pk)
    return None if used.exists() else last


def refusal_of(paper: ConceptPaper) -> Refusal | None:
    """Return why no decision by silence can be asked for on a plan."""
    if ground_of(paper) is None:
        return Refusal("notes.no_ground")
    running = Consultation.objects.filter(revision__paper=paper, status=ConsultationStatus.OPEN).first()
    return Refusal("notes.consultation_runs", number=running.reference) if running else None


def is_too_near(deadline: Deadline, at: dt.datetime) -> bool:
    return deadline.closes_at(organization.time_zone()) < at + LEAST


def drafted_note(paper: ConceptPaper) -> VerbalNote | None:
    return VerbalNote.objects.filter(
        paper=paper, kind=NoteKind.DECISION_BY_SILENCE, status=NoteStatus.DRAFTED
    ).first()


def prepare(
    paper: ConceptPaper,
    *,
    respond_by: dt.date,
    last_minute: dt.time = LAST_MINUTE,
    visibility: str = Visibility.AFTER_CLOSING,
    needs_release: bool = False,
    by: User,
    at: dt.datetime,
) -> VerbalNote:
    """Draft the note, or change the time that its draft names."""
    if not by.has_perm("notes.draft_note"):
        raise NotAllowed
    deadline = Deadline(respond_by, last_minute)
    if is_too_near(deadline, at):
        raise Refusal("notes.silence_too_short")
    check_deadline(respond_by, on=seat_date(at))
    with transaction.atomic():
        held = ConceptPaper.objects.select_for_update().get(pk=paper.pk)
        if refusal := refusal_of(held):
            raise refusal
        ground = _ground(held)
        values = {"respond_by": str(deadline), "decided_on": ground.held_on.isoformat()}
        given = {"values": values, "drafted_by": by, "drafted_at": at}
        note = drafted_note(held)
        if note is None:
            series = numbers.series_of(held.measure)
            note = VerbalNote(kind=NoteKind.DECISION_BY_SILENCE, series=series, paper=held)
        for name, value in given.items():
            setattr(note, name, value)
        note.save()
        terms = {"respond_by": respond_by, "last_minute": last_minute, "needs_release": needs_release}
        terms["visibility"] = Visibility(visibility).value
        prepared, _is_new = Circulation.objects.update_or_create(
            note=note, defaults=terms | {"content_sha256": ground.revision.sha256}
        )
        _request(note, at=at)
        said = {"kind": str(note.kind), **prepared.terms}
        audit.record("verbal_note.prepare", subject=note, by=by, at=at, after=said)
    return note


def _ground(paper: ConceptPaper) -> PaperDecision:
    found = ground_of(paper)
    if found is None:
        raise Refusal("notes.no_ground")
    return found


def _refuse(note: VerbalNote, *, at: dt.datetime) -> None:
    if refusal := refusal_of(note.own_paper):
        raise refusal


def _findings(note: VerbalNote, *, at: dt.datetime) -> list[Finding]:
    if is_too_near(note.circulation.deadline, at):
        return [Finding(Refusal("notes.silence_too_short"))]
    return []


def _open(note: VerbalNote, ready: Readiness, *, by: User, at: dt.datetime) -> dict[str, object]:
    """Open the silence on the text that was recommended; the plan stays where it is."""
    ground, prepared = _ground(note.own_paper), note.circulation
    note.consultation = consultations.open_consultation(
        ground.revision,
        reference=ready.number,
        opens_at=at,
        respond_by=prepared.respond_by,
        last_minute=prepared.last_minute,
        time_zone=organization.time_zone(),
        visibility=prepared.visibility,
        ground={"decision": ground.pk, "held_on": ground.held_on.isoformat(), "symbol": ground.symbol},
        by=by,
    )
    said = {"respond_by": str(prepared.deadline), "revision": ground.revision.sha256}
    return said | {"enclosed": enclosed.recorded(ready.enclosed)}


def _enclosures(note: VerbalNote) -> list[Enclosure]:
    held = note.consultation.revision if note.consultation else None
    revision = held or decisions.adopted_text(note.own_paper)
    source = plan_documents.revision_source(revision)
    return [Enclosure("enclosure", "draft", DocumentKind.PLAN, source, is_text=True)]


def _request(note: VerbalNote, *, at: dt.datetime) -> list[Document]:
    return plan_documents.request_revision(decisions.adopted_text(note.own_paper), at=at)


# What became of it ------------------------------------------------------------------------------------
def tell(consultation: Consultation, *, at: dt.datetime) -> None:
    """Draft the note on what became of a decision by silence, in the transaction of the act that settled it:
    one for a break, however many objections follow, one for an adoption."""
    outcome = _outcome(consultation)
    if outcome and referred_note(consultation):
        told = VerbalNote.objects.filter(kind=NoteKind.DECISION_TOLD, consultation=consultation)
        told = told.exclude(status=NoteStatus.DISCARDED)
        for stale in told.filter(status=NoteStatus.DRAFTED).exclude(values__outcome=outcome):
            issuing.discard(stale, by=None, at=at)
        if not told.filter(values__outcome=outcome).exists():
            values: dict[str, Any] = {"respond_by": str(consultation.deadline), "outcome": outcome}
            adopted = _told_adoption(consultation)
            if outcome == "set_aside":
                first = silence.objections().filter(consultation=consultation).earliest("received_at")
                values["filed_date"] = seat_date(first.received_at).isoformat()
            note = issuing.draft(NoteKind.DECISION_TOLD, consultation, at=at, **values)
            if outcome == "set_aside":
                note.answers_to = adopted
                note.save(update_fields=["answers_to"])


def _told_adoption(consultation: Consultation) -> VerbalNote | None:
    told = VerbalNote.objects.filter(kind=NoteKind.DECISION_TOLD, values__outcome="adopted")
    return told.filter(consultation=consultation, status=NoteStatus.ISSUED).order_by("pk").last()


def told_on(paper: ConceptPaper) -> dt.date | None:
    """Return the day of the note that told Member States of an adoption by silence, `decisions.NOT_TOLD`
    while it is drafted; nothing where none tells of it."""
    told = VerbalNote.objects.upheld().filter(kind=NoteKind.DECISION_TOLD, values__outcome="adopted")
    note = told.filter(paper=paper).order_by("pk").last()
    return None if note is None else note.issued_on or decisions.NOT_TOLD


def _outcome(consultation: Consultation) -> str:
    """Return what is to be told of: nothing before the silence is broken or the adoption confirmed. Where
    Member States were told of the adoption, a break that became known since sets it aside (rule 52)."""
    if silence.is_broken(consultation):
        return "set_aside" if _told_adoption(consultation) else "broken"
    return (
        "adopted"
        if consultation.status == ConsultationStatus.CLOSED and outcomes.is_confirmed(consultation)
        else ""
    )


def _values(note: VerbalNote) -> dict[str, Any]:
    """Return which sentence says so: of one objection, of several, or of none and until when statements may
    be filed."""
    outcome = note.values.get("outcome")
    if outcome == "adopted":
        last_day = decisions.statements_from(note.issued_on or today())
        return {"decided": outcome, "statements_by": last_day}
    if outcome == "set_aside":
        return {"decided": outcome}
    objected = silence.objections().filter(consultation=note.consultation).values("member_state").distinct()
    return {"decided": "broken_several" if objected.count() > 1 else "broken_one"}


def _refuse_untrue(note: VerbalNote, *, at: dt.datetime) -> None:
    consultations.refuse_withdrawn(note.own_consultation)
    if note.values["outcome"] != _outcome(note.own_consultation):
        raise Refusal("notes.outcome_moved")


def _is_discardable(note: VerbalNote) -> bool:
    """Tell whether the note is not true any more, or its plan was withdrawn: else it has to be signed."""
    is_withdrawn = note.own_paper.status == PaperStatus.WITHDRAWN
    return is_withdrawn or note.values["outcome"] != _outcome(note.own_consultation)


kinds.add(
    kinds.Kind(
        kind=NoteKind.DECISION_BY_SILENCE,
        letter="decision_by_silence",
        opens_consultation=True,
        hold=circulation.hold_paper,
        refuse=_refuse,
        findings=_findings,
        carry_out=_open,
        enclosures=_enclosures,
        request=_request,
        states=circulation.states,
    )
)
kinds.add(
    kinds.Kind(
        kind=NoteKind.DECISION_TOLD,
        letter="note",
        values=_values,
        refuse=_refuse_untrue,
        is_discardable=_is_discardable,
    )
)

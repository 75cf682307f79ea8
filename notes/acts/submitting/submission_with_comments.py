"""Submission to the SWG after comments: the revised draft is frozen, and goes with the table of comments.

One act freezes the revision, moves the plan before the SWG and issues the note that conveys both.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import Refusal
from comments.enums import ConsultationStatus, Position, Visibility
from comments.models import CompilationRelease, Consultation, Response
from comments.procedure import consultations, outcomes
from documents.models import Document
from members import audit
from members.models import User
from notes import conveyed, enclosure_set, kinds
from notes.acts import circulation, issuing, readiness
from notes.acts.readiness import Finding, Readiness
from notes.enums import NoteKind, NoteStatus
from notes.models import VerbalNote
from notes.wording import enclosed
from plans import revisions
from plans.blocks import lock_draft
from plans.checks import gate
from plans.enums import Body, DecisionKind, PaperStatus, PlanGate
from plans.life import papers
from plans.models import ConceptPaper, PaperDecision
from plans.papers import plan_documents

STATES_CHANGED = _(
    "The Member States with comments in force are no longer those that this note names. Discard this draft, "
    "then draft the note again."
)

MEETING_CHANGED = _(
    "The meeting of the SWG is no longer as this note says. Discard this draft, then draft the note again."
)


def may_draft(consultation: Consultation) -> bool:
    """Tell whether the round has come to where its plan is submitted with comments: the last round of it."""
    return (
        consultation.status == ConsultationStatus.CLOSED
        and consultation.revision.paper.status == PaperStatus.UNDER_CONSOLIDATION
        and outcomes.later(consultation) is None
    )


def is_submitted(consultation: Consultation) -> bool:
    """Tell whether the submission of the round is drafted, or issued and the SWG has not returned the plan
    since; one put aside is none."""
    returned = PaperDecision.objects.filter(
        paper=OuterRef("paper"), kind=DecisionKind.RETURNED, at__gte=OuterRef("issued_at")
    )
    of_round = VerbalNote.objects.filter(kind=NoteKind.SWG_WITH_COMMENTS, consultation=consultation)
    return of_round.exclude(status=NoteStatus.DISCARDED).filter(~Exists(returned)).exists()


def draft(consultation: Consultation, *, by: User, at: dt.datetime) -> VerbalNote:
    """Draft the note that submits the revised draft with the comments to the next meeting of the SWG that has
    the plan on its agenda, and ask for what it encloses."""
    by.require("notes.draft_note")
    with transaction.atomic():
        held = consultations.hold(consultation)
        if (later := outcomes.later(held)) is not None:
            raise Refusal("notes.circulated_since", number=later.reference)
        if not may_draft(held):
            raise Refusal("notes.not_consolidated", status=held.revision.paper.get_status_display())
        states = commented(held)
        if not states:
            raise Refusal("notes.nobody_commented")
        if is_submitted(held):
            raise Refusal("notes.submission_with_comments_already_drafted")
        values: dict[str, Any] = {"states": states}
        values |= _meeting_values(held.revision.paper)
        note = issuing.drafted(NoteKind.SWG_WITH_COMMENTS, held, by=by, at=at, **values)
        request_enclosures(note, at=at)
        audit.record("verbal_note.draft", subject=note, by=by, at=at, after={"kind": note.kind} | values)
    return note


def _meeting_values(paper: ConceptPaper) -> dict[str, Any]:
    """Return what the note says of the meeting: nothing where the plan is on the agenda of none."""
    item = paper.items.open().filter(meeting__body=Body.SWG).first()
    return {"swg_date": item.meeting.first_on.isoformat(), "meeting": item.meeting_id} if item else {}


def commented(consultation: Consultation) -> list[str]:
    """Return the codes of the States whose standing answer is comments."""
    answers = Response.objects.standing().filter(consultation=consultation, position=Position.COMMENTS)
    return sorted(answers.values_list("member_state__code", flat=True))


def request_enclosures(note: VerbalNote, *, at: dt.datetime) -> list[Document]:
    """Ask for the revised draft as it stands and for the table of comments, in every language."""
    drafts = plan_documents.request_draft(note.own_paper, at=at)
    return drafts + enclosure_set.request(note.own_consultation, at=at)


def _findings(note: VerbalNote, *, at: dt.datetime) -> list[Finding]:
    """Return what keeps the submission back besides its words."""
    found = readiness.text_findings(gate.look(note.own_paper))
    if note.own_paper.status != PaperStatus.UNDER_CONSOLIDATION:
        found.append(
            Finding(str(Refusal("notes.not_consolidated", status=note.own_paper.get_status_display())))
        )
    if (later := outcomes.later(note.own_consultation)) is not None:
        found.append(Finding(str(Refusal("notes.circulated_since", number=later.reference))))
    if note.values["states"] != commented(note.own_consultation):
        found.append(Finding(STATES_CHANGED))
    if note.values.get("swg_date") != _meeting_values(note.own_paper).get("swg_date"):
        found.append(Finding(MEETING_CHANGED))
    return found + _unconfirmed(note.own_consultation)


def _unconfirmed(consultation: Consultation) -> list[Finding]:
    """Return what keeps the comments in the house: the note shows them to every State that it goes to."""
    if not outcomes.is_confirmed(consultation):
        return [Finding(str(Refusal("comments.outcome_not_confirmed")))]
    waits = consultation.visibility == Visibility.AFTER_COMPILATION
    if waits and not CompilationRelease.objects.filter(consultation=consultation).exists():
        return [
            Finding(
                _("The compilation, which the note conveys, has not been distributed. Distribute it first.")
            )
        ]
    return []


def _submit(note: VerbalNote, ready: Readiness, *, by: User, at: dt.datetime) -> dict[str, Any]:
    """Freeze the revised draft and move the plan before the SWG, as the note that conveys it is issued."""
    paper = lock_draft(note.own_paper.pk)
    revision = revisions.freeze(paper, by=by, at=at)
    papers.move(paper, PaperStatus.BEFORE_SWG, by=by, at=at)
    plan_documents.request_revision(revision, at=at)
    note.values["revision"] = revision.number
    return {"revision": revision.sha256, "enclosed": enclosed.recorded(ready.enclosed)}


kinds.add(
    kinds.Kind(
        kind=NoteKind.SWG_WITH_COMMENTS,
        letter="note",
        submits_plan=True,
        gate=PlanGate.SUBMISSION,
        hold=circulation.hold_paper,
        carry_out=_submit,
        findings=_findings,
        enclosures=conveyed.enclosures,
        request=request_enclosures,
    )
)

"""Submission to the SWG after silence: drafted by the portal for a signature, and never sent by itself."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from comments.enums import Outcome
from comments.procedure import consultations, outcomes
from notes import kinds
from notes.acts import broken_silence, issuing
from notes.delivery import overtaking
from notes.enums import NoteKind
from notes.models import VerbalNote
from notes.register import consultation_notes
from plans.enums import PaperStatus, PlanGate

TOLD_OF_COMMENTS = _(
    "By note %(number)s Member States were told that comments were received and that the draft would not be "
    "submitted in its present form. Those comments are no longer in force: annul that note before you issue "
    "this one."
)


def draft_due(at: dt.datetime) -> list[VerbalNote]:
    """Draft the submission to the SWG for each round that closed in silence (silence procedure)."""
    silent = outcomes.ended_in(Outcome.SILENCE).order_by("closed_at")
    return issuing.draft_each(NoteKind.SWG_WITHOUT_COMMENTS, silent, at=at)


def _refuse(note: VerbalNote, *, at: dt.datetime) -> None:
    """Refuse a submission whose plan was withdrawn, or whose consultation ended in another outcome or in one
    that nobody confirmed."""
    consultations.refuse_withdrawn(note.own_consultation)
    outcomes.refuse_submission(note.own_consultation)


def _remarks(note: VerbalNote) -> list[Any]:
    """Return that the States were told of comments, which they have withdrawn since."""
    told = broken_silence.telling(note.own_consultation)
    return [TOLD_OF_COMMENTS % {"number": told.number}] if told else []


def _is_discardable(note: VerbalNote) -> bool:
    """Tell whether the silence turned out broken, the plan was withdrawn or the circulation annulled: else
    the rules require the note, and it waits for its signature."""
    is_withdrawn = note.own_paper.status == PaperStatus.WITHDRAWN
    if is_withdrawn or overtaking.is_ended(note.subject):
        return True
    return outcomes.current(note.own_consultation) != Outcome.SILENCE


def _values(note: VerbalNote) -> dict[str, Any]:
    """Return the notes of the earlier consultations with comments, for the note that says there were none."""
    earlier = outcomes.commented_before(note.own_consultation)
    notes = {one.reference: consultation_notes.referred_note(one) for one in earlier}
    return {"earlier": [found.number if found else reference for reference, found in notes.items()]}


kinds.add(
    kinds.Kind(
        kind=NoteKind.SWG_WITHOUT_COMMENTS,
        letter="swg_without_comments",
        submits_plan=True,
        gate=PlanGate.SUBMISSION,
        refuse=_refuse,
        remarks=_remarks,
        is_discardable=_is_discardable,
        values=_values,
    )
)

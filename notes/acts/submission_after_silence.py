"""Submission to the SWG after silence: drafted by the portal for a signature, and never sent by itself."""

import datetime as dt

from django.db import transaction

from cica_portal.errors import DomainError
from comments.enums import ConsultationStatus, Outcome
from comments.models import Consultation
from comments.procedure import consultations, outcomes
from notes.acts import issuing
from notes.enums import NoteKind
from notes.models import VerbalNote
from plans.enums import PaperStatus


def draft_due(at: dt.datetime) -> list[VerbalNote]:
    """Draft the submission to the SWG for each round that closed in silence (silence procedure)."""
    drafted = VerbalNote.objects.filter(kind=NoteKind.SWG_WITHOUT_COMMENTS, consultation__isnull=False)
    silent = (
        Consultation.objects.filter(status=ConsultationStatus.CLOSED, outcome=Outcome.SILENCE)
        .exclude(pk__in=drafted.values("consultation"))
        .exclude(revision__paper__status=PaperStatus.WITHDRAWN)
    )
    made = []
    for consultation in silent.order_by("closed_at"):
        with transaction.atomic():
            held = consultations.hold(consultation)
            if not drafted.filter(consultation=held).exists():
                made.append(issuing.draft(NoteKind.SWG_WITHOUT_COMMENTS, held, at=at))
    return made


def hindrance(note: VerbalNote) -> DomainError | None:
    """Return why a drafted submission cannot be issued: its round's outcome is another, or not confirmed."""
    if note.kind != NoteKind.SWG_WITHOUT_COMMENTS:
        return None
    try:
        outcomes.refuse_submission(note.consultation)
    except DomainError as refusal:
        return refusal
    return None

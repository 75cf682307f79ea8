"""What the apps below ask of the notes: what stands against a decision of the SWG on a plan, and what changed
the note of a consultation."""

import datetime as dt
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError
from comments import signals as of_consultations
from comments.enums import ConsultationStatus
from comments.models import Consultation
from comments.procedure.certificates import Following
from notes import kinds
from notes.enums import NoteStatus
from notes.models import VerbalNote
from notes.register import consultation_notes
from plans import signals
from plans.models import ConceptPaper


class SubmissionNotIssued(DomainError):
    sentence = _(
        "The note submitting the plan to the SWG after the consultation under note "
        "%(number)s has not been issued. A signatory has to issue it before the "
        "decision can be recorded."
    )


@receiver(signals.decision_prepared, sender=ConceptPaper)
def refuse_unsubmitted(paper: ConceptPaper, **kwargs: Any) -> DomainError | None:
    """Return why no decision can be recorded yet: the note that submits the plan after its last consultation
    is not issued."""
    consultations_of_paper = Consultation.objects.filter(revision__paper=paper).exclude(
        status=ConsultationStatus.WITHDRAWN
    )
    last = consultations_of_paper.order_by("opens_at", "pk").last()
    if last is None:
        return None
    issued = VerbalNote.objects.filter(
        kind__in=kinds.submitting(), status=NoteStatus.ISSUED, consultation=last
    )
    return None if issued.exists() else SubmissionNotIssued(number=last.reference)


@receiver(of_consultations.certificate_prepared, sender=Consultation)
def say_following(consultation: Consultation, at: dt.datetime, **kwargs: Any) -> list[Following]:
    """Return the notes that replaced, annulled or corrected the one of the consultation by `at`, or extended
    its deadline."""
    return [
        Following(note.number or "", note.issued_on, _following_words(note))
        for note in consultation_notes.following(consultation, at=at)
        if note.issued_on
    ]


def _following_words(note: VerbalNote) -> Any:
    row = kinds.of(note)
    if row.corrects_words:
        # Translators: number is the number of a note, day its day, in Kazakh an attribute
        return _("corrected by note %(number)s of %(day)s")
    if row.extends_deadline:
        # Translators: number is the number of a note, day its day, in Kazakh an attribute
        return _("deadline extended by note %(number)s of %(day)s")
    if row.replaces:
        # Translators: number is the number of a note, day its day, in Kazakh an attribute
        return _("replaced by note %(number)s of %(day)s")
    # Translators: number is the number of a note, day its day, in Kazakh an attribute
    return _("annulled by note %(number)s of %(day)s")

"""What plans ask of the notes: what stands against a decision of the SWG on a plan."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError
from comments.enums import ConsultationStatus
from comments.models import Consultation
from notes import kinds
from notes.enums import NoteStatus
from notes.models import VerbalNote
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

"""What plans ask of the notes: what stands against a decision."""

from typing import Any

from django.dispatch import receiver

from cica_portal.errors import DomainError
from notes.acts import submission_gate
from plans import signals
from plans.models import ConceptPaper


@receiver(signals.decision_prepared, sender=ConceptPaper)
def refuse_unsubmitted(paper: ConceptPaper, **kwargs: Any) -> DomainError | None:
    """Return why no decision can be recorded yet: the note that submits the plan is not issued."""
    return submission_gate.missing(paper)

"""The note of a consultation: the one that brought its text to the Member States."""

from comments.models import Consultation
from notes import kinds
from notes.enums import NoteStatus
from notes.models import VerbalNote
from plans.models import ConceptPaper


def opening_note(consultation: Consultation) -> VerbalNote:
    """Return the note under which the round was opened, of one that a note did open."""
    note = circulation_note(consultation)
    if note is None:
        raise ValueError(f"consultation {consultation.pk} was opened by no note")
    return note


def circulation_note(consultation: Consultation) -> VerbalNote | None:
    """Return the note under which the round was opened."""
    return VerbalNote.objects.filter(
        kind__in=kinds.opening(), consultation=consultation, status=NoteStatus.ISSUED
    ).first()


def circulated_before(paper: ConceptPaper) -> list[VerbalNote]:
    """Return the notes that have circulated a plan so far, in their order; an annulled one is none."""
    issued = VerbalNote.objects.filter(kind__in=kinds.opening(), paper=paper, status=NoteStatus.ISSUED)
    found = issued.with_void().filter(void_by=None).select_related("consultation__revision")
    return list(found.order_by("issued_at", "pk"))

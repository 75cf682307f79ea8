"""The note of a consultation: the one that brought its text to the Member States."""

from comments.models import Consultation
from notes import kinds
from notes.enums import NoteStatus
from notes.models import VerbalNote


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

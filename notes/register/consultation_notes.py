"""The note of a consultation: the one that brought its text to the Member States, and those since."""

import datetime as dt

from comments.models import Consultation
from notes import kinds
from notes.enums import NoteStatus
from notes.models import VerbalNote
from notes.models.notes import VerbalNoteQuerySet
from plans.models import ConceptPaper


def opening_note(consultation: Consultation) -> VerbalNote:
    """Return the note under which the round was opened, of one that a note did open."""
    note = circulation_note(consultation)
    if note is None:
        raise ValueError(f"consultation {consultation.pk} was opened by no note")
    return note


def circulation_note(consultation: Consultation) -> VerbalNote | None:
    """Return the note under which the round was opened."""
    return circulating().filter(consultation=consultation).first()


def referred_note(consultation: Consultation) -> VerbalNote | None:
    """Return the note by which others speak of the round: the one that opened it, or what replaced that."""
    note = circulating().filter(consultation=consultation).with_void().first()
    return (note and in_effect(note)) or note


def reference_note(consultation: Consultation) -> VerbalNote:
    """Return the same of a round that a note did open."""
    return referred_note(consultation) or opening_note(consultation)


def in_effect(note: VerbalNote) -> VerbalNote | None:
    """Return what stands in the place of an issued note that was read `with_void`: itself, or the last of
    those that replaced it; nothing where that was annulled."""
    while vars(note)["void_by"]:
        if not vars(note)["replaced_by"]:
            return None
        note = VerbalNote.objects.with_void().get(number=vars(note)["replaced_by"])
    return note


def circulating() -> VerbalNoteQuerySet:
    """Return the issued notes that open a consultation."""
    return VerbalNote.objects.filter(kind__in=kinds.opening(), status=NoteStatus.ISSUED)


def following(consultation: Consultation, *, at: dt.datetime) -> list[VerbalNote]:
    """Return the notes issued by `at` that extended its deadline, and those that corrected or ended the note
    of the round, or one in its place, in their order. What went to one State alone is between the two."""
    opened = circulation_note(consultation)
    heads, found = [opened.pk] if opened else [], list(extending(consultation).filter(issued_at__lte=at))
    while heads:
        issued = VerbalNote.objects.filter(answers_to__in=heads, status=NoteStatus.ISSUED, issued_at__lte=at)
        to_all = issued.filter(member_state=None).with_void()
        changing = [note for note in to_all if kinds.changes_another(note)]
        found += [note for note in changing if kinds.of(note).ends or not note.void_by]
        heads = [note.pk for note in changing if kinds.of(note).replaces]
    return sorted(found, key=lambda note: (note.issued_at, note.pk))


def extending(consultation: Consultation) -> VerbalNoteQuerySet:
    """Return the issued notes that extended the deadline of the round."""
    return VerbalNote.objects.filter(
        kind__in=kinds.extending(), status=NoteStatus.ISSUED, consultation=consultation
    ).order_by("issued_at", "pk")


def circulated_before(paper: ConceptPaper) -> list[VerbalNote]:
    """Return the notes that have circulated a plan so far, in their order; an annulled one is none, and in
    the place of one that was replaced stands what replaced it."""
    found = (
        circulating()
        .filter(kind__in=kinds.circulating(), paper=paper)
        .with_void()
        .select_related("consultation__revision")
    )
    return [note for one in found.order_by("issued_at", "pk") if (note := in_effect(one)) is not None]

"""The versions of the texts of notes, and their approval."""

from django.db import models
from django.db.models import Q

from members.models import User
from notes.enums import NoteKind
from notes.models.notes import VerbalNote


class Wording(models.Model):
    """A version of the texts of a kind of notes, or of one drafted note, in every language. Insert-only.

    `texts` holds them by the key of the piece and the language. The first version of a kind is the one the
    portal came with (data/note_texts.yaml) and has no row: rows are numbered from 2. A version of a kind is
    in use once a signatory has approved it; one of a note, until the note is issued.
    """

    kind = models.CharField(max_length=30, choices=NoteKind.choices)
    note = models.ForeignKey(
        VerbalNote, null=True, blank=True, on_delete=models.PROTECT, related_name="wordings"
    )
    number = models.PositiveIntegerField()
    texts = models.JSONField()
    reason = models.TextField()
    returns_to = models.PositiveIntegerField(null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="wording_of_a_kind_once", fields=["kind", "number"], condition=Q(note=None)
            ),
            models.UniqueConstraint(
                name="wording_of_a_note_once", fields=["note", "number"], condition=Q(note__isnull=False)
            ),
        ]


class WordingApproval(models.Model):
    """A signatory's approval of a version: from then on it is the one in use. Insert-only."""

    wording = models.OneToOneField(Wording, on_delete=models.PROTECT, related_name="approval")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

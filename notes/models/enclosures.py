from django.db import models

from cica_portal.languages import pick, reader_language
from members.models import User
from notes.models.notes import VerbalNote


class EnclosureRule(models.Model):
    """In what the enclosure is counted, by language: {"en": "pages", ...}. The latest counts. Insert-only.

    Before the first one, the settings say it. Issued notes keep the count they have.
    """

    number = models.PositiveIntegerField(unique=True)
    units = models.JSONField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]


class NoteAttachment(models.Model):
    """A further enclosure of a note, chosen while it is drafted; frozen when the note is issued.

    `titles` are what the note calls it in each language. `files` are its files as the gate admitted them, by
    language, or one under "all": name, kind, size, hash, pages of a PDF, where it is kept. `source` names the
    entry of the register whose file it is, if it is a State's paper.
    """

    note = models.ForeignKey(VerbalNote, on_delete=models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    titles = models.JSONField()
    files = models.JSONField()
    source = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["note", "position", "pk"]

    def __str__(self) -> str:
        return str(pick(self.titles, reader_language()))

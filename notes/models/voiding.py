from django.db import models

from members.models import User
from notes.models.notes import VerbalNote


class VoidNumber(models.Model):
    """The number of an issued note that a signatory made void before the note had left, and why. Insert-only.

    The number stays taken: the register has no gap.
    """

    note = models.OneToOneField(VerbalNote, on_delete=models.PROTECT, related_name="voiding")
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.note)

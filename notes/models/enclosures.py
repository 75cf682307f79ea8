from django.db import models

from members.models import User


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

"""When the portal was there for those who use it."""

from django.db import models

from members.enums import PresenceSource


class PresenceSpan(models.Model):
    """A time through which somebody saw the portal at work, without a pause that is worth a word. A span that
    ended and the next that began tell between them when it was away."""

    source = models.CharField(max_length=10, choices=PresenceSource.choices)
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["began_at", "pk"]
        indexes = [models.Index(fields=["source", "last_at"], name="presence_by_source")]

"""What the Secretariat says of its own house: names, bodies, seat, rules."""

from django.db import models

from members.models.people import User


class HousePart(models.Model):
    """A version of one part of the organization's data: the latest of a part holds. Insert-only."""

    part = models.CharField(max_length=30)
    content = models.JSONField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["part", "-pk"]
        indexes = [models.Index(name="house_part_latest", fields=["part", "-id"])]

"""The way back from a lost second factor."""

from django.db import models
from django.db.models import Q

from members.models.people import User


class FactorReset(models.Model):
    """Two people of the Secretariat take a lost second factor from an account: one asks, another confirms.

    The password stays, and a new factor is set up at the next sign-in. Frozen once confirmed or given up.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.TextField()
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_reset_of_a_person", fields=["person"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="reset_by_two", condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("asked_by"))
            ),
        ]

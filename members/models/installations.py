"""Which databases are this portal's own."""

from django.db import models

from members.models.people import User


class Installation(models.Model):
    """An installation that may act: the first one, or a copy that people released. Insert-only."""

    fingerprint = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()


class InstallationRelease(models.Model):
    """One person's word that a restored copy may act. Insert-only."""

    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="released_once", fields=["fingerprint", "by"])]

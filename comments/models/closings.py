"""Closings that wait for a person: the portal was away in the last minutes before the deadline."""

from django.db import models
from django.db.models import F

from comments.enums import ClosingDecision, ConsultationStatus
from comments.models.consultation import Consultation
from members.models import User
from plans.enums import PaperStatus


class HeldClosingQuerySet(models.QuerySet["HeldClosing"]):
    def waiting(self) -> "HeldClosingQuerySet":
        """Return those that a signatory is still to decide on: the deadline may yet be extended. Where the
        plan was withdrawn meanwhile there is nothing to decide."""
        is_open = {"consultation__status": ConsultationStatus.OPEN}
        found = self.filter(decision="", closes_at=F("consultation__closes_at"), **is_open)
        return found.exclude(consultation__revision__paper__status=PaperStatus.WITHDRAWN)


class HeldClosing(models.Model):
    """A deadline whose last minutes the portal was not there for, and what a signatory decided (rule 43)."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="held_closings")
    closes_at = models.DateTimeField()
    away_since = models.DateTimeField()
    away_until = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=ClosingDecision.choices, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = HeldClosingQuerySet.as_manager()

    class Meta:
        ordering = ["closes_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="deadline_held_once", fields=["consultation", "closes_at"])
        ]

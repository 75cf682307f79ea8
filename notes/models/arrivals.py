from django.db import models
from django.db.models import Q

from members.models import MemberState, User
from notes.models.notes import VerbalNote


class Arrival(models.Model):
    """A person of a delegation opened a note in the portal, or acknowledged it for the State. Insert-only."""

    note = models.ForeignKey(VerbalNote, on_delete=models.PROTECT, related_name="arrivals")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_acknowledged = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="note_opened_once", fields=["note", "by"], condition=Q(is_acknowledged=False)
            ),
            models.UniqueConstraint(
                name="note_acknowledged_once",
                fields=["note", "member_state"],
                condition=Q(is_acknowledged=True),
            ),
        ]


class PaperDelivery(models.Model):
    """A note that a State was handed on paper, on which day, to whom and how. Insert-only."""

    note = models.ForeignKey(VerbalNote, on_delete=models.PROTECT, related_name="paper_deliveries")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    handed_on = models.DateField()
    remark = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(name="note_handed_to_a_state_once", fields=["note", "member_state"])
        ]

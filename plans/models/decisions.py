"""What the SWG and the SOC decided, and the open points that a signatory carried over."""

from django.db import models

from members.models import MemberState, User
from plans.enums import (
    DecisionKind,
    PlanGate,
)
from plans.models.meetings import MeetingItem
from plans.models.papers import ConceptPaper, PaperEvent, Revision


class PaperDecision(models.Model):
    """What the SWG or the SOC decided on a frozen text, on which day, with its document. Insert-only.

    `item` is that of the meeting, `symbol` that of the document; `event` is the move of the plan that it
    made, none where it was deferred or placed under silence. A decision by silence has neither item nor
    document, but the instant from which it holds, `effective_at`.
    """

    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20, choices=DecisionKind.choices)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    item = models.OneToOneField(MeetingItem, null=True, on_delete=models.PROTECT, related_name="decision")
    event = models.OneToOneField(PaperEvent, null=True, on_delete=models.PROTECT, related_name="decision")
    held_on = models.DateField()
    symbol = models.CharField(max_length=60, blank=True)
    presided_by = models.CharField(max_length=200, blank=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField()
    file_name = models.CharField(max_length=200)
    file_kind = models.CharField(max_length=10)
    file_sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=100)
    file_carries = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class CarriedPoint(models.Model):
    """An open point that a signatory carried over at a gate of its plan, once, with the reason. Insert-only.

    `kind` and `subject` are those of the point; `words` say by language what it is about.
    """

    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="carried_points")
    gate = models.CharField(max_length=20, choices=PlanGate.choices)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=100)
    member_state = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reference = models.CharField(max_length=60, blank=True)
    words = models.JSONField(default=dict)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(name="point_carried_once", fields=["paper", "gate", "kind", "subject"])
        ]

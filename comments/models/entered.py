"""What the Secretariat enters of responses that came outside the portal, until a signatory confirms it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from cica_portal.languages import lowfirst
from comments.enums import Channel, EnteredStatus, Position
from comments.models.remarks import RemarkFields
from comments.models.responses import Response, Sourced, Stated
from comments.models.shared import OfState
from members.models import User


class EnteredResponseQuerySet(models.QuerySet["EnteredResponse"]):
    def visible_to(self, user: User) -> "EnteredResponseQuerySet":
        """Return what is entered, to the Secretariat; a State sees its response once it is confirmed."""
        return self if user.is_authenticated and user.is_secretariat else self.none()

    def under_way(self) -> "EnteredResponseQuerySet":
        return self.filter(status__in=[EnteredStatus.DRAFTED, EnteredStatus.SUBMITTED])


class EnteredResponse(OfState, Sourced, Stated):
    """A State's response by note or mail, as the Secretariat enters it. `received_at` is when it came.

    `entered_by` is who began to enter it; a signatory who wrote none of it confirms it, and it then is the
    `response` of the State. `reason` is why a signatory sent it back last.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    position = models.CharField(
        lowfirst(pgettext_lazy("label", "Response")),
        max_length=20,
        choices=[(one.value, one.label) for one in Position if one != Position.WITHDRAWN],
    )
    objection = models.JSONField(null=True, blank=True)
    received_at = models.DateTimeField()
    status = models.CharField(max_length=20, choices=EnteredStatus.choices, default=EnteredStatus.DRAFTED)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    response = models.OneToOneField(
        Response, null=True, blank=True, on_delete=models.PROTECT, related_name="entered"
    )

    objects = EnteredResponseQuerySet.as_manager()

    class Meta:
        ordering = ["entered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="entered_one_at_a_time",
                fields=["consultation", "member_state"],
                condition=Q(status__in=[EnteredStatus.DRAFTED, EnteredStatus.SUBMITTED]),
            ),
            models.CheckConstraint(
                name="entered_from_outside", condition=Q(channel__in=[Channel.NOTE, Channel.MAIL])
            ),
            models.CheckConstraint(
                name="entered_and_confirmed",
                condition=Q(status=EnteredStatus.CONFIRMED, response__isnull=False)
                | (~Q(status=EnteredStatus.CONFIRMED) & Q(response=None)),
            ),
        ]


class EnteredRemark(RemarkFields):
    """A remark of a response that is being entered."""

    entered = models.ForeignKey(EnteredResponse, on_delete=models.PROTECT, related_name="remarks")
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta(RemarkFields.Meta):
        ordering = ["pk"]

"""Forms that delegations filled in without a connection, until what they say is taken into their drafts."""

import uuid

from django.db import models

from comments.models.consultation import Consultation
from comments.models.responses import OwnQuerySet
from members.models import MemberState, User


class OfflineFormQuerySet(OwnQuerySet["OfflineForm"]):
    """The forms that a delegation uploaded."""


class OfflineForm(models.Model):
    """A form as it was uploaded, kept for the own delegation until put away. Nobody else knows of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = OfflineFormQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "pk"]


class TakenRowQuerySet(OwnQuerySet["TakenRow"]):
    """The rows of which a delegation made drafts."""


class TakenRow(models.Model):
    """A row of an uploaded form of which a draft was made, without what it says: so it is known again when
    the form comes back, though the draft was changed or removed, or the row corrected."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    block_key = models.UUIDField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)

    objects = TakenRowQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["consultation", "member_state"])]

"""Forms that delegations filled in without a connection, until what they say is taken into their drafts."""

import uuid

from django.db import models

from comments.models.consultation import Consultation
from members.models import MemberState, User


class OfflineFormQuerySet(models.QuerySet["OfflineForm"]):
    def visible_to(self, user: User) -> "OfflineFormQuerySet":
        """Return those of `user`'s own delegation; for everybody else there are none."""
        if not user.is_authenticated or not user.is_delegate:
            return self.none()
        return self.filter(member_state=user.member_state_id)


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

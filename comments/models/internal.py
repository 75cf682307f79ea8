"""What a delegation keeps for itself beside its drafts."""

import datetime as dt
import uuid

from django.db import models

from comments.models.consultation import CommentRound
from members.models import MemberState, User


class InternalDeadlineQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "InternalDeadlineQuerySet":
        """Return those of `user`'s own delegation; for everybody else there are none."""
        if not user.is_authenticated or not user.is_delegate:
            return self.none()
        return self.filter(member_state=user.member_state_id)

    def ahead(self, at: dt.datetime) -> "InternalDeadlineQuerySet":
        return self.filter(due_at__gt=at)


class InternalDeadline(models.Model):
    """Until when a delegation wants its own work on a round done. Nobody else knows that there is one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    comment_round = models.ForeignKey(CommentRound, on_delete=models.PROTECT, related_name="+")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = InternalDeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_internal_deadline_of_a_state", fields=["comment_round", "member_state"]
            )
        ]

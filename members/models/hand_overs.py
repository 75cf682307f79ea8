"""The post of a contact point, handed over."""

import uuid

from django.db import models
from django.db.models import Q

from members.models.people import Invitation, MemberState, User


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def open(self) -> "HandOverQuerySet":
        """Return those that have neither taken effect nor ended."""
        return self.filter(done_at=None, ended_at=None)

    def visible_to(self, user: User) -> "HandOverQuerySet":
        """Return those `user` may see: the Secretariat all, a delegation its own State's."""
        if not user.is_authenticated:
            return self.none()
        if user.is_secretariat:
            return self
        return self.filter(member_state=user.member_state_id) if user.is_delegate else self.none()


class HandOver(models.Model):
    """A contact point hands the post over to a colleague, or to somebody invited; a member of the Secretariat
    confirms it. Frozen once it took effect or ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    colleague = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    invitation = models.ForeignKey(
        Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_hand_over_of_a_person",
                fields=["person"],
                condition=Q(done_at=None, ended_at=None),
            ),
            models.CheckConstraint(
                name="hand_over_to_one",
                condition=Q(colleague=None, invitation__isnull=False)
                | Q(colleague__isnull=False, invitation=None),
            ),
            models.CheckConstraint(
                name="hand_over_ends_one_way", condition=Q(done_at=None) | Q(ended_at=None)
            ),
        ]

    @property
    def successor(self) -> User | None:
        """Who takes the post; of an invitation nobody until it is accepted."""
        return self.colleague if self.invitation is None else self.invitation.accepted_by

    @property
    def successor_label(self) -> str:
        if self.successor is not None:
            return self.successor.display_name
        return self.invitation.address if self.invitation is not None else ""

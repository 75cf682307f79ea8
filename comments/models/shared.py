"""What the rows of consultations have in common: who acted and when, and to which State a row belongs."""

from typing import Self, TypeVar

from django.db import models

from members.models import MemberState, User

Row = TypeVar("Row", bound=models.Model)


class Signed(models.Model):
    """The row of an act: by whom, and when."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at", "pk"]


class OwnQuerySet(models.QuerySet[Row]):
    """Rows that a delegation keeps for itself: nobody else knows that there are any."""

    def visible_to(self, user: User) -> Self:
        """Return those of `user`'s own delegation; for everybody else there are none."""
        if not user.is_authenticated or not user.is_delegate:
            return self.none()
        return self.filter(member_state=user.member_state_id)


class OfState(models.Model):
    """A row about one State in a consultation, of which no other row leads to it."""

    consultation = models.ForeignKey("comments.Consultation", on_delete=models.PROTECT, related_name="+")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Own(OfState):
    """What a delegation keeps for itself in a consultation."""

    objects = OwnQuerySet.as_manager()

    class Meta:
        abstract = True

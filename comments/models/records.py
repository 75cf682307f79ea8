"""What is decided and declared about a round beside the answers: insert-only records, each of one act."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from comments.enums import Outcome
from comments.models.consultation import Consultation, Response
from members.models import MemberState, User


class Acknowledgement(models.Model):
    """A delegate's word, once for each State, that the note has been received. Insert-only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="acknowledgements")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(name="acknowledged_once", fields=["consultation", "member_state"])
        ]


class GrantQuerySet(models.QuerySet["Grant"]):
    def running(self, at: dt.datetime) -> "GrantQuerySet":
        """Return the grants under which a State may answer at `at`."""
        return self.filter(at__lte=at, until__gt=at)


class Grant(models.Model):
    """Leave for one State to answer after the deadline, before `until` (exclusive), with the reason.
    Given by a signatory, seen by the Secretariat and that State alone. Insert-only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="grants")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="granted_ahead", condition=Q(until__gt=F("at")))]


class LedgerAddendum(models.Model):
    """A State's answer under a grant, added to the frozen ledger and chained to it by hash. Insert-only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="addenda")
    number = models.PositiveSmallIntegerField()
    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="addendum")
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(name="addendum_number_once", fields=["consultation", "number"])
        ]


class OutcomeConfirmation(models.Model):
    """A signatory's confirmation of a round's outcome, before anything leaves the house. Insert-only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="confirmations")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(name="outcome_confirmed_once", fields=["consultation", "outcome"])
        ]


class CompilationRelease(models.Model):
    """The release of a round's compilation to the States that it addressed. Insert-only."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="release")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

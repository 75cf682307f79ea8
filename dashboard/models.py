"""What the dashboard keeps of its own: how the sweeps are doing, and what people were told of."""

from django.db import models

from dashboard.enums import AlarmKind, DigestPeriod
from members.models import User
from plans.models import ConceptPaper


class SweepRecord(models.Model):
    """When a sweep last did its work, by the machine's clock: health means work done lately (rule 21)."""

    name = models.CharField(max_length=40, unique=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    @property
    def is_failing(self) -> bool:
        return self.failed_at is not None and (
            self.succeeded_at is None or self.failed_at > self.succeeded_at
        )


class Alarm(models.Model):
    """Something that the portal cannot mend by itself, from when it was seen until it was over.

    `told_at` is when the operators were last written to, by whichever process saw it.
    """

    kind = models.CharField(max_length=20, choices=AlarmKind.choices)
    began_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_alarm_of_a_kind", fields=["kind"], condition=models.Q(ended_at=None)
            )
        ]


class DigestChoice(models.Model):
    """How often a person wants to be written to about new open points; without one, once a day."""

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="digest_choice")
    period = models.CharField(max_length=10, choices=DigestPeriod.choices)


class ToldPoint(models.Model):
    """An open point that a person was written to about, as long as the person owes the next act on it."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(ConceptPaper, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="told_once", fields=["person", "paper", "kind", "subject"]),
            models.UniqueConstraint(
                name="told_once_of_no_plan",
                fields=["person", "kind", "subject"],
                condition=models.Q(paper=None),
            ),
        ]

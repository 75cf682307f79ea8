from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import lowfirst
from members.models import User
from notes.enums import NumberingScope
from notes.models.notes import NoteSeries


class NumberCounter(models.Model):
    """A counter of numbers: of one series or of the whole house, running on or of one year.

    Year 0 runs on. `ahead` are the numbers beyond the last one that were used outside the portal: they are
    passed over. The row's lock makes numbers unique and gap-free (rule 24).
    """

    series = models.ForeignKey(
        NoteSeries, null=True, blank=True, on_delete=models.PROTECT, related_name="counters"
    )
    year = models.PositiveSmallIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)
    ahead = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["series__prefix", "year"]
        constraints = [
            models.UniqueConstraint(name="counter_of_a_series_once", fields=["series", "year"]),
            models.UniqueConstraint(
                name="counter_of_the_house_once", fields=["year"], condition=Q(series=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series or ''} {self.year or ''}".strip()

    @property
    def coming(self) -> int:
        """Return the number that comes next."""
        number = self.last_number + 1
        while number in self.ahead:
            number += 1
        return number


class NumberingRule(models.Model):
    """How notes are numbered: by series or for the whole house, running on or from 1 each year. Insert-only.

    The latest counts, for notes that are still to be issued. Before the first one no note is issued by a
    person. Nobody set the one of an installation whose numbers came from elsewhere.
    """

    number = models.PositiveIntegerField(unique=True)
    scope = models.CharField(max_length=10, choices=NumberingScope.choices)
    is_yearly = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.get_scope_display())


class NumberingStart(models.Model):
    """The number with which a counter begins, or goes on: a signatory's decision. Insert-only.

    What lies between the last number before and the first is passed over, not missing.
    """

    rule = models.ForeignKey(NumberingRule, on_delete=models.PROTECT, related_name="starts")
    counter = models.ForeignKey(NumberCounter, on_delete=models.PROTECT, related_name="starts")
    before = models.PositiveIntegerField()
    first = models.PositiveIntegerField()

    class Meta:
        ordering = ["rule", "pk"]
        constraints = [
            models.CheckConstraint(name="numbers_only_rise", condition=Q(first__gt=models.F("before")))
        ]

    def __str__(self) -> str:
        return f"{self.counter}: {self.first}"


class TakenNumber(models.Model):
    """A number that a counter has given; or one that was printed outside the portal, as the register was told
    by `entered_by`. Insert-only: no number is used twice."""

    counter = models.ForeignKey(NumberCounter, on_delete=models.PROTECT, related_name="taken")
    value = models.PositiveIntegerField()
    number = models.CharField(max_length=60, unique=True)
    dated_on = models.DateField(lowfirst(_("Date of the note")), null=True, blank=True)
    addressee = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["counter", "value"]
        constraints = [models.UniqueConstraint(name="number_taken_once", fields=["counter", "value"])]

    def __str__(self) -> str:
        return self.number

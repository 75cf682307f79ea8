"""Meetings of the SWG and the SOC, and the plans on their agendas."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from cica_portal import formats
from cica_portal.languages import pick, reader_language
from plans.enums import Body
from plans.models.papers import ConceptPaper


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def coming(self, today: dt.date) -> "MeetingQuerySet":
        """Return the meetings that are not over and not cancelled, the nearest first."""
        return self.filter(cancelled_at=None, last_on__gte=today).order_by("first_on", "pk")


class Meeting(models.Model):
    """A meeting of a body: its days, place by language and chair. It changes until its first result.

    `moved_at` is when its days last changed, or it was cancelled: what notes say of it is true since then
    only if they were issued later.
    """

    body = models.CharField(max_length=10, choices=Body.choices)
    name = models.CharField(max_length=100, blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    places = models.JSONField()
    chair = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_days_in_order", condition=Q(last_on__gte=models.F("first_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()}, {self.days}"

    @property
    def days(self) -> str:
        """The days in the active language: "21 July 2022"."""
        return formats.date_range(self.first_on, self.last_on, reader_language())

    @property
    def place(self) -> str:
        return pick(self.places, reader_language())


class MeetingItemQuerySet(models.QuerySet["MeetingItem"]):
    def live(self) -> "MeetingItemQuerySet":
        """Return the items that are on the agenda of a meeting that is not cancelled, the nearest first."""
        found = self.filter(taken_off_at=None, meeting__cancelled_at=None)
        return found.select_related("meeting").order_by("meeting__first_on", "pk")

    def open(self) -> "MeetingItemQuerySet":
        """Return the live items without a result."""
        return self.live().filter(decision=None)


class MeetingItem(models.Model):
    """A plan on the agenda of a meeting. Its result is a `PaperDecision`; from then on it never changes.

    `symbol` is that of the document before the body, the same in all languages; `decision_texts` are the
    draft decision by language, as it goes into the package, and `decision_of` is the document that it was
    written on. `front_texts` are the sentences of the package's front page that a person changed, by sentence
    and language, each with the figures that it was written on.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="items")
    number = models.CharField(max_length=20, blank=True)
    titles = models.JSONField()
    symbol = models.CharField(max_length=60, blank=True)
    decision_texts = models.JSONField(default=dict)
    decision_of = models.JSONField(null=True, blank=True)
    front_texts = models.JSONField(null=True, blank=True)
    added_at = models.DateTimeField()
    taken_off_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MeetingItemQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="plan_once_on_an_agenda", fields=["meeting", "paper"], condition=Q(taken_off_at=None)
            ),
            models.UniqueConstraint(
                name="symbol_given_once", fields=["symbol"], condition=~Q(symbol="") & Q(taken_off_at=None)
            ),
        ]

    @property
    def result(self) -> Any:
        """The decision of the body on it, or None."""
        return getattr(self, "decision", None)

    def document(self) -> str:
        """Return by what the document of the item is known now: its symbol and the number of the revision."""
        numbers = self.paper.revisions.order_by("number").values_list("number", flat=True)
        return f"{self.symbol} {numbers.last() or 0}"

    @property
    def title(self) -> str:
        return pick(self.titles, reader_language())

    @property
    def decision_text(self) -> str:
        return pick(self.decision_texts, reader_language())

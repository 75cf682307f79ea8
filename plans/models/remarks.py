"""What those who prepare a draft say to each other about its blocks, and ask of each other."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q

from cica_portal.languages import CHOICES
from members.models import User
from plans.models.blocks import Block, Review


class RemarkQuerySet(models.QuerySet["Remark"]):
    def threads(self) -> "RemarkQuerySet":
        """Return the remarks that begin a thread; `is_worked` tells of a task on a text whether that text was
        reviewed since: what is only being written is not done."""
        reviews = Review.objects.filter(
            text__block=OuterRef("block"),
            text__language=OuterRef("language"),
            at__gt=OuterRef("at"),
        )
        worked = ~Q(language="") & Q(person__isnull=False) & Exists(reviews)
        return self.filter(thread=None).annotate(
            is_worked=models.Case(
                models.When(worked, then=True), default=False, output_field=models.BooleanField()
            ),
            answered=models.Count("answers"),
        )

    def open(self) -> "RemarkQuerySet":
        """Return the threads that nobody has settled, of blocks that stand in the draft."""
        return self.threads().filter(settled_at=None, block__removed_at=None, is_worked=False)


class Remark(models.Model):
    """A remark on a block, or on its text in one language, or an answer in its thread. Never deleted.

    The first of a thread may be a task for one person, with a day. It is settled by hand, or, of a text, by a
    review of what stands there. One that came as a comment of a Word file names who wrote it (`said_by`);
    whoever imported the file answers for it. No delegation reads of any of it, and no revision holds it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="remarks")
    language = models.CharField(max_length=2, choices=CHOICES, blank=True)
    thread = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_by = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="answer_is_no_task", condition=Q(thread=None) | Q(person=None)),
            models.CheckConstraint(name="day_of_a_task", condition=Q(due_on=None) | Q(person__isnull=False)),
        ]

    @property
    def author(self) -> str:
        return self.said_by or self.by.display_name

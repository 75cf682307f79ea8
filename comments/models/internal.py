"""What a delegation keeps for itself beside its drafts."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q

from comments.enums import Pursuit
from comments.models.consultation import Consultation
from comments.models.responses import Comment, DraftComment, OwnQuerySet
from members.models import MemberState, User


class InternalDeadlineQuerySet(OwnQuerySet["InternalDeadline"]):
    def ahead(self, at: dt.datetime) -> "InternalDeadlineQuerySet":
        return self.filter(due_at__gt=at)


class InternalDeadline(models.Model):
    """Until when a delegation wants its own work on a round done. Nobody else knows that there is one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = InternalDeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_internal_deadline_of_a_state", fields=["consultation", "member_state"]
            )
        ]


class ParagraphTaskQuerySet(OwnQuerySet["ParagraphTask"]):
    """What a delegation does on its paragraphs."""

    def on(self, place: DraftComment) -> "ParagraphTaskQuerySet":
        """Return the task of the delegation on the paragraph of one of its drafts."""
        return self.filter(
            consultation=place.consultation_id,
            member_state=place.member_state_id,
            block_key=place.block_key,
        )

    def assigned(self) -> "ParagraphTaskQuerySet":
        return self.filter(person__isnull=False)

    def reopen(self) -> int:
        """Take back that the work is ready: what was said of other words holds no more."""
        return self.filter(ready_at__isnull=False).update(ready_at=None, ready_by=None)


class ParagraphTask(models.Model):
    """What a delegation does on one paragraph, or with no key on the whole text: whose work it is and until
    when, where somebody said so, and since when it is ready. Nobody else knows that there is one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    block_key = models.UUIDField(null=True, blank=True)
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    set_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(null=True, blank=True)
    ready_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ready_at = models.DateTimeField(null=True, blank=True)

    objects = ParagraphTaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_task_on_a_paragraph", fields=["consultation", "member_state", "block_key"]
            ),
            models.UniqueConstraint(
                name="one_task_on_the_whole_text",
                fields=["consultation", "member_state"],
                condition=Q(block_key=None),
            ),
            models.CheckConstraint(
                name="assigned_with_a_day",
                condition=Q(person=None, due_at=None, set_by=None, set_at=None)
                | Q(person__isnull=False, due_at__isnull=False, set_by__isnull=False, set_at__isnull=False),
            ),
        ]


class CarryingQuerySet(OwnQuerySet["Carrying"]):
    """What a delegation carried over."""


class Carrying(models.Model):
    """What a delegation decided, in a round, on a remark it made on the text before: a filed `comment`, or a
    draft that it had not filed, `earlier`. Nobody else knows of it.

    What was kept or taken up is `draft` now; where that is removed, the question is open again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    comment = models.ForeignKey(Comment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    earlier = models.ForeignKey(
        DraftComment, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    pursuit = models.CharField(max_length=20, choices=Pursuit.choices)
    draft = models.ForeignKey(DraftComment, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CarryingQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="comment_carried_once",
                fields=["consultation", "comment"],
                condition=Q(comment__isnull=False),
            ),
            models.UniqueConstraint(
                name="draft_carried_once",
                fields=["consultation", "earlier"],
                condition=Q(earlier__isnull=False),
            ),
            models.CheckConstraint(
                name="carries_one_remark",
                condition=Q(comment=None, earlier__isnull=False) | Q(comment__isnull=False, earlier=None),
            ),
            models.CheckConstraint(
                name="carried_into_a_draft_unless_dropped",
                condition=Q(pursuit=Pursuit.DROPPED, draft=None)
                | (~Q(pursuit=Pursuit.DROPPED) & Q(draft__isnull=False)),
            ),
        ]

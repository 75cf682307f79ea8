"""What a delegation keeps with its comments and for itself: files, its own until they are filed, its
discussion, deadlines and tasks, what it carried over, and forms filled in without a connection."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from cica_portal.languages import CHOICES, lowfirst
from comments.enums import Pursuit
from comments.models.responses import Comment, DraftComment, Response
from comments.models.shared import OfState, Own, OwnQuerySet, Signed
from members.models import User


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User, at: dt.datetime) -> "AttachmentQuerySet":
        """Return the files `user` may open: the own delegation's, and those of comments one may read."""
        if not user.is_authenticated:
            return self.none()
        filed = FiledAttachment.objects.filter(
            comment__response__in=Response.objects.visible_to(user, at)
        ).values("attachment")
        if not user.is_delegate:
            return self.filter(pk__in=filed)
        return self.filter(Q(member_state=user.member_state_id) | Q(pk__in=filed))


class Attachment(OfState):
    """A file with a comment, stored under a random name. `draft_id` is the draft that it came with.

    Once filed it is never changed or deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=4)
    language = models.CharField(max_length=2, choices=CHOICES)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=200)
    is_scanned = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]


class FiledAttachment(models.Model):
    """A file as part of a filed comment. Insert-only."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attached_once_to_a_comment", fields=["comment", "attachment"])
        ]


class Message(Own):
    """What somebody of a delegation said to colleagues about one of its drafts. Insert-only.

    `draft_id` is no foreign key: the discussion outlives the draft. The key comes with the form, so that a
    second click says nothing twice (rule 14).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    draft_id = models.UUIDField(db_index=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(lowfirst(pgettext_lazy("label", "Message")))

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["consultation", "member_state"])]

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")


class MessageWithdrawal(models.Model):
    """Its author took a message back: it is shown as withdrawn, and its words no longer. Insert-only."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField()


class InternalDeadline(Own):
    """Until when a delegation wants its own work on a round done. Nobody else knows that there is one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    due_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_internal_deadline_of_a_state", fields=["consultation", "member_state"]
            )
        ]


class ParagraphTaskQuerySet(OwnQuerySet["ParagraphTask"]):
    """What a delegation does on its paragraphs."""

    def reopen(self, place: DraftComment) -> int:
        """Take back that the work on the paragraph of a draft is ready: what was said of other words holds no
        more."""
        at_place = self.filter(
            consultation=place.consultation_id,
            member_state=place.member_state_id,
            block_key=place.block_key,
        )
        return at_place.filter(ready_at__isnull=False).update(ready_at=None, ready_by=None)


class ParagraphTask(OfState):
    """What a delegation does on one paragraph, or with no key on the whole text: whose work it is and until
    when, where somebody said so, and since when it is ready. Nobody else knows that there is one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
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


class Carrying(Own, Signed):
    """What a delegation decided, in a round, on a remark it made on the text before: a filed `comment`, or a
    draft that it had not filed, `earlier`. Nobody else knows of it.

    What was kept or taken up is `draft` now; where that is removed, the question is open again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    comment = models.ForeignKey(Comment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    earlier = models.ForeignKey(
        DraftComment, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    pursuit = models.CharField(max_length=20, choices=Pursuit.choices)
    draft = models.ForeignKey(DraftComment, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta(Signed.Meta):
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


class OfflineForm(Own):
    """A form as it was uploaded, kept for the own delegation until put away. Nobody else knows of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=150)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-uploaded_at", "pk"]


class TakenRow(Own):
    """A row of an uploaded form of which a draft was made, without what it says: so it is known again when
    the form comes back, though the draft was changed or removed, or the row corrected."""

    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    block_key = models.UUIDField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["consultation", "member_state"])]

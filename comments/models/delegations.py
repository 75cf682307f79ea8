"""What a delegation keeps with its comments: files, its own until they are filed, and its discussion."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from cica_portal.languages import CHOICES
from comments.models.consultation import Consultation
from comments.models.responses import Comment, OwnQuerySet, Response
from members.models import MemberState, User


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


class Attachment(models.Model):
    """A file with a comment, stored under a random name. `draft_id` is the draft that it came with.

    Once filed it is never changed or deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
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


class MessageQuerySet(OwnQuerySet["Message"]):
    """What a delegation discusses."""


class Message(models.Model):
    """What somebody of a delegation said to colleagues about one of its drafts. Insert-only.

    `draft_id` is no foreign key: the discussion outlives the draft. The key comes with the form, so that a
    second click says nothing twice (rule 14).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    draft_id = models.UUIDField(db_index=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(pgettext_lazy("field", "message"))

    objects = MessageQuerySet.as_manager()

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

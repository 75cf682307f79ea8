"""What observers and partner organizations say to a text that is consulted on: never a State's (rule 55)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from cica_portal.languages import CHOICES, lowfirst
from comments.enums import Channel, EnteredStatus
from comments.models.consultation import Consultation
from comments.models.responses import Sourced
from comments.models.shared import Signed
from members.models import Correspondent, User


class OutsideRemarkQuerySet(models.QuerySet["OutsideRemark"]):
    def visible_to(self, user: User) -> "OutsideRemarkQuerySet":
        """Return the remarks `user` may read: the Secretariat all, a coordinator the confirmed ones on the
        own papers, a delegate those that a signatory showed to the Member States that were asked; one of a
        State that has left since only those shown while it was a member."""
        if not user.is_authenticated:
            return self.none()
        if user.is_secretariat:
            return self.exclude(status=EnteredStatus.DISCARDED)
        if user.is_coordinator:
            own = Consultation.objects.visible_to(user)
            return self.filter(status=EnteredStatus.CONFIRMED, consultation__in=own.order_by())
        stays = Q(consultation__addressees__member_state__left_on=None) | Q(
            consultation__addressees__member_state__left_on__gt=models.F("release__at__date")
        )
        return self.released().filter(stays, consultation__addressees__member_state=user.member_state_id)

    def waiting(self) -> "OutsideRemarkQuerySet":
        return self.filter(status=EnteredStatus.SUBMITTED)

    def released(self) -> "OutsideRemarkQuerySet":
        return self.filter(release__isnull=False)


class OutsideRemark(Sourced, Signed):
    """A remark of an observer or a partner, received by note or mail. Insert-only once confirmed.

    It is no response: it has no position and no disposition, and is counted nowhere among those of States.
    No block means the whole text. Entered `by` an officer, confirmed by a signatory who did not enter it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="outside_remarks")
    correspondent = models.ForeignKey(Correspondent, on_delete=models.PROTECT, related_name="+")
    block_keys = models.JSONField(default=list, blank=True)
    language = models.CharField(lowfirst(pgettext_lazy("column", "Language")), max_length=2, choices=CHOICES)
    text = models.TextField()
    received_on = models.DateField()
    status = models.CharField(max_length=20, choices=EnteredStatus.choices, default=EnteredStatus.SUBMITTED)
    request_key = models.UUIDField(unique=True)
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = OutsideRemarkQuerySet.as_manager()

    class Meta:
        ordering = ["correspondent__protocol_name", "received_on", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="outside_remark_by_note_or_mail",
                condition=Q(channel__in=[Channel.NOTE, Channel.MAIL]) & ~Q(text=""),
            ),
        ]


class OutsideRelease(Signed):
    """That a signatory showed a confirmed remark to the Member States that were asked. Insert-only."""

    remark = models.OneToOneField(OutsideRemark, on_delete=models.PROTECT, related_name="release")

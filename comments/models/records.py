"""What is decided and declared about a round beside the answers: insert-only records, each of one act."""

import datetime as dt
import uuid
from typing import cast

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cica_portal.deadlines import LAST_MINUTE, closing_instant
from comments.enums import Outcome, TimeRequestStatus
from comments.models.consultation import Consultation
from comments.models.responses import Response
from comments.models.shared import Signed
from members.models import MemberState, User
from plans.enums import PaperStatus


class Acknowledgement(Signed):
    """A delegate's word, once for each State, that the note has been received. Insert-only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="acknowledgements")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")

    class Meta(Signed.Meta):
        constraints = [
            models.UniqueConstraint(name="acknowledged_once", fields=["consultation", "member_state"])
        ]


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self) -> "GrantQuerySet":
        """Return those of plans that stand: additional time ends with the withdrawal of the plan."""
        return self.exclude(consultation__revision__paper__status=PaperStatus.WITHDRAWN)

    def running(self, at: dt.datetime) -> "GrantQuerySet":
        """Return the grants under which a State may answer at `at`."""
        return self.in_force().filter(at__lte=at, until__gt=at)

    def beyond_deadline(self) -> "GrantQuerySet":
        """Return those that end after the deadline: an extension may have overtaken a grant."""
        return self.filter(until__gt=F("consultation__closes_at"))


class Grant(Signed):
    """Leave for one State to answer after the deadline, before `until` (exclusive), with the reason.
    Given by a signatory, seen by the Secretariat and that State alone. Insert-only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="grants")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    reason = models.TextField()

    objects = GrantQuerySet.as_manager()

    class Meta(Signed.Meta):
        constraints = [models.CheckConstraint(name="granted_ahead", condition=Q(until__gt=F("at")))]


class TimeRequestQuerySet(models.QuerySet["TimeRequest"]):
    def visible_to(self, user: User) -> "TimeRequestQuerySet":
        """Return those that `user` may read, with what is told of each: the Secretariat all, a delegate those
        of the own State."""
        told = self.select_related("member_state", "by", "decided_by", "grant")
        if user.is_authenticated and user.is_secretariat:
            return told
        own = user.member_state_id if user.is_authenticated and user.is_delegate else None
        return told.filter(member_state=own)

    def open(self) -> "TimeRequestQuerySet":
        return self.filter(status=TimeRequestStatus.ASKED)


class TimeRequest(Signed):
    """A State's request to answer later, one row for its whole life: asked for until a minute of the day
    `wished_on`, then granted, perhaps until another instant, refused with a reason, withdrawn, met by an
    extension of the deadline for all, or lapsed with the withdrawal of the plan. Seen by the Secretariat and
    that State alone; final once decided."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="time_requests")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    wished_on = models.DateField()
    wished_minute = models.TimeField(default=LAST_MINUTE)
    reason = models.TextField()
    status = models.CharField(
        max_length=20, choices=TimeRequestStatus.choices, default=TimeRequestStatus.ASKED
    )
    grant = models.OneToOneField(Grant, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = TimeRequestQuerySet.as_manager()

    class Meta(Signed.Meta):
        constraints = [
            models.UniqueConstraint(
                name="one_open_time_request_of_a_state",
                fields=["consultation", "member_state"],
                condition=Q(status=TimeRequestStatus.ASKED),
            ),
            models.CheckConstraint(
                name="time_request_decided_by_somebody",
                condition=Q(status=TimeRequestStatus.ASKED, decided_at=None, decided_by=None)
                | (
                    ~Q(status=TimeRequestStatus.ASKED) & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="time_request_granted_by_a_grant",
                condition=Q(status=TimeRequestStatus.GRANTED, grant__isnull=False)
                | (~Q(status=TimeRequestStatus.GRANTED) & Q(grant=None)),
            ),
        ]

    @property
    def wished_until(self) -> dt.datetime:
        """The instant that a grant as wished would give, by the clock of the round."""
        return closing_instant(self.wished_on, self.consultation.time_zone, self.wished_minute)


class LedgerAddendum(models.Model):
    """What was added to the frozen ledger after the closing, chained to it by hash. Insert-only.

    A State's `response` that counts, filed under a grant or entered from a note; or, of a `member_state`,
    when its note reached it by the deadline, none where it did not after all.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="addenda")
    number = models.PositiveSmallIntegerField()
    response = models.OneToOneField(
        Response, null=True, blank=True, on_delete=models.PROTECT, related_name="addendum"
    )
    member_state = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reached_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(name="addendum_number_once", fields=["consultation", "number"]),
            models.CheckConstraint(
                name="addendum_of_one_thing",
                condition=Q(response__isnull=False, member_state=None, reached_at=None)
                | Q(response=None, member_state__isnull=False),
            ),
        ]

    @property
    def state(self) -> MemberState:
        return self.response.member_state if self.response else cast("MemberState", self.member_state)

    @property
    def words(self) -> str:
        """Say what was added, in the reader's language."""
        if self.response is not None:
            return ", ".join(filter(None, [str(self.response.get_position_display()), self.response.came]))
        return str(REACHED if self.reached_at else NOT_REACHED)


REACHED = _("report after the deadline: the note was delivered")
NOT_REACHED = _("report after the deadline: the note was not delivered")


class PaperNote(Signed):
    """A note that was handed over on paper, and the day: proof that it reached its State. Insert-only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="paper_notes")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    handed_on = models.DateField()
    remark = models.CharField(max_length=300)

    class Meta(Signed.Meta):
        constraints = [
            models.UniqueConstraint(name="paper_note_once", fields=["consultation", "member_state"])
        ]


class OutcomeConfirmation(Signed):
    """A signatory's confirmation of a round's outcome, before anything leaves the house; with the `reason`
    why it did not wait for additional time to pass. Insert-only."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="confirmations")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reason = models.TextField(blank=True)

    class Meta(Signed.Meta):
        constraints = [
            models.UniqueConstraint(name="outcome_confirmed_once", fields=["consultation", "outcome"])
        ]


class CompilationRelease(models.Model):
    """The release of a round's compilation to the States that it addressed; with the `reason` why it did not
    wait for a State that may still respond. Insert-only."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="release")
    reason = models.TextField(blank=True)
    # The first instant at which a proposal can no longer be supported; nothing where none can be.
    support_until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

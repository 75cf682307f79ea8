"""A consultation: one circulation of a revision, its deadline, and whom it addressed."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cica_portal.deadlines import Deadline, seat_date
from cica_portal.languages import lowfirst
from cica_portal.workflow import StatusEvent
from comments.enums import (
    ALL_WITHDRAWN,
    BROKEN,
    NONE_IN_FORCE,
    OVERTAKEN,
    TO_BE_CONFIRMED,
    UNDECIDED,
    ClosingDecision,
    ConsultationStatus,
    HoldCause,
    Outcome,
    Visibility,
)
from comments.models.shared import Signed
from members.models import MemberState, User
from plans.enums import PUBLISHED_STATUSES, PaperStatus
from plans.models import ConceptPaper, Revision

# A plan of this status has gone on from where any outcome sends it.
GONE_ON = (PaperStatus.CONSIDERED, PaperStatus.RECOMMENDED, *PUBLISHED_STATUSES, PaperStatus.WITHDRAWN)


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: User) -> "ConsultationQuerySet":
        """Return the rounds `user` may see: the Secretariat all, a coordinator those of the measures
        coordinated, a delegate those that addressed the State."""
        if not user.is_authenticated:
            return self.none()
        if user.is_secretariat:
            return self
        if user.is_coordinator:
            return self.filter(revision__paper__in=ConceptPaper.objects.coordinated_by(user))
        return self.filter(addressees__member_state=user.member_state_id)

    def for_comments(self) -> "ConsultationQuerySet":
        """Return the rounds that ask for comments; the others ask for a decision by silence (rule 50)."""
        return self.filter(ground__isnull=True)

    def open(self, at: dt.datetime) -> "ConsultationQuerySet":
        """Return the rounds that receive answers at `at`: `Consultation.is_open` as a condition."""
        return self.filter(status=ConsultationStatus.OPEN, opens_at__lte=at, closes_at__gt=at)

    def due(self, at: dt.datetime) -> "ConsultationQuerySet":
        """Return the rounds whose closing instant has passed and whose closing is not yet recorded."""
        return self.filter(status=ConsultationStatus.OPEN, closes_at__lte=at)

    def ending(self, at: dt.datetime) -> "ConsultationQuerySet":
        """Return the rounds that stand open and end: those that are due, those whose plan was withdrawn."""
        is_withdrawn = Q(revision__paper__status=PaperStatus.WITHDRAWN)
        return self.filter(Q(closes_at__lte=at) | is_withdrawn, status=ConsultationStatus.OPEN)


class Consultation(models.Model):
    """One circulation of a revision among the Member States of the day, with its deadline.

    `respond_by` is the last day to answer, a date in `time_zone`; `closes_at` is the end of that day, or of
    the minute of it that was chosen, as one UTC instant, the first at which the door is shut. The clock
    decides: the round is open while `opens_at <= now < closes_at`; `status` only records that the closing was
    carried out. One with a `ground`, the decision of a body or the note of its Chair in the words of every
    language, asks for a decision by silence instead of comments (rule 50).
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="consultations")
    reference = models.CharField(_("number of the note"), max_length=60, unique=True)
    opens_at = models.DateTimeField()
    respond_by = models.DateField(lowfirst(_("Deadline for comments")))
    time_zone = models.CharField(max_length=50)
    closes_at = models.DateTimeField()
    visibility = models.CharField(
        max_length=30, choices=Visibility.choices, default=Visibility.AFTER_COMPILATION
    )
    status = models.CharField(
        max_length=20, choices=ConsultationStatus.choices, default=ConsultationStatus.OPEN
    )
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    ledger_sha256 = models.CharField(max_length=64, blank=True)
    ground = models.JSONField(null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="consultation_opens_before_it_closes", condition=Q(closes_at__gt=F("opens_at"))
            ),
            models.UniqueConstraint(
                name="one_open_consultation_of_a_revision",
                fields=["revision"],
                condition=Q(status=ConsultationStatus.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def asks_decision(self) -> bool:
        """Whether the round asks for a decision by silence, not for comments."""
        return self.ground is not None

    @property
    def outcome_label(self) -> str:
        """Say the outcome of a round of `overview.for_reader` as it is now; nothing before the closing,
        unless an objection has broken the silence. The next step is named as long as the plan is there."""
        if self.asks_decision:
            read = vars(self)
            return self.decision_label(is_broken=read["was_objected"], is_confirmed=read["is_adopted"])
        if self.are_withdrawn:
            return str(ALL_WITHDRAWN)
        outcome = self.outcome_now
        if outcome == Outcome.SILENCE and vars(self)["had_withdrawn"]:
            return str(NONE_IN_FORCE[not self.is_overtaken])
        if outcome and self.is_overtaken:
            return str(OVERTAKEN[Outcome(outcome)])
        return str(Outcome(outcome).label) if outcome else ""

    @property
    def outcome_now(self) -> str:
        """What `outcomes.current` returns, of a round that was read with whether its silence was broken."""
        if self.outcome and vars(self)["was_broken"]:
            return BROKEN.get(Outcome(self.outcome), Outcome(self.outcome)).value
        return self.outcome

    def decision_label(self, *, is_broken: bool, is_confirmed: bool) -> str:
        """Say what has become of a decision by silence: nobody reads "adopted" before a signatory confirmed
        it."""
        if is_broken:
            return str(Outcome.NOT_ADOPTED.label)
        if self.outcome == Outcome.ADOPTED:
            return str(Outcome.ADOPTED.label if is_confirmed else TO_BE_CONFIRMED)
        return str(UNDECIDED) if self.outcome else ""

    @property
    def are_withdrawn(self) -> bool:
        """Whether a round of `overview.for_reader` ended with comments, all of which were withdrawn or
        replaced since. The silence stays broken, and the outcome is what it was."""
        return self.outcome_now == Outcome.COMMENTS and not vars(self)["has_comments"]

    @property
    def is_overtaken(self) -> bool:
        """Whether the plan no longer is where the outcome of a round of `overview.for_reader` sends it: it
        was circulated again, or has gone on since. What the outcome says of the next step is then over."""
        read, plan = vars(self), self.revision.paper.status
        if read["came_again"] or plan in GONE_ON:
            return True
        if self.outcome_now == Outcome.SILENCE:
            return plan == PaperStatus.UNDER_CONSOLIDATION
        comes_back = self.outcome == Outcome.SILENCE and not read["are_confirmed"]
        return plan == PaperStatus.BEFORE_SWG and not comes_back

    @property
    def ends_at(self) -> dt.datetime:
        """Until when the reader's State may answer, of a round of `overview`: the deadline, or the end of its
        additional time."""
        granted: dt.datetime | None = getattr(self, "own_granted_until", None)
        return max(self.closes_at, granted) if granted else self.closes_at

    @property
    def has_passed(self) -> bool:
        """Whether the reader's time had passed, or ended with the plan, when a round of
        `overview.for_reader` was read."""
        passed: bool = self.ends_at <= self.read_at  # type: ignore[attr-defined] # annotated by `for_reader`
        return passed or self.is_withdrawn

    @property
    def ends_soon(self) -> bool:
        """Whether the reader's time ran when it was read, but not much longer: of a delegation's round of
        `overview.for_reader`."""
        soon: bool = self.ends_at <= self.soon_at  # type: ignore[attr-defined] # annotated by `for_reader`
        return soon and not self.has_passed

    @property
    def earlier(self) -> list[dt.datetime]:
        """The deadlines before the present one, of a round of `overview.for_reader`: shown struck through."""
        former = [getattr(self, "earlier_closes_at", None)]
        return [one for one in [*former, self.closes_at] if one and one != self.ends_at]

    @property
    def states_named_on(self) -> dt.date | None:
        """The day whose names of States the round bears, once it has ended."""
        return seat_date(self.closed_at) if self.closed_at else None

    @property
    def deadline(self) -> Deadline:
        """The last day and minute to answer, by the clock of the round."""
        return Deadline.of(self.closes_at, self.time_zone)

    def is_open(self, at: dt.datetime) -> bool:
        """Tell whether answers are received at `at`. The clock decides, not the scheduler."""
        return self.opens_at <= at and not self.has_ended(at)

    def receives(self, at: dt.datetime) -> bool:
        """Tell whether what arrived at `at` is in time, whenever it is written: a closing that was recorded
        while it waited changes nothing (rule 46)."""
        return self.status != ConsultationStatus.WITHDRAWN and self.opens_at <= at < self.closes_at

    def ends_for(self, member_state_id: int | None) -> dt.datetime:
        """Return until when a State may answer: the deadline, or the end of its additional time."""
        # Of a round of `overview` it was read with it.
        if member_state_id is not None and vars(self).get("own_state") == member_state_id:
            return self.ends_at
        last = self.grants.in_force().filter(member_state=member_state_id).last()
        return max(self.closes_at, last.until) if last else self.closes_at

    @property
    def is_withdrawn(self) -> bool:
        """Whether a round asks for nothing any more: its plan was withdrawn, before the close or after."""
        if self.status == ConsultationStatus.WITHDRAWN:
            return True
        return bool(self.revision.paper.status == PaperStatus.WITHDRAWN)

    def has_ended(self, at: dt.datetime) -> bool:
        """Tell whether the deadline has passed at `at`, or the round was ended before it."""
        return self.status != ConsultationStatus.OPEN or at >= self.closes_at


class ConsultationEvent(StatusEvent):
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="events")


class ConsultationExtensionQuerySet(models.QuerySet["ConsultationExtension"]):
    def in_force(self) -> "ConsultationExtensionQuerySet":
        """Return the extensions that count: those entered wrongly and put right since stay on record only."""
        return self.filter(replaced_by=None)


class ConsultationExtension(Signed):
    """One extension of a deadline: what it was, what it became, why. Insert-only.

    `replaces` is an extension that was entered wrongly and that this one puts right.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="extensions")
    old_respond_by = models.DateField()
    old_closes_at = models.DateTimeField()
    new_respond_by = models.DateField()
    new_closes_at = models.DateTimeField()
    reason = models.TextField()
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    objects = ConsultationExtensionQuerySet.as_manager()


class Addressee(models.Model):
    """A Member State of the day of circulation: one row of the ledger.

    `reached_at` is set when a message to the State was accepted, or when its delegation first opened the
    round or the note (`opened_at`). `lost_at` is when it was last found that nothing reaches the State: all
    that was sent came back, or no address takes mail; it means nothing beside a `reached_at`. `sent_at` and
    `delivered_at` say what became of the note that opened the round; the notes app writes them down here, for
    the ledger to freeze.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="addressees")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    reached_at = models.DateTimeField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["member_state__protocol_name"]
        constraints = [
            models.UniqueConstraint(name="addressed_once", fields=["consultation", "member_state"])
        ]


class HeldClosingQuerySet(models.QuerySet["HeldClosing"]):
    def waiting(self) -> "HeldClosingQuerySet":
        """Return those that a signatory is still to decide on: the deadline may yet be extended. Where the
        plan was withdrawn meanwhile there is nothing to decide."""
        is_open = {"consultation__status": ConsultationStatus.OPEN}
        found = self.filter(decision="", closes_at=F("consultation__closes_at"), **is_open)
        return found.exclude(consultation__revision__paper__status=PaperStatus.WITHDRAWN)


class HeldClosing(models.Model):
    """A closing that waits for a signatory, and what was decided: the portal was not there in the last
    minutes (rule 43), or a State that is to consent by silence was not reached (rule 50)."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="held_closings")
    closes_at = models.DateTimeField()
    cause = models.CharField(max_length=20, choices=HoldCause.choices, blank=True)
    away_since = models.DateTimeField(null=True, blank=True)
    away_until = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=ClosingDecision.choices, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = HeldClosingQuerySet.as_manager()

    class Meta:
        ordering = ["closes_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="deadline_held_once", fields=["consultation", "closes_at", "cause"]),
            models.CheckConstraint(
                name="held_since_away", condition=~Q(cause=HoldCause.AWAY) | Q(away_since__isnull=False)
            ),
        ]

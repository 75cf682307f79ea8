import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import CHOICES, lowfirst
from cica_portal.workflow import StatusEvent
from initiatives.enums import (
    PROPOSAL_STATUS_KINDS,
    Attendance,
    EventFormat,
    EventKind,
    FilePurpose,
    InitiativeStatus,
    ProposalStatus,
)
from members.models import MemberState, User
from plans.enums import PUBLISHED_STATUSES, BlockKind, PaperStatus
from plans.models import Block, ConceptPaper, Revision

PUBLISHED = PUBLISHED_STATUSES


class EventTerms(models.Model):
    """When, where and by whom an event is held, and what it serves: proposed or followed, in the same words.

    Exact days, or a year with a month or a quarter, or a year alone. `co_hosts` are codes of Member States,
    `objectives` the keys of the plan's objectives, as strings: both live and are guarded with the row.
    """

    year = models.PositiveSmallIntegerField(lowfirst(pgettext_lazy("field", "Year")), null=True, blank=True)
    quarter = models.PositiveSmallIntegerField(
        lowfirst(pgettext_lazy("field", "Quarter")), null=True, blank=True
    )
    month = models.PositiveSmallIntegerField(lowfirst(pgettext_lazy("field", "Month")), null=True, blank=True)
    date_from = models.DateField(lowfirst(_("First day")), null=True, blank=True)
    date_to = models.DateField(lowfirst(_("Last day")), null=True, blank=True)
    place = models.CharField(lowfirst(pgettext_lazy("field", "Place")), max_length=200, blank=True)
    host = models.ForeignKey(
        MemberState,
        verbose_name=lowfirst(_("Host State")),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    co_hosts = models.JSONField(lowfirst(pgettext_lazy("field", "Co-hosts")), default=list, blank=True)
    objectives = models.JSONField(lowfirst(pgettext_lazy("field", "Objectives")), default=list, blank=True)
    contact = models.CharField(lowfirst(pgettext_lazy("field", "Contact")), max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_part_of_a_year",
                condition=Q(quarter=None, month=None)
                | Q(quarter__range=(1, 4), month=None, year__isnull=False)
                | Q(month__range=(1, 12), quarter=None, year__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_days_in_order",
                condition=Q(date_from=None, date_to=None)
                | Q(date_from__isnull=False, date_to=None)
                | Q(date_from__isnull=False, date_to__gte=F("date_from")),
            ),
        ]


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    def visible_to(self, user: User) -> "InitiativeQuerySet":
        """Return the initiatives `user` may see: those of adopted plans everybody; of other plans the
        Secretariat all, a coordinator those of the own measures, a delegate what the State proposed. Those
        whose line was taken out of the text are seen by nobody."""
        if not user.is_authenticated:
            return self.none()
        standing = self.standing()
        if user.is_secretariat:
            return standing
        if user.is_coordinator:
            own = Q(paper__in=ConceptPaper.objects.coordinated_by(user))
            return standing.filter(Q(paper__status__in=PUBLISHED) | own)
        proposed = Q(proposal_decision__event__member_state=user.member_state_id)
        return standing.filter(Q(paper__status__in=PUBLISHED) | proposed)

    def standing(self) -> "InitiativeQuerySet":
        """Return those whose line is in the text of the plan, and those that a State proposed: what becomes
        of these is decided."""
        lines = Block.objects.filter(kind=BlockKind.INITIATIVE, removed_at=None)
        return self.filter(Q(block_key__in=lines.values("key")) | Q(proposal_decision__isnull=False))

    def circulated(self, papers: Iterable[int]) -> "InitiativeQuerySet":
        """Return those of these plans that are before the Member States; whether a record still says what was
        circulated, `known` tells."""
        settled = [*PUBLISHED, PaperStatus.WITHDRAWN]
        return self.standing().filter(paper__in=papers).exclude(paper__status__in=settled)

    def with_proposal(self) -> "InitiativeQuerySet":
        """Add the proposal that an initiative came from: what its title is read with."""
        return self.select_related("proposal_decision__event")

    def with_plan(self) -> "InitiativeQuerySet":
        """Add the plan, its titles as last frozen, and the proposal that an initiative came from."""
        last = Revision.objects.filter(paper=OuterRef("paper")).order_by("-number")
        related = self.select_related("paper__measure", "host", "proposal_decision__event__host")
        # The case forms of names are for notes: read for each of a thousand events, they would cost a tenth.
        lean = related.defer(
            "host__forms",
            "proposal_decision__event__host__forms",
            "paper__measure__forms",
            "paper__text_status",
        )
        return lean.annotate(plan_titles=Subquery(last.values("titles")[:1]))


class Initiative(EventTerms):
    """The record of a numbered line of a paper, from its draft through its life; it points at a block's key.

    `titles` and `places` are by language: with the terms they write the line. `written` is what the record
    wrote last, by language; a text that says else is in words of its own. `place` is the first of `places`.
    `starts_at` and `ends_at` are exact instants, shown on the clock of `time_zone`; the days follow them.
    `participants` are numbers of people by the code of their State, `version` counts the saves. Delegations
    register people while `registration_closes_at` is ahead, an instant of the Secretariat's clock.
    """

    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="initiatives")
    block_key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    format = models.CharField(max_length=20, choices=EventFormat.choices, blank=True)
    status = models.CharField(
        max_length=20, choices=InitiativeStatus.choices, default=InitiativeStatus.PROPOSED
    )
    titles = models.JSONField(default=dict, blank=True)
    places = models.JSONField(default=dict, blank=True)
    written = models.JSONField(default=dict, blank=True)
    starts_at = models.DateTimeField(lowfirst(_("Start time")), null=True, blank=True)
    ends_at = models.DateTimeField(lowfirst(_("End time")), null=True, blank=True)
    time_zone = models.CharField(lowfirst(_("Time zone")), max_length=50, blank=True)
    participants = models.JSONField(
        lowfirst(pgettext_lazy("event", "Participants")), default=dict, blank=True
    )
    outcome = models.TextField(pgettext_lazy("field", "outcome"), blank=True)
    registration_closes_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects = InitiativeQuerySet.as_manager()

    class Meta(EventTerms.Meta):
        ordering = ["paper", "pk"]

    @property
    def is_draft(self) -> bool:
        """Whether its plan is not adopted: then nobody is bound by it."""
        return self.paper.status not in PUBLISHED

    def place_in(self, language: str) -> str:
        """Return the place as it is called in a language, or as it was entered."""
        return str(self.places.get(language) or self.place)

    def takes_registrations(self, at: dt.datetime) -> bool:
        """Tell whether delegations register people at `at`: for an announced event, until then."""
        closes_at = self.registration_closes_at
        return self.status == InitiativeStatus.ANNOUNCED and closes_at is not None and at < closes_at


class InitiativeEvent(StatusEvent):
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="events")

    @property
    def to_label(self) -> str:
        return InitiativeStatus(self.to_status).label


class InitiativeFileQuerySet(models.QuerySet["InitiativeFile"]):
    def visible_to(self, user: User) -> "InitiativeFileQuerySet":
        """Return the documents of the initiatives that `user` may see; what was taken off is not shown."""
        return self.filter(initiative__in=Initiative.objects.visible_to(user), removed_at=None)


class InitiativeFile(models.Model):
    """A document of an event, as it passed the gate. Taken off the page it stays on record, frozen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="files")
    purpose = models.CharField(
        lowfirst(pgettext_lazy("access token", "Purpose")), max_length=20, choices=FilePurpose.choices
    )
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=10)
    language = models.CharField(lowfirst(pgettext_lazy("column", "Language")), max_length=2, choices=CHOICES)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=255)
    is_scanned = models.BooleanField(default=False)
    carries = models.JSONField(null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = InitiativeFileQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.name


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def visible_to(self, user: User) -> "ParticipantQuerySet":
        """Return the registrations `user` may see: the Secretariat all, a coordinator those of the own
        measures, a delegation its own and, of an event that it hosts, all. No State learns who else comes."""
        if not user.is_authenticated:
            return self.none()
        if user.is_secretariat:
            return self
        if user.is_coordinator:
            own = ConceptPaper.objects.coordinated_by(user)
            return self.filter(initiative__paper__in=own)
        hosted = Q(initiative__host=user.member_state_id) if user.can_submit else Q(pk__in=[])
        return self.filter(Q(member_state=user.member_state_id) | hosted)

    def standing(self) -> "ParticipantQuerySet":
        return self.filter(withdrawn_at=None)


class Participant(models.Model):
    """Somebody whom a Member State registered for an event. Withdrawn, the row stays and says by whom."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="registrations")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(lowfirst(pgettext_lazy("participant", "Name")), max_length=200)
    post = models.CharField(lowfirst(pgettext_lazy("participant", "Post")), max_length=300)
    email = models.EmailField(_("mail address"), blank=True)
    attendance = models.CharField(
        lowfirst(pgettext_lazy("participant", "Attendance")), max_length=20, choices=Attendance.choices
    )
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["registered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="registered_once",
                fields=["initiative", "member_state", "name"],
                condition=Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProposedEventQuerySet(models.QuerySet["ProposedEvent"]):
    def filed(self) -> "ProposedEventQuerySet":
        return self.exclude(filed_at=None)

    def visible_to(self, user: User) -> "ProposedEventQuerySet":
        """Return what `user` may see: the own State's, filed or not; the Secretariat sees filed ones,
        a coordinator the filed ones of the measures coordinated."""
        if not user.is_authenticated:
            return self.none()
        own = Q(member_state=user.member_state_id) if user.is_delegate else Q(pk__in=[])
        if user.is_secretariat:
            return self.filed()
        if user.is_coordinator:
            return self.filed().filter(paper__in=ConceptPaper.objects.coordinated_by(user))
        return self.filter(own)

    def with_standing(self) -> "ProposedEventQuerySet":
        """Add what stands, which is what was decided last, and the titles under which the plan circulated."""
        last = ProposalDecision.objects.filter(event=OuterRef("pk")).order_by("-number")
        first = Revision.objects.filter(paper=OuterRef("paper")).order_by("number")
        return self.annotate(
            standing=Coalesce(Subquery(last.values("status")[:1]), Value(ProposalStatus.PROPOSED.value)),
            plan_titles=Subquery(first.values("titles")[:1]),
        )


class ProposedEvent(EventTerms):
    """A thematic event that a Member State proposes for a plan. It is no comment and breaks no silence.

    Until it is filed it belongs to the delegation alone; once filed, the database refuses changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="proposed_events")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="proposed_events")
    language = models.CharField(lowfirst(pgettext_lazy("column", "Language")), max_length=2, choices=CHOICES)
    title = models.CharField(lowfirst(_("Title of the event")), max_length=300)
    kind = models.CharField(
        lowfirst(pgettext_lazy("field", "Kind")),
        max_length=20,
        choices=EventKind.choices,
        default=EventKind.WORKSHOP,
    )
    format = models.CharField(
        lowfirst(pgettext_lazy("field", "Format")),
        max_length=20,
        choices=EventFormat.choices,
        default=EventFormat.ONLINE,
    )
    description = models.TextField(lowfirst(_("Purpose and content")), blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ProposedEventQuerySet.as_manager()

    class Meta(EventTerms.Meta):
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.title


class ProposalDecision(models.Model):
    """What became of a filed proposal: taken into the plan, answered with a reason, withdrawn by its State.

    Insert-only; the last number stands. `language` is that of the reason. An accepted one has its initiative,
    and, where the plan was adopted before, the `line` that supplements it, in each language.
    """

    event = models.ForeignKey(ProposedEvent, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=ProposalStatus.choices)
    reason = models.TextField(lowfirst(pgettext_lazy("label", "Reason")), blank=True)
    language = models.CharField(
        lowfirst(pgettext_lazy("column", "Language")), max_length=2, choices=CHOICES, blank=True
    )
    initiative = models.OneToOneField(
        Initiative, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal_decision"
    )
    line = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="proposal_decided_once_a_number", fields=["event", "number"]),
            models.CheckConstraint(
                name="accepted_has_its_initiative",
                condition=Q(status=ProposalStatus.ACCEPTED, initiative__isnull=False)
                | (~Q(status=ProposalStatus.ACCEPTED) & Q(initiative=None)),
            ),
            models.CheckConstraint(
                name="answered_with_a_reason",
                condition=~Q(status__in=[ProposalStatus.DECLINED, ProposalStatus.LATER]) | ~Q(reason=""),
            ),
        ]

    @property
    def mark(self) -> str:
        return PROPOSAL_STATUS_KINDS[ProposalStatus(self.status)]

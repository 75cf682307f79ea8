import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import CHOICES
from initiatives.enums import EventFormat, EventKind, InitiativeStatus
from members.models import MemberState, User
from plans.models import ConceptPaper


class Initiative(models.Model):
    """The record that follows a numbered line of a paper through its life; it points at the block's key."""

    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="initiatives")
    block_key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    format = models.CharField(max_length=20, choices=EventFormat.choices, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    host = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_initiatives"
    )
    status = models.CharField(
        max_length=20, choices=InitiativeStatus.choices, default=InitiativeStatus.PROPOSED
    )

    class Meta:
        ordering = ["paper", "pk"]


class ProposedEventQuerySet(models.QuerySet):
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


class ProposedEvent(models.Model):
    """A thematic event that a Member State proposes for a plan. It is no comment and breaks no silence.

    Until it is filed it belongs to the delegation alone; once filed, the database refuses changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="proposed_events")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="proposed_events")
    language = models.CharField(_("language"), max_length=2, choices=CHOICES)
    title = models.CharField(_("title of the event"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices, default=EventKind.WORKSHOP)
    format = models.CharField(
        _("format"), max_length=20, choices=EventFormat.choices, default=EventFormat.ONLINE
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    quarter = models.PositiveSmallIntegerField(_("quarter"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    description = models.TextField(_("purpose and content"), blank=True)
    contact = models.CharField(_("contact"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ProposedEventQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="quarter_of_a_year",
                condition=Q(quarter=None) | Q(quarter__range=(1, 4), year__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

"""What Member States attach to a text in force: reservations and interpretative statements (rule 53)."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from cica_portal.languages import CHOICES, lowfirst
from comments.enums import EnteredStatus, StatementKind, TranslationStatus
from comments.models.responses import Sourced
from comments.models.shared import Signed
from members.models import MemberState, User
from plans.enums import DecisionKind
from plans.models import ConceptPaper, PaperDecision, Revision


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, user: User) -> "StatementQuerySet":
        """Return what is attached to texts in force, to whoever reads these; to the Secretariat also what it
        enters of notes and nobody has confirmed."""
        if not user.is_authenticated:
            return self.none()
        if user.is_secretariat:
            return self.exclude(status=EnteredStatus.DISCARDED)
        return self.filed().filter(paper__in=ConceptPaper.objects.published_to(user))

    def filed(self) -> "StatementQuerySet":
        return self.lasting().filter(status=EnteredStatus.CONFIRMED)

    def lasting(self) -> "StatementQuerySet":
        """Leave out what has lapsed: attached to an adoption that was set aside since (rule 52)."""
        set_aside = PaperDecision.objects.filter(
            kind=DecisionKind.SET_ASIDE, paper=models.OuterRef("paper"), at__gte=models.OuterRef("at")
        )
        return self.exclude(models.Exists(set_aside))

    def waiting(self) -> "StatementQuerySet":
        return self.filter(status=EnteredStatus.SUBMITTED)

    def in_force(self) -> "StatementQuerySet":
        """Return the reservations and statements that their States did not withdraw, and what other States
        associated themselves with."""
        withdrawn = Statement.objects.filed().filter(kind=StatementKind.WITHDRAWAL, of=models.OuterRef("pk"))
        return self.filed().exclude(kind=StatementKind.WITHDRAWAL).exclude(models.Exists(withdrawn))


class Statement(Sourced, Signed):
    """A reservation or an interpretative statement of a State to an adopted text, in its own words; that it
    associates itself with another's, or withdraws its own (`of`). Insert-only once filed.

    No block means the whole text. `received_on` is the day of receipt at the Secretariat's seat. One that
    came by note was entered `by` an officer and `confirmed_by` a signatory.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="statements")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(
        lowfirst(pgettext_lazy("field", "Kind")), max_length=20, choices=StatementKind.choices
    )
    of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    block_keys = models.JSONField(default=list, blank=True)
    language = models.CharField(
        lowfirst(pgettext_lazy("column", "Language")), max_length=2, choices=CHOICES, blank=True
    )
    text = models.TextField(lowfirst(pgettext_lazy("label", "Text")), blank=True)
    received_on = models.DateField()
    is_late = models.BooleanField(default=False)
    status = models.CharField(max_length=20, choices=EnteredStatus.choices)
    request_key = models.UUIDField()
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["member_state__protocol_name", "received_on", "at"]
        constraints = [
            models.UniqueConstraint(name="statement_asked_once", fields=["member_state", "request_key"]),
            models.UniqueConstraint(
                name="statement_withdrawn_once",
                fields=["of"],
                condition=Q(kind="withdrawal", status=EnteredStatus.CONFIRMED),
            ),
            models.CheckConstraint(
                name="statement_says_or_follows",
                condition=(Q(kind__in=["reservation", "interpretation"], of=None) & ~Q(text="", language=""))
                | Q(kind__in=["association", "withdrawal"], of__isnull=False, text=""),
            ),
        ]

    @property
    def states_named_on(self) -> dt.date:
        return self.received_on


class StatementTranslation(Signed):
    """What a statement says in another language: never the State's own words, which it stands beside. One
    without text says that there will be none."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=2, choices=CHOICES)
    text = models.TextField(blank=True)
    status = models.CharField(max_length=20, choices=TranslationStatus.choices)
    version = models.PositiveIntegerField(default=1)

    class Meta(Signed.Meta):
        constraints = [
            models.UniqueConstraint(name="statement_translated_once", fields=["statement", "language"])
        ]

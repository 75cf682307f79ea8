import datetime as dt

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import MissingForm
from cica_portal.languages import CHOICES, NATIVE_NAMES
from members.enums import DELEGATION_ROLES, SECRETARIAT_ROLES, SUBMITTING_ROLES, WRITING_ROLES, Role


class MemberStateQuerySet(models.QuerySet):
    def members_on(self, day: dt.date) -> "MemberStateQuerySet":
        """Return the States that were members on `day`."""
        return self.filter(joined_on__lte=day).filter(Q(left_on=None) | Q(left_on__gt=day))


class MemberState(models.Model):
    """A Member State: its names in three languages, their case forms, its zone and its membership.

    `forms` holds, by language, the inflected names that sentences need: {"en": {"full": ...},
    "ru": {"nom": ..., "gen": ...}, "kk": {"nom": ..., "gen": ...}}. Names are never inflected by code.
    """

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(_("short name"), max_length=100)
    full_name = models.CharField(_("full name"), max_length=200)
    capital = models.CharField(_("capital"), max_length=100, blank=True)
    forms = models.JSONField(default=dict)
    time_zone = models.CharField(max_length=50)
    joined_on = models.DateField()
    joined_is_exact = models.BooleanField(default=False)  # else only the year of accession is attested
    left_on = models.DateField(null=True, blank=True)

    objects = MemberStateQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def is_member_on(self, day: dt.date) -> bool:
        return self.joined_on <= day and (self.left_on is None or self.left_on > day)

    def form(self, language: str, form: str) -> str:
        """Return the name in one case form; raise MissingForm where the data has none."""
        text = self.forms.get(language, {}).get(form)
        if not text:
            raise MissingForm(name=self.name, form=form, language=NATIVE_NAMES[language])
        return text


class User(AbstractUser):
    """A person of the Secretariat, of a delegation, or of a coordinating State.

    State and role are read anew at each request and in each task: a change works at once (rule 6).
    """

    role = models.CharField(max_length=20, choices=Role.choices, default=Role.READER)
    member_state = models.ForeignKey(
        MemberState, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    language = models.CharField(max_length=2, choices=CHOICES, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_state_fits_role",
                condition=Q(role__in=sorted(SECRETARIAT_ROLES), member_state=None)
                | (~Q(role__in=sorted(SECRETARIAT_ROLES)) & Q(member_state__isnull=False)),
            ),
        ]

    @property
    def is_secretariat(self) -> bool:
        return self.role in SECRETARIAT_ROLES

    @property
    def is_signatory(self) -> bool:
        return self.role == Role.SIGNATORY

    @property
    def is_coordinator(self) -> bool:
        return self.role == Role.COORDINATOR

    @property
    def is_delegate(self) -> bool:
        return self.role in DELEGATION_ROLES

    @property
    def can_submit(self) -> bool:
        return self.role in SUBMITTING_ROLES

    @property
    def can_write(self) -> bool:
        return self.role in WRITING_ROLES

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username


class AuditEntry(models.Model):
    """One recorded act: who, for which State, what, before and after, chained by hash. Insert-only."""

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    actor_label = models.CharField(max_length=200)
    member_state = models.ForeignKey(MemberState, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject_type} {self.subject_id}"


class AuditHead(models.Model):
    """The one row that says where the chain ends; its lock puts the entries in order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
    witnessed_sequence = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="one_audit_head", condition=Q(id=1))]

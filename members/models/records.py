"""What is recorded of acts and of attempts to sign in."""

from django.db import models
from django.db.models import Q

from members.enums import SignInStep
from members.models.people import MemberState, User


class FailedSignIn(models.Model):
    """One attempt to sign in that failed: what limits count, and what the sweep brings into the records.

    `name_hash` stands for the name that was typed, of an account or of none: people type passwords into that
    field, too. `browser` is set where the browser had signed in to the account before. Old ones are deleted.
    """

    at = models.DateTimeField()
    step = models.CharField(max_length=10, choices=SignInStep.choices)
    name_hash = models.CharField(max_length=64)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    address = models.GenericIPAddressField()
    network = models.GenericIPAddressField()
    browser = models.CharField(max_length=64, blank=True)
    is_counted = models.BooleanField(default=True)
    is_recorded = models.BooleanField(default=False)
    is_told = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(name="failed_sign_in_of_name", fields=["name_hash", "at"]),
            models.Index(name="failed_sign_in_from", fields=["network", "at"]),
            models.Index(name="failed_sign_in_recorded", fields=["is_recorded", "at"]),
        ]


class Entry(models.Model):
    """One recorded act: who, for which State, what, before and after, chained by hash. Insert-only."""

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

    class Meta:
        abstract = True


class AuditEntry(Entry):
    """An entry of the portal's record: one chain for all acts that the Secretariat may know of."""

    sequence = models.PositiveBigIntegerField(unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]
        # Each narrows the record by one thing, and has what it finds in the order of the chain.
        indexes = [
            models.Index(name="audit_entry_of_act", fields=["action", "sequence"]),
            models.Index(name="audit_entry_of_state", fields=["member_state", "sequence"]),
            models.Index(name="audit_entry_about", fields=["subject_id", "sequence"]),
            models.Index(name="audit_entry_at", fields=["at", "sequence"]),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject_type} {self.subject_id}"


class DelegationEntry(Entry):
    """An entry of a delegation's own record: what it does before it files, for nobody else to know of.

    Written with the act, in one row without a lock; sealed into the State's own chain by the next sweep, and
    frozen from then on. Neither an entry nor a gap in another chain tells that the State is at work.
    """

    sequence = models.PositiveBigIntegerField(null=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True, null=True, blank=True)

    class Meta:
        ordering = ["member_state", "pk"]
        constraints = [
            models.UniqueConstraint(name="delegation_entry_once", fields=["member_state", "sequence"]),
            models.CheckConstraint(
                name="delegation_entry_sealed_whole",
                condition=Q(sequence=None, hash=None) | Q(sequence__isnull=False, hash__isnull=False),
            ),
        ]


class Seal(models.Model):
    """The hash of one official row, in the chain by its entry. Insert-only.

    `model` and `key` name the row; the entry carries the hash of all seals that were made with it.
    """

    model = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    entry = models.ForeignKey(AuditEntry, on_delete=models.PROTECT, related_name="seals")

    class Meta:
        constraints = [models.UniqueConstraint(name="sealed_once", fields=["model", "key"])]


class AuditHead(models.Model):
    """The one row that says where the chain ends; its lock puts the entries in order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
    witnessed_sequence = models.PositiveBigIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="one_audit_head", condition=Q(id=1))]


class RecordCheck(models.Model):
    """The check of the record, of all official rows and of their files, on one day of the Secretariat."""

    day = models.DateField(unique=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    entries = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    contradiction = models.TextField(blank=True)
    files = models.JSONField(default=list)

    class Meta:
        ordering = ["-day"]

    @property
    def is_good(self) -> bool:
        return not self.contradiction and not self.files

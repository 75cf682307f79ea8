"""Word files that wait for a decision."""

import uuid

from django.db import models

from cica_portal.languages import CHOICES
from members.models import User
from plans.enums import (
    ImportStatus,
)
from plans.models.papers import ConceptPaper


class WordImportQuerySet(models.QuerySet["WordImport"]):
    def visible_to(self, user: User) -> "WordImportQuerySet":
        """Return the files that `user` uploaded: nobody else decides on them, or sees them before."""
        return self.filter(uploaded_by=user) if user.is_authenticated else self.none()

    def waiting(self) -> "WordImportQuerySet":
        return self.filter(status=ImportStatus.WAITING)


class WordImport(models.Model):
    """A Word file awaiting the decision of whoever uploaded it; afterwards the record of what was taken over.

    `paper` is the plan that the text goes into; a new plan is described in `plan` until it is made.
    `stored_as` is the file's random name in the storage, empty once the file is deleted; `outcome` says
    how many blocks were added and changed, and lists what the plan could not hold. `left_out` lists the
    numbers of the tracked changes that are not wanted, and is null until somebody has looked at them.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    paper = models.ForeignKey(
        ConceptPaper, null=True, blank=True, on_delete=models.PROTECT, related_name="word_imports"
    )
    plan = models.JSONField(default=dict)
    language = models.CharField(max_length=2, choices=CHOICES)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=20, choices=ImportStatus.choices, default=ImportStatus.WAITING)
    outcome = models.JSONField(default=dict)
    left_out = models.JSONField(null=True, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = WordImportQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]

"""Packages for the SWG: what is wanted as one, and the files that were built of it."""

import uuid

from django.db import models

from cica_portal.database.claims import Claimable
from cica_portal.languages import CHOICES
from comments.models import Consultation
from documents.enums import DocumentStatus
from members.models import User
from plans.models import ConceptPaper, MeetingItem, Revision


class SwgPackageQuerySet(models.QuerySet["SwgPackage"]):
    def visible_to(self, user: User) -> "SwgPackageQuerySet":
        """Return the packages of the plans whose preparation `user` sees; to whom they are sent is an act."""
        return self.filter(paper__in=ConceptPaper.objects.visible_to(user))


class SwgPackage(Claimable):
    """What goes to the SWG with a plan, complete: wanted as a row, built by a sweep, sealed, then frozen.

    `source_sha256` is the hash of all that goes into it; `contents` lists the documents that it is made of,
    what of the usual is absent, and what the `item` of a meeting was when it was asked for. `content_sha256`
    is the hash of what was built, before its seal: the same contents make the same package.
    """

    paper = models.ForeignKey(ConceptPaper, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(MeetingItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_sha256 = models.CharField(max_length=64, unique=True)
    contents = models.JSONField()
    status = models.CharField(max_length=20, choices=DocumentStatus.choices, default=DocumentStatus.WANTED)
    content_sha256 = models.CharField(max_length=64, blank=True)
    sealed_by = models.CharField(max_length=300, blank=True)
    wanted_at = models.DateTimeField()
    wanted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stored_at = models.DateTimeField(null=True, blank=True)

    objects = SwgPackageQuerySet.as_manager()

    class Meta:
        ordering = ["-wanted_at", "-pk"]

    @property
    def is_stored(self) -> bool:
        return self.status == DocumentStatus.STORED


def package_path(file: "SwgPackageFile", filename: str) -> str:
    name = uuid.uuid4().hex
    return f"packages/{name[:2]}/{name}"


class SwgPackageFile(models.Model):
    """One file of a package: a sealed PDF in one language, or the archive of everything. Insert-only.

    `unsealed_sha256` is the hash that a PDF had before its seal.
    """

    package = models.ForeignKey(SwgPackage, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=CHOICES, blank=True)
    file = models.FileField(upload_to=package_path, max_length=200)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, unique=True)
    unsealed_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["package", "name"]
        constraints = [models.UniqueConstraint(name="package_file_once", fields=["package", "name"])]

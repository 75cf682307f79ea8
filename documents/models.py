import uuid

from django.db import models
from django.db.models import BigIntegerField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from cica_portal.database.claims import Claimable
from cica_portal.languages import CHOICES, lowfirst
from documents.enums import ALL, SUFFIXES, DocumentKind, DocumentStatus


def document_path(document: "Document", filename: str) -> str:
    """Return a random storage name: nothing about a document can be guessed from outside (rule 25)."""
    name = uuid.uuid4().hex
    return f"documents/{name[:2]}/{name}.{document.suffix}"


class DocumentQuerySet(models.QuerySet):
    def about(self, name: str, row: models.Model) -> "DocumentQuerySet":
        """Return the documents whose subject has this row under this name."""
        return self.filter(**{f"subject__{name}": row.pk})

    def keys_of(self, name: str) -> QuerySet:
        """Return the keys of all rows that the subjects of these documents have under this name, to be asked
        for inside another query."""
        found = self.filter(subject__has_key=name).order_by()
        return found.values_list(Cast(KT(f"subject__{name}"), BigIntegerField()), flat=True)


class Document(Claimable):
    """A file that the portal makes: wanted as a row, rendered by a sweep, stored once, then frozen.

    `source_sha256` is the hash of everything that goes into it; kind, source and language are its key.
    `language` is en, ru, kk or "all". `subject` names the rows that it is about, as {"note": 12}: rows of the
    apps above this one, which never delete them. `pages` is counted in a rendered PDF; other files have none.
    `content` is kept until it is stored, where what goes into it is not a row of its own.
    """

    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    language = models.CharField(max_length=3, choices=[*CHOICES, (ALL, lowfirst(_("All languages")))])
    source_sha256 = models.CharField(max_length=64)
    subject = models.JSONField(default=dict)
    content = models.JSONField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=DocumentStatus.choices, default=DocumentStatus.WANTED)
    file = models.FileField(upload_to=document_path, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    wanted_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["wanted_at", "pk"]
        indexes = [models.Index(fields=["status"], name="document_by_status")]
        constraints = [
            models.UniqueConstraint(name="document_made_once", fields=["kind", "source_sha256", "language"]),
        ]

    @property
    def is_stored(self) -> bool:
        return self.status == DocumentStatus.STORED

    @property
    def suffix(self) -> str:
        return SUFFIXES.get(DocumentKind(self.kind), "pdf")

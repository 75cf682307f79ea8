"""Whom notes are written to besides Member States: observer States, observer and partner organizations."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.alphabet import latin_key
from cica_portal.languages import CHOICES, lowfirst
from members.enums import Correspondence
from members.models.people import User


class CorrespondentQuerySet(models.QuerySet["Correspondent"]):
    def in_use(self) -> "CorrespondentQuerySet":
        return self.filter(closed_at=None)


class Correspondent(models.Model):
    """An observer State, or an observer or partner organization: notes go to it, nobody of it signs in.

    `forms` holds the forms of its name that notes need: {"en": {"full", "plain"}, "ru": {"dat"},
    "kk": {"nom", "dat"}}. Names are never inflected by code. Taken out of use, never deleted.
    """

    code = models.CharField(lowfirst(_("Code")), max_length=12, unique=True)
    kind = models.CharField(
        lowfirst(pgettext_lazy("field", "Kind")), max_length=30, choices=Correspondence.choices
    )
    name = models.CharField(pgettext_lazy("correspondent", "name"), max_length=200)
    protocol_name = models.CharField(max_length=200, default="", editable=False)
    forms = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True, blank=True)

    # The name in English, one of the fields that modeltranslation adds.
    name_en: str

    # modeltranslation puts a class of its own in the place of this manager's.
    objects = CorrespondentQuerySet.as_manager()  # type: ignore[django-manager-missing]

    class Meta:
        ordering = ["protocol_name", "code"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.protocol_name = latin_key(self.name_en or self.name)
        super().save(*args, **kwargs)

    @property
    def order(self) -> tuple[int, str, str]:
        """States before organizations, observers before partners, each by the English alphabet."""
        return list(Correspondence).index(Correspondence(self.kind)), self.protocol_name, self.code


class CorrespondentAddressQuerySet(models.QuerySet["CorrespondentAddress"]):
    def in_use(self) -> "CorrespondentAddressQuerySet":
        return self.filter(removed_at=None, correspondent__closed_at=None)


class CorrespondentAddress(models.Model):
    """An official address of a correspondent, and the language in which it is written to."""

    correspondent = models.ForeignKey(Correspondent, on_delete=models.PROTECT, related_name="addresses")
    email = models.EmailField(_("mail address"))
    language = models.CharField(lowfirst(pgettext_lazy("column", "Language")), max_length=2, choices=CHOICES)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = CorrespondentAddressQuerySet.as_manager()

    class Meta:
        ordering = ["correspondent__protocol_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="correspondent_address_used_once",
                fields=["correspondent", "email"],
                condition=Q(removed_at=None),
            ),
        ]

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal.languages import CHOICES, lowfirst
from cica_portal.workflow import StatusEvent
from members.models import User
from phrases.enums import OF_PORTAL, Kind, Status


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def in_use(self) -> "CorrectionQuerySet":
        return self.filter(status=Status.IN_USE)

    def of_portal(self) -> "CorrectionQuerySet":
        """Return those of the interface and of mail; what they replace can hold again."""
        return self.filter(kind__in=OF_PORTAL)

    def waiting(self) -> "CorrectionQuerySet":
        return self.filter(status=Status.PROPOSED)

    def with_people(self) -> "CorrectionQuerySet":
        return self.select_related("proposed_by", "decided_by")


class Correction(models.Model):
    """A wording of one message or mail in one language, proposed by one person and approved by another.

    It is kept by what the message is in the sources (context, text, plural), never by a number: an upgrade
    neither loses nor moves it. `key` is the hash of the three. `forms` holds the text, of a message with
    plural forms each of them; `replaces` what the portal came with when it was proposed.

    Of texts that a row holds (`phrases.own`), `message` is the name of what they are of, and `forms` and
    `replaces` are the changed texts by field, in all languages.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=16)
    context = models.CharField(max_length=200, blank=True)
    message = models.TextField()
    plural = models.TextField(blank=True)
    language = models.CharField(
        lowfirst(pgettext_lazy("of a text", "Language")), max_length=2, choices=CHOICES, blank=True
    )
    forms = models.JSONField(lowfirst(gettext_lazy("New text")))
    replaces = models.JSONField(pgettext_lazy("correction", "original text"))
    reason = models.TextField(lowfirst(pgettext_lazy("label", "Reason")))
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(name="correction_of_phrase", fields=["key", "language"])]
        constraints = [
            models.UniqueConstraint(
                name="one_waiting_correction", fields=["key", "language"], condition=Q(status=Status.PROPOSED)
            ),
            models.UniqueConstraint(
                name="one_correction_in_use", fields=["key", "language"], condition=Q(status=Status.IN_USE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.message[:60]}"

    @property
    def texts(self) -> list[str]:
        """Return the new texts, in their order."""
        return list(self.forms.values() if isinstance(self.forms, dict) else self.forms)

    @property
    def is_waiting(self) -> bool:
        return self.status == Status.PROPOSED

    @property
    def is_new_state(self) -> bool:
        return self.message == "state-new"

    @property
    def is_in_use(self) -> bool:
        return self.status == Status.IN_USE


class CorrectionEvent(StatusEvent):
    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="events")

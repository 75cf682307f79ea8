"""What filed comments say in further languages, for those who work with them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import CHOICES
from comments.enums import TranslationStatus
from comments.models.responses import Comment
from members.models import User


class WorkingTranslation(models.Model):
    """The Secretariat's translation of one filed comment into one language; never the State's own words.

    The filed text stays as it is. A translation is a tool: it is mended in place, and each version of it is
    in the record of acts.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(pgettext_lazy("field", "language"), max_length=2, choices=CHOICES)
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(
        max_length=20, choices=TranslationStatus.choices, default=TranslationStatus.DRAFT
    )
    remark = models.TextField(pgettext_lazy("field", "comment"), blank=True)
    wording = models.TextField(_("proposed wording"), blank=True)
    rationale = models.TextField(pgettext_lazy("field", "reason"), blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["comment", "language"]
        constraints = [
            models.UniqueConstraint(name="translated_once_into_a_language", fields=["comment", "language"]),
            models.CheckConstraint(
                name="translation_says_something",
                condition=~Q(remark="") | ~Q(wording="") | ~Q(rationale=""),
            ),
        ]

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cica_portal.deadlines import LAST_MINUTE, Deadline
from cica_portal.languages import lowfirst
from comments.enums import Visibility
from notes.models.notes import VerbalNote


class Circulation(models.Model):
    """What an officer prepared for circulating a paper; the act of circulating carries it out.

    `content_sha256` is the hash of the working draft that was prepared and shown: if the draft has changed
    since, circulating is refused.
    """

    note = models.OneToOneField(VerbalNote, on_delete=models.PROTECT, related_name="circulation")
    respond_by = models.DateField(lowfirst(_("Deadline for comments")))
    last_minute = models.TimeField(default=LAST_MINUTE)
    visibility = models.CharField(
        max_length=30, choices=Visibility.choices, default=Visibility.AFTER_COMPILATION
    )
    reminder_days = models.JSONField(default=list)
    content_sha256 = models.CharField(max_length=64)
    needs_release = models.BooleanField(
        lowfirst(_("Hold the messages of this consultation until someone sends them")), default=False
    )

    @property
    def deadline(self) -> Deadline:
        return Deadline(self.respond_by, self.last_minute)

    @property
    def terms(self) -> dict[str, Any]:
        """Return all that was chosen, as the record says it."""
        return {
            "respond_by": str(self.deadline),
            "visibility": str(self.visibility),
            "reminder_days": self.reminder_days,
            "needs_release": self.needs_release,
            "content": self.content_sha256,
        }

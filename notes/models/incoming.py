import uuid

from django.db import models
from django.utils.translation import gettext, pgettext_lazy

from members.models import MemberState, User
from notes.models.notes import NoteSeries, VerbalNote


def incoming_path(note: "IncomingNote", filename: str) -> str:
    name = uuid.uuid4().hex
    return f"incoming/{name[:2]}/{name}"


class IncomingNote(models.Model):
    """A note of a Member State, entered in the register under a number of its own. Insert-only.

    `number` is the one that the State gave it, if any. A mistaken entry is corrected by another one, which
    says so.
    """

    register_number = models.CharField(max_length=60, unique=True)
    series = models.ForeignKey(NoteSeries, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(pgettext_lazy("note", "number"), max_length=100, blank=True)
    dated_on = models.DateField()
    received_on = models.DateField()
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=300)
    answers_to = models.ForeignKey(
        VerbalNote, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    file = models.FileField(upload_to=incoming_path, max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_carries = models.JSONField(null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-received_on", "-pk"]

    def __str__(self) -> str:
        return self.register_number

    @property
    def correction(self) -> "IncomingNote | None":
        """The entry that corrects this one, if any."""
        return getattr(self, "corrected_by", None)

    @property
    def right(self) -> "IncomingNote":
        """The entry that stands in the place of this one, however often it was corrected; else this one."""
        found = self
        while (next_one := found.correction) is not None:
            found = next_one
        return found

    @property
    def why_set_aside(self) -> str:
        """Why this note in reply is no response of its own; nothing where nobody says so."""
        return self.set_aside.reason if hasattr(self, "set_aside") else ""

    @property
    def given_number(self) -> str:
        """The number that the State gave the note, or in words that it gave none."""
        return self.number or gettext("without a number")


class SetAside(models.Model):
    """A State's note in reply that is no response of its own: why, and who says so. Insert-only."""

    incoming = models.OneToOneField(IncomingNote, on_delete=models.PROTECT, related_name="set_aside")
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

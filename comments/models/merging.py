"""The merge: what is chosen for a block so far, and what was taken into the text from which comment."""

from django.db import models

from cica_portal.languages import CHOICES
from comments.models.consultation import Consultation
from comments.models.responses import Comment
from comments.models.shared import Signed
from plans.models import Edit


class MergeDraft(Signed):
    """What somebody chose for one block in one language and has not taken into the text yet.

    `choices` are pairs of a comment and the number of one of its changes; `own_wording` is the Secretariat's
    own text, which stands apart from the proposals that it answers.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="+")
    block_key = models.UUIDField()
    language = models.CharField(max_length=2, choices=CHOICES)
    choices = models.JSONField(default=list)
    own_wording = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="merged_at_one_bench", fields=["consultation", "block_key", "language"]
            )
        ]


class StandingAcceptances(models.Manager["Acceptance"]):
    """The traces that nobody undid."""

    def get_queryset(self) -> models.QuerySet["Acceptance"]:
        return super().get_queryset().filter(undone=None)


class Acceptance(Signed):
    """One edit of the draft that came from a comment: the trace from the text to its State. Insert-only.

    `is_whole` says that all that the comment changes in this text was taken; `own_wording` keeps the
    Secretariat's text where that was taken in place of the proposal.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="acceptances")
    edit = models.ForeignKey(Edit, on_delete=models.PROTECT, related_name="+")
    own_wording = models.TextField(blank=True)
    is_whole = models.BooleanField()

    objects = StandingAcceptances()

    class Meta(Signed.Meta):
        constraints = [
            models.UniqueConstraint(name="taken_once_by_an_edit", fields=["comment", "edit"]),
        ]


class AcceptanceUndone(Signed):
    """The act of taking an edit back that came from a comment: the draft reads as before. Insert-only."""

    acceptance = models.OneToOneField(Acceptance, on_delete=models.PROTECT, related_name="undone")

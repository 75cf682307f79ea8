"""What a remark says: the fields that a draft and a filed comment share."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import CHOICES, lowfirst
from cica_portal.text import is_blank
from comments.enums import CommentType, Operation


def proposed(said: Any) -> dict[str, str]:
    """Return the proposed wording of a remark by language, that in the remark's own language first."""
    own = {said.language: said.proposed_text} if said.proposed_text else {}
    return own | (said.wordings or {})


def is_reason_due(type: str, rationale: str) -> bool:
    """Tell whether a remark is substantive and has no reason yet: so it can be drafted, but not filed."""
    return type == CommentType.SUBSTANTIVE and is_blank(rationale)


class RemarkFields(models.Model):
    """What a remark says, whether drafted or filed. No block means the whole text.

    `until_key` is the last block of a range that begins with `block_key`; `after_key` is where a moved range
    goes. `proposed_text` is the wording in `language`, `wordings` those in further languages. `joined` names
    the filed proposal of another State that this one repeats and joins; `attachments` lists the files that
    go with it. `sha256` is the hash of all that, by which a draft is known to be filed as it stands, and what
    a State joins is found. `is_condition` marks it as a condition of the support of its State: no word of it,
    and part of the hash of the response.
    """

    block_key = models.UUIDField(null=True, blank=True)
    until_key = models.UUIDField(null=True, blank=True)
    operation = models.CharField(
        _("what is proposed"), max_length=4, choices=Operation.choices, blank=True, default=""
    )
    after_key = models.UUIDField(null=True, blank=True)
    type = models.CharField(
        lowfirst(pgettext_lazy("label", "Type")),
        max_length=20,
        choices=CommentType.choices,
        default=CommentType.SUBSTANTIVE,
    )
    language = models.CharField(lowfirst(pgettext_lazy("column", "Language")), max_length=2, choices=CHOICES)
    remark = models.TextField(lowfirst(pgettext_lazy("label", "Comment")), blank=True)
    proposed_text = models.TextField(lowfirst(_("Proposed wording")), blank=True)
    wordings = models.JSONField(_("wording in further languages"), null=True, blank=True)
    rationale = models.TextField(lowfirst(pgettext_lazy("label", "Reason")), blank=True)
    joins = models.ForeignKey(
        "comments.Comment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    joined = models.JSONField(null=True, blank=True)
    attachments = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    is_condition = models.BooleanField(default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_range_has_a_beginning",
                condition=Q(until_key=None) | Q(block_key__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_is_on_a_block_to_alter_it",
                condition=~Q(operation__in=["ADD", "SUP", "MOVE"]) | Q(block_key__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_moves_somewhere",
                condition=Q(operation="MOVE", after_key__isnull=False)
                | (~Q(operation="MOVE") & Q(after_key=None)),
            ),
            models.CheckConstraint(
                name="%(class)s_has_wording_where_it_may",
                condition=Q(operation__in=["MOD", "ADD"]) | Q(proposed_text="", wordings__isnull=True),
            ),
            models.CheckConstraint(
                name="%(class)s_names_what_it_joins",
                condition=Q(joins=None, joined__isnull=True) | Q(joins__isnull=False, joined__isnull=False),
            ),
        ]

    @property
    def proposals(self) -> dict[str, str]:
        return proposed(self)

    @property
    def lacks_reason(self) -> bool:
        """Tell whether a reason is to be given before this is filed; what is joined has that of its State."""
        return self.joins_id is None and is_reason_due(self.type, self.rationale)

"""The support of a State for what another proposed, given once the compilation was distributed (rule 57)."""

from django.db import models

from comments.models.responses import Comment
from comments.models.shared import Signed
from members.models import MemberState


class Support(Signed):
    """A State stands behind a comment of another as it was filed, or no longer does. Insert-only: the last
    one of a State on a comment counts."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="supports")
    member_state = models.ForeignKey(MemberState, on_delete=models.PROTECT, related_name="+")
    is_withdrawn = models.BooleanField(default=False)

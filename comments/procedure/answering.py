"""How far comments are answered: one rule for every list of rounds and of comments, and for the release.

What was filed in time or under a grant is to be answered; what came too late may be, and waits for nobody.
"""

from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery

from comments.enums import DispositionStage
from comments.models import Comment, Disposition


class Waiting(StrEnum):
    """What a comment still waits for."""

    OPEN = "open"  # for an answer
    PROPOSED = "proposed"  # for the confirmation of the answer that is proposed
    LATE = "late"  # for nothing, though it has no answer
    NOTHING = ""


def waiting(*, counts: bool, stage: str) -> Waiting:
    """Return what a comment waits for; `stage` is that of the disposition that counts, "" without one."""
    if not counts:
        return Waiting.NOTHING if stage else Waiting.LATE
    if not stage:
        return Waiting.OPEN
    return Waiting.PROPOSED if stage == DispositionStage.PROPOSED else Waiting.NOTHING


def for_answer(counted: QuerySet[Comment]) -> QuerySet[Comment]:
    """Return those that wait for an answer among comments that count."""
    return _with_stage(counted).filter(stage=None)


def for_confirmation(counted: QuerySet[Comment]) -> QuerySet[Comment]:
    """Return those whose proposed answer waits for confirmation among comments that count."""
    return _with_stage(counted).filter(stage=DispositionStage.PROPOSED)


def _with_stage(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    last = Disposition.objects.filter(comment=OuterRef("pk")).order_by("-version")
    return comments.annotate(stage=Subquery(last.values("stage")[:1]))

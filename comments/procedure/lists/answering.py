"""How far comments are answered: one rule for every list of rounds and of comments, and for the release.

What was filed in time or under a grant is to be answered; what came too late may be, and waits for nobody.
"""

from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When

from comments.enums import ConsultationStatus, DispositionKind, DispositionStage
from comments.models import Comment, Consultation, Disposition, Response

# What a list of comments is filtered by, beside what each waits for and what became of it.
MAINTAINED, SEVERAL, MISSING = "maintained", "several", "missing"
ACCEPTING = (DispositionKind.ACCEPTED, DispositionKind.ACCEPTED_WITH_CHANGES)


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


def counted(consultations: QuerySet[Consultation]) -> QuerySet[Comment]:
    """Return the comments that count: those of the answers in force."""
    answers = Response.objects.standing().filter(consultation__in=consultations)
    return Comment.objects.filter(response__in=answers)


def for_answer(counted: QuerySet[Comment]) -> QuerySet[Comment]:
    """Return those that wait for an answer among comments that count."""
    return _at_stage(counted, None)


def for_confirmation(counted: QuerySet[Comment]) -> QuerySet[Comment]:
    """Return those whose proposed answer waits for confirmation among comments that count."""
    return _at_stage(counted, DispositionStage.PROPOSED)


def answered(counted: QuerySet[Comment]) -> QuerySet[Comment]:
    """Return those whose disposition is confirmed, each with when (`decided_at`), of those that count."""
    confirmed = _at_stage(counted, DispositionStage.CONFIRMED)
    return confirmed.annotate(decided_at=Subquery(_last().values("at")[:1]))


def accepted(counted: QuerySet[Comment]) -> QuerySet[Comment]:
    """Return those that were accepted and ask for a change of the text, among comments that count: all but
    those of which somebody said why nothing needs to change."""
    last = _last()
    kinds = answered(counted).annotate(
        kind=Subquery(last.values("kind")[:1]), no_change=Subquery(last.values("no_change")[:1])
    )
    return kinds.filter(kind__in=ACCEPTING, no_change="")


def tallied(comments: QuerySet[Comment], group: str) -> QuerySet[Any, Any]:
    """Return by `group` how many comments that count there are (`every`), how many of them wait for an answer
    (`open`) and how many for the confirmation of one (`proposed`)."""
    # While a consultation is open nothing is answered, and none of its comments is asked.
    is_closed = ~Q(response__consultation__status=ConsultationStatus.OPEN)
    stage = Case(When(is_closed, then=Subquery(_last().values("stage")[:1])))
    # A row is counted and not its key, which an index by response does not have.
    row = Value(1)
    staged = comments.annotate(stage=stage).order_by().values(group)
    tally: QuerySet[Any, Any] = staged.annotate(
        every=Count(row),
        open=Count(row, filter=Q(stage=None)),
        proposed=Count(row, filter=Q(stage=DispositionStage.PROPOSED)),
    )
    return tally


def _at_stage(comments: QuerySet[Comment], stage: DispositionStage | None) -> QuerySet[Comment]:
    return comments.annotate(stage=Subquery(_last().values("stage")[:1])).filter(stage=stage)


def _last() -> QuerySet[Disposition]:
    return Disposition.objects.filter(comment=OuterRef("pk")).order_by("-version")

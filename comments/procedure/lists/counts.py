"""What lists say of rounds in numbers: grouped once for all of them, never counted round by round."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet, Value

from cica_portal.database import composed
from comments.models import Addressee, Comment, Consultation, Response
from comments.procedure.lists import answering
from members import readers
from members.models import User

COUNTED = ("addressed_count", "answer_count", "comment_count", "unanswered_count", "unconfirmed_count")


def add(found: Sequence[Consultation], user: User, at: dt.datetime, size: int | None = None) -> None:
    """Add to these rounds of those that `user` may see how much there is of each: to all of them, or to at
    most `size`, which are then asked for alone."""
    among = None if size is None else composed.named([one.pk for one in found], size)
    counts = _counts(user, at, among)
    for one in found:
        vars(one).update(counts[one.pk])


def _counts(
    user: User, at: dt.datetime, among: Mapping[str, int] | None = None
) -> Mapping[int, Mapping[str, int]]:
    """Return the counts of the rounds that `user` may see, or of those `among` them: each kind is grouped
    once, none is counted round by round."""
    counts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for pk, *numbers in readers.rows(_counts, _counted_parts, user, at=at, **among or {}):
        for name, number in zip(COUNTED, numbers, strict=True):
            counts[pk][name] += number
    return counts


def _counted_parts(user: User, *, at: dt.datetime, **among: int) -> QuerySet[Any, tuple[int, ...]]:
    mine = Consultation.objects.visible_to(user).values("pk")
    if among:
        mine = mine.filter(composed.among("pk", among.values()))
    answers = Response.objects.standing().filter(consultation__in=mine)  # as on the board
    read = Response.objects.visible_to(user, at).standing().filter(consultation__in=mine)
    tallied = answering.tallied(Comment.objects.filter(response__in=read), "response__consultation")
    nothing = Value(0)
    addressed = Addressee.objects.filter(consultation__in=mine).order_by().values_list("consultation")
    answered = answers.order_by().values_list("consultation")
    parts = [
        addressed.annotate(a=Count("pk"), b=nothing, c=nothing, d=nothing, e=nothing),
        answered.annotate(a=nothing, b=Count("pk"), c=nothing, d=nothing, e=nothing),
        tallied.annotate(a=nothing, b=nothing).values_list(
            "response__consultation", "a", "b", "every", "open", "proposed"
        ),
    ]
    together: QuerySet[Any, tuple[int, ...]] = parts[0].union(*parts[1:], all=True)
    return together

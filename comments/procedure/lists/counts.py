"""What lists say of rounds in numbers: grouped once for all of them, never counted round by round."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet, Value

from comments.models import Addressee, Comment, Consultation, Response
from comments.procedure.lists import answering
from members.models import User

COUNTED = ("addressed_count", "answer_count", "comment_count", "unanswered_count", "unconfirmed_count")


def add(found: Sequence[Consultation], user: User, at: dt.datetime) -> None:
    """Add to these rounds, which `user` may see, how much there is of each: each kind is grouped once, none
    is counted round by round."""
    counts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for pk, *numbers in _counted_parts(found, user, at):
        for name, number in zip(COUNTED, numbers, strict=True):
            counts[pk][name] += number
    for one in found:
        vars(one).update(counts[one.pk])


def _counted_parts(
    found: Sequence[Consultation], user: User, at: dt.datetime
) -> QuerySet[Any, tuple[int, ...]]:
    mine = [one.pk for one in found]
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

"""What lists say in numbers: of rounds, grouped once for all of them, and of States."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from comments.models import Addressee, Comment, Consultation, Response
from comments.procedure.lists import answering
from members.delegations import standing
from members.models import User

COUNTED = ("addressed_count", "answer_count", "comment_count", "unanswered_count", "unconfirmed_count")


def add(found: Iterable[Consultation], user: User, at: dt.datetime) -> list[Consultation]:
    """Return these rounds, which `user` may see; to the Secretariat and coordinators each with how much there
    is of it: each kind is grouped once, none is counted round by round."""
    rounds = list(found)
    if user.is_delegate:
        return rounds
    mine = [one.pk for one in rounds]
    read = Response.objects.visible_to(user, at).standing().filter(consultation__in=mine)
    nothing = Value(0)
    addressed = Addressee.objects.filter(consultation__in=mine).order_by().values_list("consultation")
    answers = Response.objects.standing().filter(consultation__in=mine)  # as on the board
    answered = answers.order_by().values_list("consultation")
    tallied = answering.tallied(Comment.objects.filter(response__in=read), "response__consultation")
    parts: list[QuerySet[Any, tuple[int, ...]]] = [
        addressed.annotate(a=Count("pk"), b=nothing, c=nothing, d=nothing, e=nothing),
        answered.annotate(a=nothing, b=Count("pk"), c=nothing, d=nothing, e=nothing),
        tallied.annotate(a=nothing, b=nothing).values_list(
            "response__consultation", "a", "b", "every", "open", "proposed"
        ),
    ]
    counts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for pk, *numbers in parts[0].union(*parts[1:], all=True):
        for name, number in zip(COUNTED, numbers, strict=True):
            counts[pk][name] += number
    for one in rounds:
        vars(one).update(counts[one.pk])
    return rounds


@standing.add
def of_state(at: dt.datetime) -> dict[str, Any]:
    addressed = Addressee.objects.filter(
        consultation__in=Consultation.objects.open(at), member_state=OuterRef("pk")
    )
    unreached = addressed.filter(reached_at=None)
    return {
        "open_consultations": _number(addressed),
        "not_yet_reached": _number(unreached.filter(lost_at=None)),
        "not_reached": _number(unreached.filter(lost_at__isnull=False)),
    }


def _number(rows: QuerySet[Addressee]) -> Coalesce:
    counted = rows.order_by().values("member_state").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

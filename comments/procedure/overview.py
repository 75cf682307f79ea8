"""Lists of consultations, each as its reader may know it, in a constant number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest

from cica_portal import composed
from comments.enums import ConsultationStatus, Position, Visibility
from comments.models import (
    Acknowledgement,
    Addressee,
    Carrying,
    Comment,
    Consultation,
    ConsultationExtension,
    Grant,
    InternalDeadline,
    Receipt,
    Response,
    TimeRequest,
)
from comments.procedure import answering, outcomes, unsubmitted
from initiatives.models import ProposedEvent
from members import readers
from members.models import User


def for_reader(
    user: User, at: dt.datetime, *, with_drafts: bool = False, soon: dt.datetime | None = None
) -> QuerySet[Consultation]:
    """Return the rounds `user` may see, with what the role may know of each at `at`: a delegation what it did
    itself, where asked for also how many drafts it has. How much was filed is counted in `listed`."""
    soon = at + unsubmitted.window() if soon is None else soon
    consultations: QuerySet[Consultation] = (
        Consultation.objects.visible_to(user)
        .select_related("revision__paper__measure")
        .annotate(
            has_passed=ExpressionWrapper(Q(closes_at__lte=at), output_field=BooleanField()),
            outcome_now=outcomes.now(),
            released_at=F("release__at"),
            earlier_closes_at=Subquery(
                ConsultationExtension.objects.in_force()
                .filter(consultation=OuterRef("pk"))
                .order_by("-at", "-pk")
                .values("old_closes_at")[:1]
            ),
        )
    )
    if user.is_delegate:
        consultations = _with_own(consultations, user, at, soon)
        return _with_drafts(consultations, user) if with_drafts else consultations
    return consultations.annotate(
        has_grants=Exists(Grant.objects.filter(consultation=OuterRef("pk"))),
        has_requests=Exists(TimeRequest.objects.filter(consultation=OuterRef("pk"))),
    )


More = Callable[[QuerySet[Consultation], User], QuerySet[Consultation]]


def of_reader(user: User, at: dt.datetime, pk: int, with_more: More) -> Consultation | None:
    """Return one of the rounds of `for_reader`, with what `with_more` adds."""

    def compose(user: User, *, at: dt.datetime, soon: dt.datetime, pk: int) -> QuerySet[Consultation]:
        return with_more(for_reader(user, at, soon=soon), user).filter(pk=pk)

    soon = at + unsubmitted.window()
    found = readers.rows((of_reader, with_more), compose, user, at=at, soon=soon, pk=pk)
    return found[0] if found else None


def _all(user: User, *, at: dt.datetime, soon: dt.datetime) -> QuerySet[Consultation]:
    return for_reader(user, at, soon=soon, with_drafts=True)


def listed(user: User, at: dt.datetime) -> list[Consultation]:
    """Return the rounds of `for_reader` for a list: to the Secretariat and coordinators each also with how
    many States it addressed, how many answered, how many comments there are, and how many of these wait for
    an answer or for its confirmation (one more query, whatever the number of rounds)."""
    found = readers.rows(listed, _all, user, at=at, soon=at + unsubmitted.window())
    if not user.is_delegate:
        counts = _counts(user, at)
        for one in found:
            vars(one).update(counts[one.pk])
    return found


COUNTED = ("addressed_count", "answer_count", "comment_count", "unanswered_count", "unconfirmed_count")


def _counts(user: User, at: dt.datetime) -> Mapping[int, Mapping[str, int]]:
    """Return the counts of the rounds that `user` may see: each kind is grouped once, none is counted round
    by round."""
    counts: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for pk, *numbers in readers.rows(_counts, _counted_parts, user, at=at):
        for name, number in zip(COUNTED, numbers, strict=True):
            counts[pk][name] += number
    return counts


def _counted_parts(user: User, *, at: dt.datetime) -> QuerySet[Any, tuple[int, ...]]:
    mine = Consultation.objects.visible_to(user).values("pk")
    answers = Response.objects.standing().filter(consultation__in=mine)  # as on the board
    read = Response.objects.visible_to(user, at).standing().filter(consultation__in=mine)
    nothing = Value(0)
    addressed = Addressee.objects.filter(consultation__in=mine).order_by().values_list("consultation")
    answered = answers.order_by().values_list("consultation")
    tallied = answering.tallied(Comment.objects.filter(response__in=read), "response__consultation")
    parts = [
        addressed.annotate(a=Count("pk"), b=nothing, c=nothing, d=nothing, e=nothing),
        answered.annotate(a=nothing, b=Count("pk"), c=nothing, d=nothing, e=nothing),
        tallied.annotate(a=nothing, b=nothing).values_list(
            "response__consultation", "a", "b", "every", "open", "proposed"
        ),
    ]
    together: QuerySet[Any, tuple[int, ...]] = parts[0].union(*parts[1:], all=True)
    return together


def _with_own(
    consultations: QuerySet[Consultation], user: User, at: dt.datetime, soon: dt.datetime
) -> QuerySet[Consultation]:
    """Add what the own delegation did, and until when it may answer."""
    own = {"consultation": OuterRef("pk"), "member_state": user.member_state_id}
    receipts = Receipt.objects.filter(
        response__in=Response.objects.official(),
        response__consultation=OuterRef("pk"),
        response__member_state=user.member_state_id,
    ).order_by("-response__version")
    return with_own_time(consultations, user).annotate(
        has_passed=ExpressionWrapper(Q(own_ends_at__lte=at), output_field=BooleanField()),
        ends_soon=ExpressionWrapper(unsubmitted.ending_soon(at, soon), output_field=BooleanField()),
        own_events=_counted(
            ProposedEvent.objects.filter(
                paper=OuterRef("revision__paper"), member_state=user.member_state_id
            ),
            "paper",
        ),
        own_receipt=Subquery(receipts.values("number")[:1]),
        own_position=Subquery(receipts.values("response__position")[:1]),
        own_received_at=Subquery(receipts.values("response__received_at")[:1]),
        own_channel=Subquery(receipts.values("response__channel")[:1]),
        own_late=Exists(Response.objects.filter(**own, is_late=True)),
        own_opened_at=F("addressees__opened_at"),
        own_acknowledged_at=Subquery(Acknowledgement.objects.filter(**own).values("at")[:1]),
        own_earlier=Exists(_earlier(user)),
        own_internal_due_at=Subquery(InternalDeadline.objects.filter(**own).values("due_at")[:1]),
    )


def with_own_time(consultations: QuerySet[Consultation], user: User) -> QuerySet[Consultation]:
    """Add until when the reader's State may answer: `Consultation.ends_for` as an expression for many."""
    own = Grant.objects.filter(consultation=OuterRef("pk"), member_state=user.member_state_id)
    last = Subquery(own.order_by("-at", "-pk").values("until")[:1])
    return consultations.annotate(
        own_granted_until=last, own_state=composed.value(user.member_state_id, IntegerField())
    ).annotate(own_ends_at=Greatest("closes_at", Coalesce("own_granted_until", "closes_at")))


def _earlier(user: User) -> QuerySet[Comment]:
    """Return what the own State said in the round before on the same plan and has not decided about since."""
    decided = Carrying.objects.visible_to(user).filter(
        comment=OuterRef("pk"), consultation=OuterRef(OuterRef("pk"))
    )
    before = Consultation.objects.filter(
        revision__paper=OuterRef(OuterRef("revision__paper")),
        opens_at__lt=OuterRef(OuterRef("opens_at")),
        addressees__member_state=user.member_state_id,
    ).order_by("-opens_at", "-pk")
    return Comment.objects.filter(
        ~Exists(decided),
        response__in=Response.objects.filter(member_state=user.member_state_id).standing(),
        response__consultation=Subquery(before.values("pk")[:1]),
    )


def _with_drafts(consultations: QuerySet[Consultation], user: User) -> QuerySet[Consultation]:
    """Count the drafts of the own delegation that are not in force as they stand."""
    drafts = unsubmitted.drafts().filter(consultation=OuterRef("pk"), member_state=user.member_state_id)
    return consultations.annotate(own_drafts=_counted(drafts, "consultation"))


def takes_answers(consultation: Consultation, at: dt.datetime) -> bool:
    """Tell whether an answer of the reader's State would count at `at`, for a round of `for_reader`."""
    is_ended = consultation.status == ConsultationStatus.WITHDRAWN
    return not is_ended and consultation.opens_at <= at < consultation.ends_at


def split(found: Iterable[Consultation], at: dt.datetime) -> tuple[list[Consultation], list[Consultation]]:
    """Return the rounds of `for_reader` in which the reader's time runs, the nearest end first, and the past
    ones, latest first."""
    rounds = list(found)
    current = [item for item in rounds if takes_answers(item, at)]
    past = [item for item in rounds if not takes_answers(item, at)]
    current.sort(key=lambda item: (item.ends_at, item.reference))
    return current, sorted(past, key=lambda item: item.closes_at, reverse=True)


def has_answered(consultation: Consultation) -> bool:
    """Tell whether the reader's State has an answer in force, for a round of `for_reader`."""
    return getattr(consultation, "own_position", None) in {Position.COMMENTS, Position.NO_OBJECTION}


def is_read_by_states(consultation: Consultation, at: dt.datetime) -> bool:
    """Tell whether the States of a round of `for_reader` read by now what the others filed."""
    if consultation.visibility == Visibility.AFTER_CLOSING:
        return at >= consultation.closes_at
    return consultation.visibility == Visibility.AT_ONCE or vars(consultation)["released_at"] is not None


def _counted(rows: QuerySet[Any], group: str) -> Coalesce:
    counts = rows.order_by().values(group).annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)

"""Lists of consultations, each as its reader may know it, in a constant number of queries."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from comments.enums import ConsultationStatus, Position, Visibility
from comments.models import (
    Acknowledgement,
    Carrying,
    Comment,
    Consultation,
    ConsultationExtension,
    Disposition,
    Grant,
    HeldClosing,
    InternalDeadline,
    Receipt,
    Response,
    TimeRequest,
)
from comments.procedure import away, outcomes
from comments.procedure.deadlines import unsubmitted
from comments.procedure.lists import counts
from initiatives.models import ProposedEvent
from members.models import User
from plans.enums import PaperStatus

LATEST_FIRST = ("-closes_at", "-opens_at", "-pk")


def for_reader(
    user: User, at: dt.datetime, *, with_drafts: bool = False, soon: dt.datetime | None = None
) -> QuerySet[Consultation]:
    """Return the rounds `user` may see, with what the role may know of each at `at`: a delegation what it did
    itself, where asked for also how many drafts it has. How much was filed `counts.add` says."""
    soon = at + unsubmitted.window() if soon is None else soon
    consultations: QuerySet[Consultation] = (
        Consultation.objects.visible_to(user)
        .select_related("revision__paper__measure")
        .annotate(
            read_at=Value(at, DateTimeField()),
            **outcomes.facts(),
            is_held=Exists(HeldClosing.objects.waiting().filter(consultation=OuterRef("pk"))),
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
        return _with_drafts(consultations, user, at) if with_drafts else consultations
    return consultations


def listed(user: User, at: dt.datetime) -> QuerySet[Consultation]:
    """Return the rounds of `for_reader` for a list: those in which the reader's time runs, the nearest end
    first, and the past ones, latest first."""
    takes, ends = takes_condition(user, at), F(ends_field(user))
    found = for_reader(user, at, with_drafts=True)
    return found.order_by(
        Case(When(takes, then=0), default=1),
        Case(When(takes, then=ends)),
        Case(When(takes, then=F("reference"))),
        *LATEST_FIRST,
    )


class Leading(NamedTuple):
    """The rounds that lead a list, as `split` has them, and how many there are in all that take responses."""

    current: list[Consultation]
    past: list[Consultation]
    open_number: int

    @property
    def further(self) -> int:
        """How many more take responses than are here."""
        return self.open_number - len(self.current)


def leading(user: User, at: dt.datetime, number: int) -> Leading:
    """Return at most so many rounds in which the reader's time runs, and so many past ones, each with its
    numbers, in as many queries.

    Those that run are the nearest to their end; of a delegation's first those that still wait for it: its
    State has not responded, or its drafts say something else than its response. To the Secretariat a round
    whose closing waits for a signatory is not past yet: that is an open point.
    """
    every_current = running(user, at)
    first = every_current.order_by(*_waiting(user), ends_field(user), "reference")
    latest = _timed(user).filter(~takes_condition(user, at)).order_by(*LATEST_FIRST)
    if user.is_secretariat:
        latest = latest.exclude(pk__in=away.undecided().values("pk"))
    chosen = Q(pk__in=first.values("pk")[:number]) | Q(pk__in=latest.values("pk")[:number])
    found = counts.add(listed(user, at).filter(chosen), user, at)
    return Leading(*split(found, at), every_current.count())


def running(user: User, at: dt.datetime) -> QuerySet[Consultation]:
    """Return the rounds of which `takes_answers` is true for `user`, with no more known of each than until
    when (`ends_field`)."""
    return _timed(user).filter(takes_condition(user, at)).order_by()


def ends_field(user: User) -> str:
    """Name what `Consultation.ends_at` reads for this reader."""
    return "own_ends_at" if user.is_delegate else "closes_at"


def _timed(user: User) -> QuerySet[Consultation]:
    seen: QuerySet[Consultation] = Consultation.objects.visible_to(user)
    return with_own_time(seen, user) if user.is_delegate else seen


def takes_condition(user: User, at: dt.datetime) -> Q:
    """Return `takes_answers` as a condition."""
    # As `Consultation.is_withdrawn` has it: a sweep ends the round after its plan.
    is_ended = Q(status=ConsultationStatus.WITHDRAWN) | Q(revision__paper__status=PaperStatus.WITHDRAWN)
    return Q(opens_at__lte=at, **{f"{ends_field(user)}__gt": at}) & ~is_ended


def _waiting(user: User) -> list[Case]:
    """Return what orders rounds by whether they still wait for a delegation."""
    if not user.is_delegate:
        return []
    own = {"consultation": OuterRef("pk"), "member_state": user.member_state_id}
    responded = Exists(Response.objects.standing().filter(**own))
    in_hand = Exists(unsubmitted.drafts().filter(**own))
    removed = Exists(_removed(user))
    return [Case(When(responded & ~in_hand & ~removed, then=1), default=0)]


def _with_own(
    consultations: QuerySet[Consultation], user: User, at: dt.datetime, soon: dt.datetime
) -> QuerySet[Consultation]:
    """Add what the own delegation did, and until when it may answer."""
    own = {"consultation": OuterRef("pk"), "member_state": user.member_state_id}
    receipts = Receipt.objects.filter(
        # Asked of the few of one State: `in` would have the official responses of all States listed first.
        Exists(Response.objects.official().filter(pk=OuterRef("response"))),
        response__consultation=OuterRef("pk"),
        response__member_state=user.member_state_id,
    ).order_by("-response__version")
    return with_own_time(consultations, user).annotate(
        soon_at=Value(soon, DateTimeField()),
        own_events=_counted(
            ProposedEvent.objects.filter(
                paper=OuterRef("revision__paper"), member_state=user.member_state_id, filed_at=None
            ),
            "paper",
        ),
        own_receipt=Subquery(receipts.values("number")[:1]),
        own_position=Subquery(receipts.values("response__position")[:1]),
        own_received_at=Subquery(receipts.values("response__received_at")[:1]),
        own_channel=Subquery(receipts.values("response__channel")[:1]),
        own_late=Exists(Response.objects.filter(**own).after_deadline()),
        own_opened_at=F("addressees__opened_at"),
        own_acknowledged_at=Subquery(Acknowledgement.objects.filter(**own).values("at")[:1]),
        own_earlier=Exists(_earlier(user)),
        own_has_asked=Exists(TimeRequest.objects.open().filter(**own)),
        own_internal_due_at=Subquery(InternalDeadline.objects.filter(**own).values("due_at")[:1]),
    )


def with_own_time(consultations: QuerySet[Consultation], user: User) -> QuerySet[Consultation]:
    """Add until when the reader's State was granted time, and until when it may answer by that:
    `Consultation.ends_for` as an expression for many."""
    of_state = Grant.objects.filter(consultation=OuterRef("pk"), member_state=user.member_state_id)
    own = of_state.in_force().beyond_deadline().order_by("-at", "-pk")
    return consultations.annotate(
        own_granted_until=Subquery(own.values("until")[:1]),
        own_ends_at=Greatest("closes_at", Coalesce("own_granted_until", "closes_at")),
        own_state=Value(user.member_state_id, IntegerField()),
    )


def _earlier(user: User) -> QuerySet[Comment]:
    """Return what the own State said in the round before on the same plan and has neither decided about since
    nor agreed to the reply on."""
    decided = Carrying.objects.visible_to(user).filter(
        comment=OuterRef("pk"), consultation=OuterRef(OuterRef("pk"))
    )
    before = (
        Consultation.objects.for_comments()
        .filter(
            revision__paper=OuterRef(OuterRef("revision__paper")),
            opens_at__lt=OuterRef(OuterRef("opens_at")),
            addressees__member_state=user.member_state_id,
        )
        .order_by("-opens_at", "-pk")
    )
    return Comment.objects.filter(
        ~Exists(decided),
        ~Exists(Disposition.objects.agreed().filter(comment=OuterRef("pk"))),
        response__in=Response.objects.filter(member_state=user.member_state_id).standing(),
        response__consultation=Subquery(before.values("pk")[:1]),
    )


def _with_drafts(
    consultations: QuerySet[Consultation], user: User, at: dt.datetime
) -> QuerySet[Consultation]:
    """Count the drafts of the own delegation that are not in force as they stand, and the comments in force
    whose drafts it removed, while its response can be replaced."""
    drafts = unsubmitted.drafts().filter(consultation=OuterRef("pk"), member_state=user.member_state_id)
    removed = _counted(_removed(user), "response__consultation")
    return consultations.annotate(
        own_drafts=_counted(drafts, "consultation"),
        own_removed=Case(When(takes_condition(user, at), then=removed), default=0),
    )


def _removed(user: User) -> QuerySet[Comment]:
    return unsubmitted.removed().filter(
        response__consultation=OuterRef("pk"), response__member_state=user.member_state_id
    )


def takes_answers(consultation: Consultation, at: dt.datetime) -> bool:
    """Tell whether an answer of the reader's State would count at `at`, for a round of `for_reader`."""
    return not consultation.is_withdrawn and consultation.opens_at <= at < consultation.ends_at


def split(found: Iterable[Consultation], at: dt.datetime) -> tuple[list[Consultation], list[Consultation]]:
    """Return the rounds of `for_reader` in which the reader's time runs, and the past ones."""
    rounds = list(found)
    current = [item for item in rounds if takes_answers(item, at)]
    return current, [item for item in rounds if item not in current]


def has_answered(consultation: Consultation) -> bool:
    """Tell whether the reader's State has an answer in force, for a round of `for_reader`."""
    return getattr(consultation, "own_position", None) in {
        Position.COMMENTS,
        Position.OBJECTION,
        Position.NO_OBJECTION,
    }


def has_outcome(consultation: Consultation) -> bool:
    """Tell whether there is an outcome of comments of the reader's State, for a round of `for_reader`."""
    own_position = getattr(consultation, "own_position", None)
    return consultation.status == ConsultationStatus.CLOSED and own_position == Position.COMMENTS


def is_over(consultation: Consultation, at: dt.datetime) -> bool:
    """Tell whether what is read from the deadline on is read at `at`, in a round of `for_reader`."""
    return at >= consultation.closes_at and not vars(consultation)["is_held"]


def is_read_by_states(consultation: Consultation, at: dt.datetime) -> bool:
    """Tell whether the States of a round of `for_reader` read by now what the others filed."""
    if consultation.visibility == Visibility.AFTER_CLOSING:
        return is_over(consultation, at)
    return consultation.visibility == Visibility.AT_ONCE or vars(consultation)["released_at"] is not None


def _counted(rows: QuerySet[Any], group: str) -> Coalesce:
    numbers = rows.order_by().values(group).annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)

"""Lists of consultations, each as its reader may know it, in one query whatever their number."""

import datetime as dt

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
)
from django.db.models.functions import Coalesce

from comments.enums import DispositionStage, Position, RoundStatus, Visibility
from comments.models import (
    Acknowledgement,
    Addressee,
    Carrying,
    Comment,
    CommentRound,
    Disposition,
    Grant,
    InternalDeadline,
    Receipt,
    Response,
    RoundExtension,
)
from comments.procedure import unsubmitted
from initiatives.models import ProposedEvent
from members.models import User


def for_reader(user: User, at: dt.datetime, *, with_counts: bool = True) -> QuerySet[CommentRound]:
    """Return the rounds `user` may see, with what the role may know of each at `at`: a delegation what it did
    itself; the Secretariat and coordinators how much was filed. `with_counts` is for lists: drafts, too, are
    counted there only."""
    rounds = (
        CommentRound.objects.visible_to(user)
        .select_related("revision__paper__measure")
        .annotate(
            has_passed=ExpressionWrapper(Q(closes_at__lte=at), output_field=BooleanField()),
            released_at=F("release__at"),
            earlier_closes_at=Subquery(
                RoundExtension.objects.filter(comment_round=OuterRef("pk"))
                .order_by("-at", "-pk")
                .values("old_closes_at")[:1]
            ),
        )
    )
    if user.is_delegate:
        rounds = _with_own(rounds, user, at)
        return _with_drafts(rounds, user) if with_counts else rounds
    rounds = rounds.annotate(has_grants=Exists(Grant.objects.filter(comment_round=OuterRef("pk"))))
    return _with_counts(rounds, user, at) if with_counts else rounds


def _with_counts(rounds: QuerySet[CommentRound], user: User, at: dt.datetime) -> QuerySet[CommentRound]:
    answers = Response.objects.visible_to(user, at).standing().filter(comment_round=OuterRef("pk"))
    comments = Comment.objects.filter(
        response__comment_round=OuterRef("pk"),
        response__in=Response.objects.visible_to(user, at).standing(),
    )
    answered = Disposition.objects.filter(comment=OuterRef("pk"), stage=DispositionStage.CONFIRMED)
    return rounds.annotate(
        addressed_count=_counted(Addressee.objects.filter(comment_round=OuterRef("pk")), "comment_round"),
        answer_count=_counted(answers, "comment_round"),
        comment_count=_counted(comments, "response__comment_round"),
        unanswered_count=_counted(comments.filter(~Exists(answered)), "response__comment_round"),
    )


def _with_own(rounds: QuerySet[CommentRound], user: User, at: dt.datetime) -> QuerySet[CommentRound]:
    """Add what the own delegation did, and until when it may answer after the deadline."""
    own = {"comment_round": OuterRef("pk"), "member_state": user.member_state_id}
    receipts = Receipt.objects.filter(
        response__in=Response.objects.official(),
        response__comment_round=OuterRef("pk"),
        response__member_state=user.member_state_id,
    ).order_by("-response__version")
    return rounds.annotate(
        own_events=_counted(
            ProposedEvent.objects.filter(
                paper=OuterRef("revision__paper"), member_state=user.member_state_id
            ),
            "paper",
        ),
        own_receipt=Subquery(receipts.values("number")[:1]),
        own_position=Subquery(receipts.values("response__position")[:1]),
        own_received_at=Subquery(receipts.values("issued_at")[:1]),
        own_late=Exists(Response.objects.filter(**own, is_late=True)),
        own_opened_at=F("addressees__opened_at"),
        own_acknowledged_at=Subquery(Acknowledgement.objects.filter(**own).values("at")[:1]),
        own_granted_until=Subquery(Grant.objects.filter(**own).order_by("-at", "-pk").values("until")[:1]),
        own_earlier=Exists(_earlier(user)),
        own_internal_due_at=Subquery(InternalDeadline.objects.filter(**own).values("due_at")[:1]),
    ).annotate(
        ends_soon=ExpressionWrapper(
            unsubmitted.ending_soon(at, "own_granted_until"), output_field=BooleanField()
        )
    )


def _earlier(user: User) -> QuerySet[Comment]:
    """Return what the own State said in the round before on the same plan and has not decided about since."""
    decided = Carrying.objects.visible_to(user).filter(
        comment=OuterRef("pk"), comment_round=OuterRef(OuterRef("pk"))
    )
    before = CommentRound.objects.filter(
        revision__paper=OuterRef(OuterRef("revision__paper")),
        opens_at__lt=OuterRef(OuterRef("opens_at")),
        addressees__member_state=user.member_state_id,
    ).order_by("-opens_at", "-pk")
    return Comment.objects.filter(
        ~Exists(decided),
        response__in=Response.objects.filter(member_state=user.member_state_id).standing(),
        response__comment_round=Subquery(before.values("pk")[:1]),
    )


def _with_drafts(rounds: QuerySet[CommentRound], user: User) -> QuerySet[CommentRound]:
    """Count the drafts of the own delegation that are not in force as they stand."""
    drafts = unsubmitted.drafts().filter(comment_round=OuterRef("pk"), member_state=user.member_state_id)
    return rounds.annotate(own_drafts=_counted(drafts, "comment_round"))


def takes_answers(comment_round: CommentRound, at: dt.datetime) -> bool:
    """Tell whether an answer of the reader's State would count at `at`, for a round of `for_reader`."""
    if comment_round.status == RoundStatus.WITHDRAWN:
        return False
    granted_until = getattr(comment_round, "own_granted_until", None) or comment_round.closes_at
    return comment_round.is_open(at) or comment_round.closes_at <= at < granted_until


def has_answered(comment_round: CommentRound) -> bool:
    """Tell whether the reader's State has an answer in force, for a round of `for_reader`."""
    return getattr(comment_round, "own_position", None) in {Position.COMMENTS, Position.NO_OBJECTION}


def is_read_by_states(comment_round: CommentRound, at: dt.datetime) -> bool:
    """Tell whether the States of a round of `for_reader` read by now what the others filed."""
    if comment_round.visibility == Visibility.AFTER_CLOSING:
        return at >= comment_round.closes_at
    return comment_round.visibility == Visibility.AT_ONCE or comment_round.released_at is not None


def earlier(comment_round: CommentRound) -> list[dt.datetime]:
    """Return the deadline before the present one, for a round of `for_reader`: it is shown struck through."""
    return [comment_round.earlier_closes_at] if comment_round.earlier_closes_at else []


def _counted(rows: QuerySet, group: str) -> Coalesce:
    counts = rows.order_by().values(group).annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)

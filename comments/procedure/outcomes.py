"""Outcomes: computed once at closing, shown to a signatory, confirmed before anything leaves the house.

An answer under a grant may break a silence that was computed already: then the outcome is another one, and
waits for its confirmation again. The release of the compilation follows the confirmation.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from cica_portal.errors import NotAllowed
from comments.enums import Outcome, Position, RoundStatus, Visibility
from comments.models import (
    CommentRound,
    CompilationRelease,
    Grant,
    LedgerAddendum,
    OutcomeConfirmation,
)
from comments.procedure import consultations
from comments.refusals import (
    AlreadyConfirmed,
    AlreadyReleased,
    GrantsRunning,
    NotClosed,
    NothingToRelease,
    OutcomeChanged,
    OutcomeNotConfirmed,
    SilenceWasBroken,
)
from members import audit
from members.models import User
from plans import papers
from plans.enums import PaperStatus


def current(comment_round: CommentRound) -> str:
    """Return the outcome as it is now: the one computed at closing, unless a granted answer broke silence."""
    if comment_round.outcome == Outcome.SILENCE and comment_round.pk in _broken([comment_round]):
        return Outcome.COMMENTS
    return comment_round.outcome


def _broken(comment_rounds: Iterable[CommentRound]) -> set[int]:
    """Return which of these rounds have comments that were filed under a grant."""
    commented = LedgerAddendum.objects.filter(
        comment_round__in=comment_rounds, response__position=Position.COMMENTS
    )
    return set(commented.values_list("comment_round", flat=True))


def commented_before(comment_round: CommentRound) -> list[CommentRound]:
    """Return the earlier consultations of the same plan that had comments, in their order."""
    earlier = CommentRound.objects.filter(
        revision__paper=comment_round.revision.paper_id,
        opens_at__lt=comment_round.opens_at,
        status=RoundStatus.CLOSED,
    ).order_by("opens_at", "pk")
    found = list(earlier)
    broken = _broken(found)
    return [one for one in found if one.outcome == Outcome.COMMENTS or one.pk in broken]


def is_confirmed(comment_round: CommentRound) -> bool:
    outcome = current(comment_round)
    return bool(outcome) and comment_round.confirmations.filter(outcome=outcome).exists()


def unconfirmed() -> list[CommentRound]:
    """Return the closed rounds whose outcome waits for a signatory, the oldest first; each says which outcome
    it is (`awaited_outcome`), and whether another one was confirmed before (`was_confirmed`)."""
    closed = list(
        CommentRound.objects.filter(status=RoundStatus.CLOSED)
        .select_related("revision__paper")
        .exclude(confirmations__outcome=Outcome.COMMENTS)
        .order_by("closed_at", "pk")
    )
    broken = _broken(closed)
    confirmed = set(
        OutcomeConfirmation.objects.filter(comment_round__in=closed).values_list("comment_round", flat=True)
    )
    found = []
    for comment_round in closed:
        comment_round.awaited_outcome = Outcome(
            Outcome.COMMENTS if comment_round.pk in broken else comment_round.outcome
        )
        comment_round.was_confirmed = comment_round.pk in confirmed
        if comment_round.awaited_outcome == Outcome.COMMENTS or not comment_round.was_confirmed:
            found.append(comment_round)
    return found


def confirm(comment_round: CommentRound, *, outcome: str, by: User, at: dt.datetime) -> OutcomeConfirmation:
    """Confirm the outcome that the signatory was shown; another one by now is refused.

    Where a silence had been confirmed before, the plan comes back from the SWG's table for consolidation.
    """
    if not by.has_perm("comments.confirm_outcome", comment_round):
        raise NotAllowed
    with transaction.atomic():
        held = consultations.hold(comment_round)
        if held.status != RoundStatus.CLOSED:
            raise NotClosed
        if Grant.objects.filter(comment_round=held).running(at).exists():
            raise GrantsRunning
        if outcome != current(held):
            raise OutcomeChanged
        if held.confirmations.filter(outcome=outcome).exists():
            raise AlreadyConfirmed
        confirmation = OutcomeConfirmation.objects.create(comment_round=held, outcome=outcome, by=by, at=at)
        paper = held.revision.paper
        if outcome != held.outcome and paper.status == PaperStatus.BEFORE_SWG:
            papers.move(paper, PaperStatus.UNDER_CONSOLIDATION, by=by, at=at)
        audit.record(
            "comment_round.confirm",
            subject=held,
            by=by,
            at=at,
            after={"outcome": str(outcome), "ledger": held.ledger_sha256},
        )
    return confirmation


def refuse_submission(comment_round: CommentRound) -> None:
    """Refuse to tell the States that there were no comments unless a signatory has confirmed just that."""
    if current(comment_round) == Outcome.COMMENTS:
        raise SilenceWasBroken
    if not is_confirmed(comment_round):
        raise OutcomeNotConfirmed


def release(comment_round: CommentRound, *, by: User, at: dt.datetime) -> CompilationRelease:
    """Release the compilation: from now on every State that the round addressed reads what was filed."""
    if not by.has_perm("comments.release_compilation", comment_round):
        raise NotAllowed
    with transaction.atomic():
        held = consultations.hold(comment_round)
        if held.status != RoundStatus.CLOSED:
            raise NotClosed
        if held.visibility != Visibility.AFTER_COMPILATION:
            raise NothingToRelease
        if CompilationRelease.objects.filter(comment_round=held).exists():
            raise AlreadyReleased
        if not is_confirmed(held):
            raise OutcomeNotConfirmed
        released = CompilationRelease.objects.create(comment_round=held, by=by, at=at)
        audit.record(
            "comment_round.release",
            subject=held,
            by=by,
            at=at,
            after={"member_states": sorted(held.addressees.values_list("member_state__code", flat=True))},
        )
    return released

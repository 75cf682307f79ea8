"""A proposal that a State joined and that is no longer in force: the State keeps it as its own, or leaves it.

The State stands by what it joined until it says otherwise. Keeping says so and changes nothing that was
filed. Leaving is a new response without the comment, and so is bound to the rules of time.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.db import IntegrityError, transaction

from cica_portal import clock
from cica_portal.errors import NotAllowed
from comments.enums import DispositionStage, JoinDecision, Position
from comments.models import Comment, Consultation, Disposition, DraftComment, JoinChoice, Response
from comments.procedure import consultations
from comments.procedure.deadlines import grants
from comments.refusals import PlanWithdrawn
from comments.writing import drafts, responses
from comments.writing.join_refusals import JoinDecided, JoinNotLost, LeavingTooLate
from members import audit
from members.delegations import acting
from members.models import User


def keep(comment: Comment, *, by: User, at: dt.datetime) -> JoinChoice:
    """Keep a joined proposal as the State's own, before the deadline or after it."""
    with transaction.atomic():
        _held(comment, by)
        return _choose(comment, JoinDecision.KEPT, by=by, at=at)


def leave(comment: Comment, *, by: User) -> Response:
    """Leave a joined proposal: file the response anew without it; where it was all, withdraw the response."""
    at = clock.arrived()
    with transaction.atomic():
        held = _held(comment, by)
        is_late = not held.receives(at)
        grant = grants.running(held, by.member_state_id, at) if is_late else None
        if is_late and grant is None:
            raise LeavingTooLate
        former = comment.response
        left = list(former.comments.exclude(pk=comment.pk).order_by("position"))
        _choose(comment, JoinDecision.LEFT, by=by, at=at)
        for draft in DraftComment.objects.filter(
            consultation=held, member_state=by.member_state_id, joins=comment.joins_id
        ):
            drafts.remove(draft, by=by, at=at)
        return responses.store(
            held,
            left,
            state=by.acting_state,
            position=Position.COMMENTS if left else Position.WITHDRAWN,
            by=by,
            request_key=uuid.uuid4(),
            received_at=at,
            at=at,
            is_late=is_late,
            grant=grant,
            former=former,
        )


def _held(comment: Comment, by: User) -> Consultation:
    """Lock the round, and refuse where there is nothing to decide, or not for this person."""
    consultation = consultations.hold(comment.response.consultation)
    if comment.response.member_state_id != by.member_state_id:
        raise NotAllowed
    if not acting.still_may(by, "comments.submit_response", consultation):
        raise NotAllowed
    if consultation.is_withdrawn:
        raise PlanWithdrawn
    standing = state_of(comment)
    if standing.choice is not None or standing.is_decided:
        raise JoinDecided
    if not standing.is_lost:
        raise JoinNotLost
    return consultation


def _choose(comment: Comment, decision: JoinDecision, *, by: User, at: dt.datetime) -> JoinChoice:
    if comment.joins_id is None:
        raise JoinNotLost
    try:
        with transaction.atomic():
            made = JoinChoice.objects.create(
                comment=comment,
                joins_id=comment.joins_id,
                member_state=comment.response.member_state,
                decision=decision,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise JoinDecided from error
    audit.record("comment.choose_join", subject=comment, by=by, at=at, after={"join": str(decision)})
    return made


def lapsed(consultation: Consultation, written: Iterable[DraftComment]) -> set[uuid.UUID]:
    """Return the drafts that join a proposal which is in force no more (one query, where any joins one)."""
    joined = {draft.pk: (draft.joined["state"], draft.joined["sha256"]) for draft in written if draft.joined}
    if not joined:
        return set()
    standing = Response.objects.standing().filter(consultation=consultation)
    proposed = Comment.objects.filter(
        response__in=standing, joins=None, sha256__in={sha256 for _state, sha256 in joined.values()}
    )
    in_force = set(proposed.values_list("response__member_state__code", "sha256"))
    return {key for key, proposal in joined.items() if proposal not in in_force}


class JoinState(NamedTuple):
    """How a joined proposal stands: whether it is in force nowhere else, what was chosen, whether the
    disposition of the comment is confirmed."""

    is_lost: bool
    choice: JoinChoice | None
    is_decided: bool


def state_of(comment: Comment) -> JoinState:
    response, joined = comment.response, comment.joined
    own = JoinChoice.objects.filter(joins=comment.joins_id, member_state=response.member_state_id)
    decided = Disposition.objects.filter(comment=comment, stage=DispositionStage.CONFIRMED)
    in_force = Response.objects.standing().filter(consultation=response.consultation_id)
    original = Comment.objects.filter(
        response__in=in_force,
        joins=None,
        response__member_state__code=joined["state"] if joined else "",
        sha256=joined["sha256"] if joined else "",
    )
    is_in_force = in_force.filter(pk=response.pk).exists()
    return JoinState(
        is_lost=joined is not None and is_in_force and not original.exists(),
        choice=own.select_related("by").first(),
        is_decided=decided.exists(),
    )

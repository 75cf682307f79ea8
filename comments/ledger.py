"""The ledger: what each Member State did in a round, live while it is open, frozen at closing."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cica_portal.text import sha256
from comments.enums import Position, RoundStatus, Standing
from comments.models import CommentRound, LedgerEntry, Receipt, Response
from members.models import MemberState

UNANSWERED = frozenset({Standing.SILENT, Standing.NOT_REACHED})


@dataclass(frozen=True, slots=True)
class LedgerRow:
    member_state: MemberState
    standing: str
    events_proposed: int
    response: Response | None
    late_at: dt.datetime | None
    reached_at: dt.datetime | None


def rows(comment_round: CommentRound, *, at: dt.datetime) -> list[LedgerRow]:
    """Return one row per addressed State: the frozen entries once closed, else as things stand at `at`.

    A State that had not answered by the deadline and did so later is shown as late; its frozen entry stays.
    """
    if comment_round.status == RoundStatus.CLOSED:
        kept: Iterable[LedgerEntry] = comment_round.ledger.select_related("member_state", "response")
        late = late_answers(comment_round)
    else:
        answers = list(Response.objects.filter(comment_round=comment_round).order_by("version"))
        kept = _computed(comment_round, answers, at=at)
        late = {answer.member_state_id: answer for answer in answers if answer.is_late}
    found = []
    for entry in kept:
        answer = late.get(entry.member_state_id)
        standing = Standing.LATE if answer and entry.standing in UNANSWERED else Standing(entry.standing)
        found.append(
            LedgerRow(
                member_state=entry.member_state,
                standing=standing,
                events_proposed=entry.events_proposed,
                response=entry.response,
                late_at=answer.received_at if answer else None,
                reached_at=entry.reached_at,
            )
        )
    return found


def entries(comment_round: CommentRound) -> list[LedgerEntry]:
    """Return the entries to freeze: what had been done, received and delivered by `closes_at`."""
    answers = Response.objects.filter(comment_round=comment_round).order_by("version")
    return _computed(comment_round, answers, at=comment_round.closes_at)


def digest(entries: Iterable[LedgerEntry]) -> str:
    """Return the SHA-256 of a frozen ledger, the same from the rows made and from the rows read back."""
    return sha256(
        [
            {
                "reference": entry.comment_round.reference,
                "member_state": entry.member_state.code,
                "standing": str(entry.standing),
                "events_proposed": entry.events_proposed,
                "reached_at": entry.reached_at.astimezone(dt.UTC).isoformat() if entry.reached_at else None,
                "answer": entry.response.sha256 if entry.response else None,
            }
            for entry in sorted(entries, key=lambda entry: entry.member_state.code)
        ]
    )


def late_answers(comment_round: CommentRound) -> dict[int, Response]:
    """Return the last late answer of each State that sent one."""
    late = Response.objects.filter(comment_round=comment_round, is_late=True).order_by("version")
    return {response.member_state_id: response for response in late}


def _computed(
    comment_round: CommentRound, answers: Iterable[Response], *, at: dt.datetime
) -> list[LedgerEntry]:
    """Return an entry per addressed State from its `answers`, which come by version."""
    last = {answer.member_state_id: answer for answer in answers if not answer.is_late}
    events = Receipt.objects.filter(
        comment_round=comment_round,
        member_state=OuterRef("member_state"),
        proposed_event__isnull=False,
        issued_at__lt=comment_round.closes_at,
    )
    counted = events.order_by().values("member_state").annotate(counted=Count("pk")).values("counted")
    addressees = (
        comment_round.addressees.select_related("member_state")
        .defer("member_state__forms")
        .annotate(events_proposed=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
    )
    is_past = at >= comment_round.closes_at
    made = []
    for addressee in addressees:
        response = last.get(addressee.member_state_id)
        if response is not None and response.position == Position.WITHDRAWN:
            response = None
        reached_at = addressee.reached_at
        if is_past and reached_at is not None and reached_at >= comment_round.closes_at:
            reached_at = None
        made.append(
            LedgerEntry(
                comment_round=comment_round,
                member_state=addressee.member_state,
                standing=_standing(response, is_past=is_past, is_reached=reached_at is not None),
                events_proposed=addressee.events_proposed,
                reached_at=reached_at,
                response=response,
            )
        )
    return made


def _standing(response: Response | None, *, is_past: bool, is_reached: bool) -> Standing:
    if response is not None:
        return Standing.COMMENTED if response.position == Position.COMMENTS else Standing.NO_OBJECTION
    if not is_past:
        return Standing.AWAITING
    return Standing.SILENT if is_reached else Standing.NOT_REACHED

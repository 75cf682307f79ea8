"""The compilation: what Member States filed in a round, in document order; late answers apart."""

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from comments.models import Comment, CommentRound, Receipt, Response
from initiatives.models import ProposedEvent
from members.models import MemberState
from plans.outline import OutlineRow, revision_outline


@dataclass(frozen=True, slots=True)
class CompilationRow:
    """One filed comment beside its paragraph; no paragraph means the text as a whole."""

    block: OutlineRow | None
    comment: Comment
    response: Response
    member_state: MemberState
    is_late: bool


def rows(comment_round: CommentRound) -> list[CompilationRow]:
    """Return the comments of the standing answers in document order, then those of late answers."""
    outline = revision_outline(comment_round.revision)
    blocks: dict[uuid.UUID | None, OutlineRow | None] = {row.key: row for row in outline}
    order = {row.key: position for position, row in enumerate(outline, 1)}
    found = [
        CompilationRow(
            block=blocks.get(comment.block_key),
            comment=comment,
            response=comment.response,
            member_state=comment.response.member_state,
            is_late=comment.response.is_late,
        )
        for comment in in_force(Response.objects.filter(comment_round=comment_round), with_late=True)
    ]
    found.sort(
        key=lambda row: (
            row.is_late,
            order.get(row.comment.block_key, 0),
            row.member_state.code,
            row.comment.position,
        )
    )
    return found


def in_force(responses: QuerySet[Response], *, with_late: bool) -> list[Comment]:
    """Return, in one query, the comments of the standing answers among `responses`, by State; if asked, after
    them those of each State's last late answer."""
    wanted = Q(response__in=responses.standing())
    if with_late:
        wanted |= Q(response__in=responses.filter(is_late=True))
    comments = list(
        Comment.objects.filter(wanted)
        .select_related("response__member_state")
        .order_by("response__is_late", "response__member_state__code", "response__version", "position")
    )
    last = {(c.response.is_late, c.response.member_state_id): c.response_id for c in comments}
    return [c for c in comments if last[c.response.is_late, c.response.member_state_id] == c.response_id]


def events(comment_round: CommentRound) -> list[ProposedEvent]:
    """Return the thematic events filed in a round, by State and time."""
    receipts = (
        Receipt.objects.filter(comment_round=comment_round, proposed_event__isnull=False)
        .select_related("proposed_event__member_state")
        .order_by("member_state__code", "issued_at", "pk")
    )
    return [receipt.proposed_event for receipt in receipts]

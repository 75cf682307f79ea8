"""Versions: all that a State filed in a round, and what changed from one to the next.

A withdrawal, or a declaration of no objection, has no words: what follows it is compared with what the State
last said.
"""

from dataclasses import dataclass
from typing import Any

from comments.models import Consultation, Response
from comments.writing import drafts


@dataclass(frozen=True, slots=True)
class Version:
    """One filed answer. `changes` are remarks as they were and as they are, on one side nothing, between it
    and `compared`, the last version before it that had words; none where there is none."""

    response: Response
    remarks: list[dict[str, Any]]
    changes: list[tuple[dict[str, Any] | None, dict[str, Any] | None]]
    unchanged: int
    compared: Response | None
    is_in_force: bool


def of(consultation: Consultation, member_state_id: int) -> list[Version]:
    """Return the versions that the State filed, the newest first, late ones among them."""
    filed = list(
        Response.objects.filter(consultation=consultation, member_state=member_state_id)
        .select_related("submitted_by", "receipt", "member_state", "grant")
        .prefetch_related("comments")
        .order_by("version")
    )
    standing = Response.objects.standing().filter(consultation=consultation, member_state=member_state_id)
    in_force = set(standing.values_list("pk", flat=True))
    found: list[Version] = []
    earlier: dict[Any, dict[str, Any]] = {}
    spoken: Response | None = None
    for response in filed:
        comments = list(response.comments.all())
        keys = [comment.draft_id or comment.pk for comment in comments]
        now = dict(zip(keys, drafts.content(comments), strict=True))
        changes = [
            (earlier.get(key), now.get(key))
            for key in dict.fromkeys([*now, *earlier])
            if earlier.get(key) != now.get(key)
        ]
        version = Version(
            response=response,
            remarks=list(now.values()),
            changes=changes,
            unchanged=sum(earlier.get(key) == value for key, value in now.items()),
            compared=spoken,
            is_in_force=response.pk in in_force,
        )
        found.append(version)
        if now:
            earlier, spoken = now, response
    return found[::-1]

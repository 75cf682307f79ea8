"""Replies that States were sent, and changes of them that wait for a signatory: until one confirms, the reply
that was sent stands (rule 49)."""

import uuid
from collections.abc import Sequence

from cica_portal import organization
from cica_portal.errors import Refusal
from comments.models import Comment, Disposition
from members.models import User


def sent(comments: Sequence[Comment]) -> dict[uuid.UUID, Disposition]:
    """Return by comment the reply that its State was sent; nothing of what was not sent."""
    found = Disposition.objects.confirmed().filter(
        comment__in=[comment.pk for comment in comments],
        comment__response__consultation__answers_release__isnull=False,
    )
    return {one.comment_id: one for one in found}


def waiting(comments: Sequence[Comment]) -> dict[uuid.UUID, Disposition]:
    """Return by comment the change of its reply that waits for a signatory."""
    found = Disposition.recorded.waiting().filter(comment__in=[comment.pk for comment in comments])
    return {one.comment_id: one for one in found.select_related("by")}


def refuse_waiting(comments: Sequence[Comment]) -> None:
    """Raise a refusal where a change of any of these replies waits: else it would be lost under another."""
    found = waiting(comments)
    if names := [str(one.response.member_state) for one in comments if one.pk in found]:
        raise Refusal("comments.change_waits", states=", ".join(dict.fromkeys(names)))


def takes_effect(by: User) -> bool:
    """Tell whether what this person changes takes effect at once: as a signatory, alone if the settings let
    one person act."""
    return by.has_perm("comments.change_sent_reply") and not organization.policy("TWO_PERSONS_ISSUE")


def may_decide(change: Disposition, by: User) -> bool:
    """Tell whether a person may confirm or decline a change."""
    is_another = not organization.policy("TWO_PERSONS_ISSUE") or change.by_id != by.pk
    return is_another and by.has_perm("comments.change_sent_reply")

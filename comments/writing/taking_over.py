"""Taking over: what came by note or mail becomes drafts of the delegation, to replace it with in the portal.

Each draft has the key that its comment was filed with, so that it is known as filed while it says the same,
and a second click finds the first.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from django.db import transaction

from cica_portal.errors import Refusal
from comments.models import Comment, Consultation, DraftComment
from comments.writing import drafts, responses
from members.models import User


def take_over(consultation: Consultation, *, by: User, at: dt.datetime) -> list[DraftComment]:
    """Make drafts of what the State's response from outside the portal says; return the new ones."""
    by.require("comments.draft_comment", consultation)
    response = responses.in_force(consultation, by.member_state_id)
    if response is None or not response.came:
        raise Refusal("comments.nothing_to_take_over")
    made = []
    with transaction.atomic():
        for comment in response.comments.order_by("position"):
            values = {name: getattr(comment, name) for name in (*drafts.FIELDS, "sha256")}
            draft, is_new = DraftComment.objects.get_or_create(
                pk=key_of(comment),
                defaults=values | drafts.of_person(consultation, by=by, at=at),
            )
            if is_new:
                drafts.record_new(draft, "draft.take_over", by=by, at=at)
                made.append(draft)
    return made


def undrafted(filed: Iterable[Comment], written: Collection[DraftComment]) -> list[Comment]:
    """Return the comments of a response of which the delegation has no draft: another response is without
    them. The draft of one was removed, or of one that came from outside none was made."""
    own = {draft.pk for draft in written}
    return [comment for comment in filed if key_of(comment) not in own]


def key_of(comment: Comment) -> uuid.UUID:
    """Return the key of the draft of a comment; the first of those that were entered were filed without."""
    return comment.draft_id or comment.pk

"""Which States support what another proposed, since the compilation was distributed (rule 57)."""

import datetime as dt
import uuid
from collections import defaultdict
from typing import Any

from comments.models import Comment, Consultation, Support


def in_force(consultation: Consultation) -> dict[uuid.UUID, list[Support]]:
    """Return the last word of each State that supports a comment, by the comment, in the order in which they
    were given (one query)."""
    given = Support.objects.filter(comment__response__consultation=consultation)
    last = {(one.comment_id, one.member_state_id): one for one in given.select_related("member_state")}
    found: dict[uuid.UUID, list[Support]] = defaultdict(list)
    for one in last.values():
        if not one.is_withdrawn:
            found[one.comment_id].append(one)
    return found


def made_of(consultation: Consultation) -> dict[str, Any]:
    """Return what the key of a paper takes up of them; nothing where nobody supports."""
    rows = [one.pk for given in in_force(consultation).values() for one in given]
    return {"supports": sorted(rows)} if rows else {}


def given_until(comment: Comment) -> dt.datetime | None:
    """Return the end of the period in which the comment can be supported, if there is one."""
    release = getattr(comment.response.consultation, "release", None)
    return release.support_until if release else None

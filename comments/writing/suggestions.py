"""What is proposed on the same paragraph already, most similar first, to be joined rather than repeated."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Q
from rapidfuzz import fuzz

from comments.models import Comment, Consultation, DraftComment
from comments.remarks.presentation import Shown, show
from comments.remarks.ranges import Extent, Places
from comments.writing import cosponsors
from members.models import User

# Beyond this, of 100, two wordings say the same to a reader; found on the texts of the demonstration.
SIMILAR = 75
MOST = 5


class Offer(NamedTuple):
    """A proposal of another State, to join, or a draft of a colleague, to go on with."""

    said: Shown
    who: str
    comment: Comment | None
    draft: DraftComment | None
    likeness: float

    @property
    def is_similar(self) -> bool:
        return self.likeness >= SIMILAR


def offers(
    consultation: Consultation,
    user: User,
    *,
    at: dt.datetime,
    places: Places,
    extent: Extent,
    typed: Mapping[str, str],
    but: DraftComment | None = None,
) -> list[Offer]:
    """Return drafts of colleagues on the same blocks, and what `user` may join there and has not yet.

    `typed` is what the person proposes by language, without what was left as the text stands.
    """
    own = DraftComment.objects.visible_to(user).filter(consultation=consultation).select_related("updated_by")
    drafts = [draft for draft in own if but is None or draft.pk != but.pk]
    joined = {draft.joins_id for draft in own}
    near = Q(block_key__in=[row.key for row in extent.rows]) | Q(until_key__isnull=False)
    comments = [
        one for one in cosponsors.open_to(user, consultation, at).filter(near) if one.pk not in joined
    ]
    found = [
        Offer(show(one, places), str(one.response.member_state), one, None, likeness(one.proposals, typed))
        for one in _overlapping(comments, extent, places)
    ]
    found += [
        Offer(show(one, places), one.updated_by.display_name, None, one, likeness(one.proposals, typed))
        for one in _overlapping(drafts, extent, places)
    ]
    found.sort(key=lambda offer: -offer.likeness)
    return found[:MOST]


def likeness(proposals: Mapping[str, str], typed: Mapping[str, str]) -> float:
    """Return how alike two proposals are in the language in which they are most so, from 0 to 100."""
    both = [language for language in typed if proposals.get(language)]
    return max((fuzz.ratio(proposals[language], typed[language]) for language in both), default=0.0)


def _overlapping(remarks: Iterable[Any], extent: Extent, places: Places) -> list[Any]:
    keys = {row.key for row in extent.rows}
    return [
        remark
        for remark in remarks
        if remark.block_key is not None
        and keys.intersection(row.key for row in places.extent(remark.block_key, remark.until_key).rows)
    ]

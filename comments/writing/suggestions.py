"""What is proposed on the same paragraph already, most similar first, to be joined rather than repeated."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.safestring import SafeString
from rapidfuzz import fuzz

from comments.models import Comment, Consultation, DraftComment
from comments.reading.extents import Extent, Places
from comments.reading.gists import asked, gist
from comments.reading.readings import Reading, read
from comments.writing import cosponsors
from members.models import User

# Beyond this, of 100, two wordings say the same to a reader; found on the texts of the demonstration.
SIMILAR = 75
MOST = 5


class Offer(NamedTuple):
    """A proposal of other States, to join, or a draft of a colleague, to go on with."""

    said: Reading
    who: str
    comment: Comment | None
    draft: DraftComment | None
    likeness: float
    # How many States propose it, in the same words.
    number: int = 1

    @property
    def mark(self) -> str:
        """Return what the offer is known by while the list is made anew."""
        return (
            f"comment-{self.comment.pk}" if self.comment else f"draft-{self.draft.pk}" if self.draft else ""
        )

    @property
    def gist(self) -> SafeString:
        return gist(self.said)

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
    others = list(cosponsors.of_others(user, consultation, at).filter(near))
    # What asks for the same, word for word, is one proposal of several States.
    equal: dict[Hashable, list[Comment]] = defaultdict(list)
    for one in _overlapping((one for one in others if one.joins_id is None), extent, places):
        equal[one.block_key, asked(one)].append(one)
    found = [
        _offer(group, others, places, typed)
        for group in equal.values()
        if not joined.intersection(one.pk for one in group)
    ]
    found += [
        Offer(read(one, places), one.updated_by.display_name, None, one, likeness(one.proposals, typed))
        for one in _overlapping(drafts, extent, places)
    ]
    found.sort(key=lambda offer: -offer.likeness)
    return found[:MOST]


def _offer(
    group: Sequence[Comment], others: Sequence[Comment], places: Places, typed: Mapping[str, str]
) -> Offer:
    """Offer what several States propose, or have joined; what the first of them filed can be joined."""
    first, keys = group[0], {one.pk for one in group}
    states = [one.response.member_state for one in (*group, *others) if {one.pk, one.joins_id} & keys]
    names = list(dict.fromkeys(map(str, states)))
    said = read(first, places)
    return Offer(said, ", ".join(names), first, None, likeness(first.proposals, typed), len(names))


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

"""What Member States filed in a round, as it is read: in document order, late answers apart."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import FilteredRelation, Q, QuerySet

from cica_portal.languages import reader_language
from comments.models import Comment, Consultation, Receipt, Response
from comments.reading.decisions import with_decisions
from comments.reading.extents import Places
from comments.reading.groups import mark_alternatives
from comments.reading.readings import JointKey, Reading
from initiatives.models import ProposedEvent
from members.models import User
from plans.outline import revision_outline


def for_reading(
    consultation: Consultation,
    user: User | None = None,
    at: dt.datetime | None = None,
    language: str = "",
    *,
    with_late: bool = True,
) -> QuerySet[Comment]:
    """Return the comments of the answers in force that `user` may read at `at`, or all for the house itself;
    with those of each State's last late answer, unless a delegate reads, to whom only what counts is shown.

    With `language`, each with its working translation (`rendition`) and with what the reader may know of what
    became of it. They come by State, in protocol order.
    """
    filed = Response.objects.all() if user is None else Response.objects.visible_to(user, at)
    responses = filed.filter(consultation=consultation)
    wanted = Q(response__in=responses.standing())
    if with_late and not (user and user.is_delegate):
        wanted |= Q(response__in=responses.late())
    found = Comment.objects.filter(wanted).select_related("response__member_state")
    if language:
        translation = FilteredRelation("translations", condition=Q(translations__language=language))
        found = with_decisions(found.annotate(rendition=translation), user, at)
        found = found.select_related("response__member_state", "rendition")
    return found.order_by(
        "response__is_late", "response__member_state__protocol_name", "response__version", "position"
    )


def in_order(comments: Iterable[Comment], places: Places, reader: str) -> list[Reading]:
    """Return comments of one round in document order, those of late answers last, of each paragraph by State,
    in protocol order, with their numbers."""
    order = {row.key: position for position, row in enumerate(places.rows)}
    found = sorted(
        comments,
        key=lambda one: (
            one.response.is_late,
            one.response.grant_id is None,
            order.get(one.block_key, -1),
        ),
    )
    readings = [Reading(one, places, reader, number) for number, one in enumerate(found, start=1)]
    mark_alternatives(readings)
    return readings


def read_all(
    consultation: Consultation,
    user: User | None = None,
    at: dt.datetime | None = None,
    language: str = "",
    *,
    reader: str = "",
    places: Places | None = None,
) -> list[Reading]:
    """Return every comment that `user` may read, each by itself, with `language` as `for_reading` returns it;
    what joins none of them is lost."""
    where = places or Places(revision_outline(consultation.revision))
    found = in_order(for_reading(consultation, user, at, language), where, reader or reader_language())
    own = {(one.code, one.comment.sha256) for one in found if not one.joined}
    for one in found:
        one.is_lost = bool(one.joined) and (one.joined["state"], one.joined["sha256"]) not in own
    return found


def joint(found: Iterable[Reading]) -> tuple[list[Reading], dict[JointKey, list[Reading]]]:
    """Return the comments without those that join one of them, and who joins each, by its key.

    Those that join what has been replaced or withdrawn since stand by themselves, together under the first.
    """
    every, joining = list(found), defaultdict(list)
    keys = {one.key for one in every if not one.joined}
    first: dict[JointKey, JointKey] = {}
    single = []
    for one in every:
        joined = one.joined_key
        head = joined if joined in keys else first.setdefault(joined, one.key) if joined else one.key
        if head == one.key:
            single.append(one)
        else:
            joining[head].append(one)
    return single, joining


def proposed_events(consultation: Consultation) -> list[ProposedEvent]:
    """Return the thematic events filed in a round, by State and time; what supplements the adopted plan later
    is none of them."""
    receipts = (
        Receipt.objects.filter(consultation=consultation, proposed_event__isnull=False)
        .exclude(content__has_key="supplements")
        .select_related("proposed_event__member_state", "proposed_event__host")
        .order_by("member_state__protocol_name", "issued_at", "pk")
    )
    return [one.proposed_event for one in receipts if one.proposed_event is not None]

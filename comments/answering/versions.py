"""A remark through the versions of its State's response: what was said on it stands by the one that is listed
now. Where the State withdrew it, nothing waits for an answer any more.

A reply stands by the wording that it was given to, and is sent with no other: to who answers the remark as it
reads now it is shown.
"""

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from comments.models import Clarification, Comment, Disposition, Response


def listed() -> QuerySet[Comment]:
    """Return the comments that the lists have: of the responses in force, and of those that came late. Asked
    of each comment, of which few are looked at, and not by way of all responses."""
    in_force = Response.objects.standing().filter(pk=OuterRef("response"))
    late = Response.objects.late().filter(pk=OuterRef("response"))
    return Comment.objects.filter(Q(Exists(in_force)) | Q(Exists(late)))


def now(comment: str = "", field: str = "pk") -> Subquery:
    """Return, of comments or of rows that lead to one by the path `comment`, a field of the same remark as it
    is listed now, of a late response where it is in none that counts; nothing where it was withdrawn."""
    path = f"{comment}__" if comment else ""
    own = {
        "response__consultation": OuterRef(f"{path}response__consultation"),
        "response__member_state": OuterRef(f"{path}response__member_state"),
    }
    same = Q(pk=OuterRef(comment or "pk")) | Q(draft_id=OuterRef(f"{path}draft_id"))
    counting_first = ("response__is_late", F("response__grant").asc(nulls_last=True))
    return Subquery(listed().filter(same, **own).order_by(*counting_first).values(field)[:1])


def listed_as(comments: Sequence[Comment]) -> dict[uuid.UUID, Comment]:
    """Return by each of these comments the same remark as it is listed now, itself where it is; nothing of
    what was withdrawn (one query, two where a response was replaced)."""
    newer = Response.objects.filter(
        consultation=OuterRef("response__consultation"),
        member_state=OuterRef("response__member_state"),
        version__gt=OuterRef("response__version"),
    )
    replaced = Comment.objects.filter(Exists(newer), pk__in=[one.pk for one in comments])
    stands = dict(replaced.annotate(now=now()).values_list("pk", "now"))
    again = Comment.objects.select_related("response").in_bulk({key for key in stands.values() if key})
    same = {one.pk: one for one in comments if stands.get(one.pk, one.pk) == one.pk}
    return same | {
        key: again[other] for key, other in stands.items() if other is not None and key not in same
    }


def messages(comments: Iterable[Comment]) -> QuerySet[Clarification]:
    """Return what was said on these remarks, and on earlier versions of them."""
    keys = {one.pk: one.draft_id for one in comments}
    again = Q(comment__draft_id__in={draft for draft in keys.values() if draft})
    return Clarification.objects.filter(Q(comment__in=keys) | again)


def former_replies(comment: Comment) -> list[Disposition]:
    """Return what was replied to earlier wordings of this remark: the last reply (one query); of one that was
    written anew, the last replies to what its State no longer says on the same place (two queries)."""
    response = comment.response
    if response.version == 1:
        return []
    earlier = Disposition.objects.current().filter(
        comment__response__consultation=response.consultation_id,
        comment__response__member_state=response.member_state_id,
        comment__response__version__lt=response.version,
    )
    own = {"comment__draft_id": comment.draft_id} if comment.draft_id else {"pk": None}
    found = earlier.select_related("comment__response__member_state", "by")
    found = found.order_by("-comment__response__version", "comment__position")
    if last := found.filter(**own).first():
        return [last]
    kept = Comment.objects.filter(response=response, draft_id__isnull=False).values("draft_id")
    place = {"comment__block_key": comment.block_key, "comment__until_key": comment.until_key}
    dropped = list(found.filter(**place).exclude(comment__draft_id__in=kept))
    return [one for one in dropped if one.comment.response_id == dropped[0].comment.response_id]

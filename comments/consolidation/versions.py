"""A remark through the versions of its State's response: what was said on it stands by the one that is listed
now. Where the State withdrew it, nothing waits for an answer any more."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from comments.models import Clarification, Comment, Response


def listed() -> QuerySet[Comment]:
    """Return the comments that the lists have: of the responses in force, and of those that came late. Asked
    of each comment, of which few are looked at, and not by way of all responses."""
    in_force = Response.objects.standing().filter(pk=OuterRef("response"))
    late = Response.objects.late().filter(pk=OuterRef("response"))
    return Comment.objects.filter(Q(Exists(in_force)) | Q(Exists(late)))


def now(comment: str, field: str = "pk") -> Subquery:
    """Return, of rows that lead to a comment by the path `comment`, a field of the same remark as it is
    listed now, of a late response where it is in none that counts; nothing where it was withdrawn."""
    own = {
        "response__consultation": OuterRef(f"{comment}__response__consultation"),
        "response__member_state": OuterRef(f"{comment}__response__member_state"),
    }
    same = Q(pk=OuterRef(comment)) | Q(draft_id=OuterRef(f"{comment}__draft_id"))
    counting_first = ("response__is_late", F("response__grant").asc(nulls_last=True))
    return Subquery(listed().filter(same, **own).order_by(*counting_first).values(field)[:1])


def messages(comments: Iterable[Comment]) -> QuerySet[Clarification]:
    """Return what was said on these remarks, and on earlier versions of them."""
    keys = {one.pk: one.draft_id for one in comments}
    again = Q(comment__draft_id__in={draft for draft in keys.values() if draft})
    return Clarification.objects.filter(Q(comment__in=keys) | again)

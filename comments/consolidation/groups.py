"""Groups: which comments ask for the same, so that one act answers them all.

States that join a proposal, and all that join the same one, are a group. A comment that says the same word
for word and joins nothing is offered: whether it is the same matter, a person decides.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from comments.compilation.rows import Row
from comments.models import Comment


class Tie(StrEnum):
    """Why a comment is in the group of another."""

    LINKED = "linked"
    JOINED = "joined"
    EQUAL = "equal"


class Member(NamedTuple):
    row: Row
    tie: Tie


def of(row: Row, rows: Iterable[Row], linked: Sequence[Comment]) -> list[Member]:
    """Return the comments that are answered with one, and those that may be: what a person linked to it, who
    joins the same proposal, who says the same on the same paragraph."""
    keys = {comment.pk for comment in linked}
    found = []
    for other in rows:
        if other.comment.pk == row.comment.pk or other.place != row.place:
            continue
        if other.comment.pk in keys:
            found.append(Member(other, Tie.LINKED))
        elif _root(other) == _root(row):
            found.append(Member(other, Tie.JOINED))
        elif says_the_same(row.comment, other.comment):
            found.append(Member(other, Tie.EQUAL))
    order = list(Tie)
    return sorted(found, key=lambda member: order.index(member.tie))


def asks_the_same(one: Row, other: Row) -> bool:
    """Tell whether two comments are of one proposal that States joined, or say the same."""
    return _root(one) == _root(other) or says_the_same(one.comment, other.comment)


def _root(row: Row) -> tuple[bool, str, str]:
    """Return what a joint comment is known by: the State that proposed it, and its text."""
    return row.joined_key or row.key


def says_the_same(one: Comment, other: Comment) -> bool:
    """Tell whether two comments ask for the same on the same paragraph, word for word."""
    return _asked(one) == _asked(other)


def _asked(comment: Comment) -> tuple[object, ...]:
    said = "" if comment.proposals else comment.remark
    return (
        comment.block_key,
        comment.until_key,
        comment.after_key,
        comment.operation,
        comment.proposals,
        said,
    )

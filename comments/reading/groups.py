"""Groups: which comments ask for the same, so that one act answers them all.

States that join a proposal, and all that join the same one, are a group. A comment that says the same word
for word and joins nothing is offered: whether it is the same matter, a person decides. Rivals are what one
State proposes against its own words: several wordings of one paragraph, in one name.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from comments.enums import Operation
from comments.models import Comment
from comments.reading.readings import Reading

# Added text and another place go with any wording; these say each alone how a paragraph is to read.
WORDINGS = frozenset({Operation.MODIFY, Operation.SUPPRESS, Operation.NONE})


def find_rivals(readings: Iterable[Reading]) -> list[list[Reading]]:
    """Return, paragraph by paragraph, the comments of one response whose wordings of it differ."""
    on: dict[tuple[Any, Any], list[Reading]] = defaultdict(list)
    for one in readings:
        if one.asks in WORDINGS:
            for row in one.extent.rows:
                on[getattr(one.comment, "response_id", None), row.key].append(one)
    return [found for found in on.values() if len(found) > 1 and len({_wording(one) for one in found}) > 1]


def mark_alternatives(readings: Sequence[Reading]) -> None:
    """Let each comment say that it is an alternative to another of its State."""
    for found in find_rivals(readings):
        for one in found:
            one.is_alternative = True


def group_rivals(readings: Sequence[Reading]) -> list[list[Reading]]:
    """Return the comments in their order, rivals together: of each group one is chosen, or all are filed."""
    groups = {id(one): [one] for one in readings}
    for rivals in find_rivals(readings):
        joined = list({id(one): one for rival in rivals for one in groups[id(rival)]}.values())
        groups |= {id(one): joined for one in joined}
    return list({id(group): group for group in groups.values()}.values())


def _wording(one: Reading) -> tuple[str, frozenset[tuple[str, str]]]:
    return one.asks, frozenset(one.comment.proposals.items())


class Tie(StrEnum):
    """Why a comment is in the group of another."""

    LINKED = "linked"
    JOINED = "joined"
    EQUAL = "equal"


class Member(NamedTuple):
    row: Reading
    tie: Tie


def of(row: Reading, rows: Iterable[Reading], linked: Sequence[Comment]) -> list[Member]:
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


def asks_the_same(one: Reading, other: Reading) -> bool:
    """Tell whether two comments are of one proposal that States joined, or say the same."""
    return _root(one) == _root(other) or says_the_same(one.comment, other.comment)


def _root(row: Reading) -> tuple[bool, str, str]:
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

"""Open points collected for a person: what is the person's own, by due day, and what others owe."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from members.models import User
from plans import open_points
from plans.models import ConceptPaper
from plans.open_points.point_kinds import Point

# What stands at once on a start page; the page of open points has all.
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Collected:
    """The open points that a person reads: all, the own ones, and those of others, each by due day."""

    all: Sequence[Point]
    own: Sequence[Point]
    others: Sequence[Point]


def of_reader(user: User, at: dt.datetime, papers: QuerySet[ConceptPaper] | None = None) -> Collected:
    """Return the points that a person reads, of all plans or of `papers`."""
    found = open_points.of_reader(user, at, papers)
    own = list(filter(open_points.whose(user), found))
    mine = {(point.paper_id, *point.key) for point in own}
    return Collected(found, own, [point for point in found if (point.paper_id, *point.key) not in mine])


def papers_of(points: Iterable[Point]) -> dict[int, ConceptPaper]:
    """Return the plans that points are of, by key (one query)."""
    return ConceptPaper.objects.select_related("measure").in_bulk(
        {point.paper_id for point in points} - {None}
    )

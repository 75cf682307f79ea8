"""Open points: what a State said, asked or is owed and what waits for somebody's act, computed from the rows.

Each app declares the kinds it knows in its module `points`, one function a kind; nothing of them is stored.
Gates, start pages, numbers, lists and the package read them here, and count nothing else.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from django.db.models import QuerySet

from members.models import MemberState, User
from plans.enums import Owner, PaperStatus
from plans.models import ConceptPaper
from plans.open_points.point_kinds import (
    Kind,
    Point,
    Scope,
    carried,
    coordinated_plans,
    every_plan,
    kinds,
)


def of(papers: QuerySet[ConceptPaper], at: dt.datetime) -> list[Point]:
    """Return the open points of plans, the nearest due first; of a plan that was withdrawn there are none.

    The number of queries is that of the kinds, whatever the number of plans, States and comments.
    """
    return _found(_scope(papers, at), _listed(to_staff=True, is_whole=False))


def every(at: dt.datetime) -> list[Point]:
    """Return all open points, those of no plan and a delegation's own work too: each to be told to who owes
    the next act, and to nobody else."""
    listed = _listed(to_staff=False, is_whole=True)
    return _found(Scope.looked_into(every_plan, at, listed), listed)


def holding_outcome(papers: QuerySet[ConceptPaper], at: dt.datetime) -> list[Point]:
    """Return the points over which no outcome of these plans is confirmed without a reason."""
    scope = _scope(papers, at)
    return [point for kind in kinds().values() if kind.holds_outcome for point in kind.find(scope)]


def of_reader(user: User, at: dt.datetime, papers: QuerySet[ConceptPaper] | None = None) -> list[Point]:
    """Return the points that a person reads: the Secretariat all, a coordinator those of the own measures, a
    delegate those of the own State that States read of."""
    listed = _listed(to_staff=not user.is_delegate, is_whole=papers is None)
    if user.is_secretariat:
        owes = whose(user)
        scope = Scope.looked_into(every_plan, at, listed) if papers is None else _scope(papers, at)
        return [
            replace(point, page=(owes(point) and point.owner_page) or point.staff_page or point.page)
            for point in _found(scope, listed)
        ]
    if user.is_coordinator:
        listed = [kind for kind in listed if kind.is_read_by_coordinator]
        if papers is not None:
            return _found(_scope(coordinated_plans(user.pk).filter(pk__in=papers), at), listed)
        return _found(Scope.looked_into(coordinated_plans, at, listed, person=user.pk), listed)
    if not user.is_delegate or user.member_state_id is None:
        return []
    scope = _scope(ConceptPaper.objects.all() if papers is None else papers, at)
    _ = scope.coordinated  # as many questions as ever, whatever other States have (rule 4)
    listed = [kind for kind in listed if kind.is_read_by_state]
    return [
        replace(point, page=point.state_page or point.page, to_state=True)
        for point in _found(scope, listed, user.member_state_id)
    ]


def _listed(*, to_staff: bool, is_whole: bool) -> list[Kind]:
    return [
        kind
        for kind in kinds().values()
        if kind.is_listed and not (to_staff and kind.is_internal) and (is_whole or kind.is_of_a_plan)
    ]


def _scope(papers: QuerySet[ConceptPaper], at: dt.datetime) -> Scope:
    return Scope(papers.exclude(status=PaperStatus.WITHDRAWN), at)


def _found(scope: Scope, chosen: Sequence[Kind], state: int | None = None) -> list[Point]:
    found = [point for kind in chosen for point in kind.find(scope) if state in {None, point.state_id}]
    last = {(row.paper_id, row.kind, row.subject): row for row in scope.asked(carried)}
    if last:
        found = [replace(point, carried=last.get((point.paper_id, *point.key))) for point in found]
    return sorted(found, key=lambda point: point.order)


def whose(user: User) -> Callable[[Point], bool]:
    """Return what tells of a point whether the next act on it is this person's: by name where one is named,
    else by role. The person is looked at once: there may be thousands of points."""
    person, state, owner = user.pk, None, None
    if user.is_secretariat:
        owner = Owner.SIGNATORY if user.is_signatory else Owner.OFFICER
    elif user.is_coordinator:
        owner = Owner.COORDINATOR
    elif user.can_write and user.member_state_id is not None:
        owner, state = Owner.DELEGATION, user.member_state_id

    def owes(point: Point) -> bool:
        if point.person_id is not None:
            return point.person_id == person
        return point.owner == owner and point.not_by != person and state in (None, point.state_id)

    return owes


def count(points: Iterable[Point]) -> dict[str, int]:
    """Return how many points there are of each kind that occurs, in the order of the kinds."""
    counts = Counter(point.kind for point in points)
    return {name: counts[name] for name in kinds() if counts[name]}


# Names for readers -----------------------------------------------------------------------------------
def states_of(points: Iterable[Point]) -> dict[int, MemberState]:
    """Return the States that points are of, by key (one query)."""
    wanted = {point.state_id for point in points} - {None}
    return MemberState.objects.defer("forms").in_bulk(wanted) if wanted else {}

"""Open points: what a State said, asked or is owed and what waits for somebody's act, computed from the rows.

Each app declares the kinds it knows in its module `points`, one function a kind; nothing of them is stored.
Gates, start pages, numbers, lists, the command and the package read them here, and count nothing else.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from django.db.models import QuerySet

from members.models import MemberState, User
from plans.enums import Owner, PaperStatus
from plans.models import ConceptPaper
from plans.open_points.point_kinds import (
    Form,
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
    return _found(_scope(None, at), _listed(to_staff=False, is_whole=True))


def holding_outcome(form: Form, at: dt.datetime, **values: int) -> list[Point]:
    """Return the points over which no outcome of these plans is confirmed without a reason."""
    scope = Scope.of(form, at, **values)
    return [point for kind in kinds().values() if kind.holds_outcome for point in kind.find(scope)]


def _listed(*, to_staff: bool, is_whole: bool) -> list[Kind]:
    return [
        kind
        for kind in kinds().values()
        if kind.is_listed and not (to_staff and kind.is_internal) and (is_whole or kind.is_of_a_plan)
    ]


def _to_staff(point: Point, *, is_own: bool) -> Point:
    page = (point.owner_page if is_own else None) or point.staff_page
    return replace(point, page=page) if page else point


def of_reader(user: User, at: dt.datetime, papers: QuerySet[ConceptPaper] | None = None) -> list[Point]:
    """Return the points that a person reads: the Secretariat all, a coordinator those of the own measures, a
    delegate those of the own State that States read of."""
    whole = _scope(papers, at)
    listed = _listed(to_staff=not user.is_delegate, is_whole=papers is None)
    if user.is_secretariat:
        owes = whose(user)
        return [_to_staff(point, is_own=owes(point)) for point in _found(whole, listed)]
    if user.is_coordinator:
        own = Scope.of(coordinated_plans, at, person=user.pk)
        if papers is not None:
            own = Scope(own.papers.filter(pk__in=papers), at)
        return _found(own, [kind for kind in listed if kind.is_read_by_coordinator])
    if not user.is_delegate or user.member_state_id is None:
        return []
    return [
        replace(point, page=point.state_page or point.page, to_state=True)
        for point in _found(whole, [kind for kind in listed if kind.is_read_by_state], user.member_state_id)
    ]


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


def _scope(papers: QuerySet[ConceptPaper] | None, at: dt.datetime) -> Scope:
    if papers is None:
        return Scope.of(every_plan, at)
    return Scope(papers.exclude(status=PaperStatus.WITHDRAWN), at)


def _found(scope: Scope, chosen: Sequence[Kind], state: int | None = None) -> list[Point]:
    if state is None:
        scope.look_for(chosen)
    else:  # as many questions as ever, whatever other States have (rule 4)
        _ = scope.coordinated
    found = [
        point for kind in chosen for point in kind.find(scope) if state is None or point.state_id == state
    ]
    return sorted(_with_carried(scope, found), key=lambda point: point.order)


def _with_carried(scope: Scope, found: Sequence[Point]) -> Iterator[Point]:
    last = {(row.paper_id, row.kind, row.subject): row for row in scope.asked(carried)}
    for point in found:
        row = last.get((point.paper_id, *point.key))
        yield replace(point, carried=row) if row else point


# Names for readers -----------------------------------------------------------------------------------
def states_of(points: Iterable[Point]) -> dict[int, MemberState]:
    """Return the States that points are of, by key (one query)."""
    wanted = {point.state_id for point in points} - {None}
    return MemberState.objects.defer("forms").in_bulk(wanted) if wanted else {}

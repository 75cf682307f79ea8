"""Open points as pages show them: words in the reader's language, and the address where each is settled."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from django.urls import reverse

from cica_portal.templatetags.portal import as_written
from members.models import MemberState
from plans import open_points
from plans.enums import Owner
from plans.models import CarriedPoint
from plans.open_points import point_kinds
from plans.open_points.point_kinds import Page, Point

ONE_BY_ONE = 20


class PointRow(NamedTuple):
    """One open point on a page: `state` is None where it is of no State, `is_due` after its day.

    Its words and its address are made where it is shown: a start page folds and counts hundreds of points."""

    point: Point
    state: MemberState | None
    is_due: bool

    @property
    def label(self) -> Any:
        return point_kinds.kinds()[self.point.kind].label

    @property
    def about(self) -> str:
        return str(self.point.about)

    @property
    def about_shown(self) -> str:
        """The same as a page shows it: a person's words marked with their language."""
        language = self.point.about.language
        return as_written(self.about, language) if language else self.about

    @property
    def url(self) -> str:
        return address(self.point.page)

    @property
    def owner(self) -> str:
        return str(Owner(self.point.owner).label)

    @property
    def carried(self) -> CarriedPoint | None:
        return self.point.carried

    @property
    def act(self) -> str:
        """What is to be done, as a button says it."""
        return act_of([self.point])


class Group(NamedTuple):
    """The points of one kind; together they stand for `number` comments, texts or messages."""

    label: Any
    rows: list[PointRow]

    @property
    def number(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class ActRow:
    """One act on a page: equal points of one plan, folded to one line; `rows` are what it is made of.

    `point` is the first of them, which the act begins with: its page and its due day are those of the line.
    """

    rows: list[PointRow]

    @property
    def leading(self) -> list[PointRow]:
        """The first of its points, which a start page shows one by one."""
        return self.rows[:ONE_BY_ONE]

    @property
    def further(self) -> int:
        """How many more there are."""
        return len(self.rows) - len(self.leading)

    @cached_property
    def act(self) -> str:
        return act_of([row.point for row in self.rows])

    @property
    def point(self) -> Point:
        return self.rows[0].point

    @property
    def url(self) -> str:
        return self.rows[0].url

    @property
    def is_due(self) -> bool:
        return self.rows[0].is_due

    @property
    def since(self) -> dt.datetime:
        return min(row.point.since for row in self.rows)

    @cached_property
    def about(self) -> str:
        """What it is about: the words that all its points have in common; nothing where the act says it."""
        if self.point.act:
            return ""
        first = self.rows[0].about
        return first if all(row.about == first for row in self.rows) else ""

    @property
    def about_shown(self) -> str:
        return self.rows[0].about_shown if self.about else ""

    @cached_property
    def states(self) -> list[MemberState]:
        """The States whose points these are, each once."""
        return list({row.state.pk: row.state for row in self.rows if row.state is not None}.values())


def act_of(points: Sequence[Point]) -> str:
    """Return what is to be done about equal points, as a button says it: "Answer 2 comments"."""
    return str(points[0].act_words % {"number": sum(point.number for point in points)})


def acts(points: Sequence[Point], at: dt.datetime) -> list[ActRow]:
    """Return points as acts, in the order of the first of each: equal ones of one plan are one act."""
    return folded(rows(points, at))


def folded(found: Iterable[PointRow]) -> list[ActRow]:
    """Return rows as acts: of one kind, plan and person that owes them, they are one."""
    by_act: dict[Any, list[PointRow]] = {}
    for row in found:
        point = row.point
        # What says its act by itself, as the texts of one language, is equal to nothing else.
        key = (point.kind, point.paper_id, point.owner, point.person_id, point.act and point.subject)
        by_act.setdefault(key, []).append(row)
    return [ActRow(own) for own in by_act.values()]


def rows(points: Sequence[Point], at: dt.datetime) -> list[PointRow]:
    """Return points as rows, in their order (one query for the names of States)."""
    states = open_points.states_of(points)
    return [_row(point, states, at) for point in points]


def groups(points: Sequence[Point], at: dt.datetime) -> list[Group]:
    """Return points by kind, in the order of the kinds."""
    order = {name: place for place, name in enumerate(point_kinds.kinds())}
    found = sorted(rows(points, at), key=lambda row: order[row.point.kind])
    return [Group(label, list(own)) for label, own in groupby(found, key=lambda row: row.label)]


def address(page: Page) -> str:
    url = reverse(page.name, args=page.args)
    return f"{url}#{page.fragment}" if page.fragment else url


def _row(point: Point, states: Mapping[int, MemberState], at: dt.datetime) -> PointRow:
    state = states.get(point.state_id) if point.state_id else None
    return PointRow(point, state, point.is_overdue(at))

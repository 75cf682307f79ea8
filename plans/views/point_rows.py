"""Open points as pages show them: words in the reader's language, and the address where each is settled."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.urls import reverse

from members.models import MemberState
from plans import open_points
from plans.enums import Owner
from plans.models import CarriedPoint
from plans.open_points import Page, Point


class PointRow(NamedTuple):
    """One open point on a page: `state` is None where it is of no State, `is_due` after its day."""

    point: Point
    label: Any
    about: str
    state: MemberState | None
    url: str
    owner: str
    is_due: bool

    @property
    def carried(self) -> CarriedPoint | None:
        return self.point.carried


class Group(NamedTuple):
    """The points of one kind; together they stand for `number` comments, texts or messages."""

    label: Any
    rows: list[PointRow]

    @property
    def number(self) -> int:
        return len(self.rows)


def rows(points: Sequence[Point], at: dt.datetime) -> list[PointRow]:
    """Return points as rows, in their order (one query for the names of States)."""
    states = open_points.states_of(points)
    return [_row(point, states, at) for point in points]


def groups(points: Sequence[Point], at: dt.datetime) -> list[Group]:
    """Return points by kind, in the order of the kinds."""
    order = {name: place for place, name in enumerate(open_points.kinds())}
    found = sorted(rows(points, at), key=lambda row: order[row.point.kind])
    return [Group(label, list(own)) for label, own in groupby(found, key=lambda row: row.label)]


def address(page: Page) -> str:
    url = reverse(page.name, args=page.args)
    return f"{url}#{page.fragment}" if page.fragment else url


def _row(point: Point, states: Mapping[int, MemberState], at: dt.datetime) -> PointRow:
    return PointRow(
        point=point,
        label=open_points.kinds()[point.kind].label,
        about=str(point.about),
        state=states.get(point.state_id) if point.state_id else None,
        url=address(point.page),
        owner=str(Owner(point.owner).label),
        is_due=point.is_overdue(at),
    )

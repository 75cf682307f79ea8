"""Open points as pages show them: words in the reader's language, and the address where each is settled."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

from django.urls import reverse

from cica_portal.templatetags.portal import as_written
from members.models import MemberState
from plans import open_points
from plans.enums import Owner
from plans.open_points import point_kinds
from plans.open_points.point_kinds import Page, Point

ONE_BY_ONE = 20


@dataclass(frozen=True)
class ActRow:
    """One act on a page: an open point, or equal points of one plan, folded to one line.

    `point` is the first of them, which the act begins with: its page and its due day are those of the line.
    Words and addresses are made where they are shown: a start page folds and counts hundreds of points.
    """

    points: Sequence[Point]
    named: Mapping[int | None, MemberState]
    at: dt.datetime

    @property
    def point(self) -> Point:
        return self.points[0]

    @property
    def parts(self) -> list["ActRow"]:
        return [replace(self, points=[point]) for point in self.points]

    @property
    def leading(self) -> list["ActRow"]:
        """The first of its points, which a start page shows one by one."""
        return self.parts[:ONE_BY_ONE]

    @property
    def further(self) -> int:
        """How many more there are."""
        return len(self.points[ONE_BY_ONE:])

    @cached_property
    def act(self) -> str:
        """What is to be done, as a button says it: "Answer 2 comments"."""
        return str(self.point.act_words % {"number": sum(point.number for point in self.points)})

    @property
    def awaited(self) -> str:
        """What a State waits for, said as no order to it."""
        kind = point_kinds.kinds()[self.point.kind]
        return self.act if kind.act_to_state else str(kind.label)

    @property
    def url(self) -> str:
        return address(self.point.page)

    @property
    def is_due(self) -> bool:
        return self.point.is_overdue(self.at)

    @property
    def since(self) -> dt.datetime:
        return min(point.since for point in self.points)

    @property
    def owner(self) -> str:
        return str(Owner(self.point.owner).label)

    @cached_property
    def about(self) -> str:
        """What it is about: the words that all its points have in common; nothing where the act says it."""
        if self.point.act:
            return ""
        first = str(self.point.about)
        return first if all(str(point.about) == first for point in self.points[1:]) else ""

    @property
    def about_shown(self) -> str:
        return self.point_shown if self.about else ""

    @property
    def point_shown(self) -> str:
        """What its point is about, as a page shows it: a person's words marked with their language."""
        words, language = str(self.point.about), self.point.about.language
        return as_written(words, language) if language else words

    @property
    def state(self) -> MemberState | None:
        return next(iter(self.states), None)

    @cached_property
    def states(self) -> list[MemberState]:
        """The States whose points these are, each once."""
        keys = dict.fromkeys(point.state_id for point in self.points)
        return [self.named[key] for key in keys if key in self.named]


def acts(points: Sequence[Point], at: dt.datetime) -> list[ActRow]:
    """Return points as acts, in the order of the first of each: equal ones of one plan are one act."""
    return folded(rows(points, at))


def folded(found: Iterable[ActRow]) -> list[ActRow]:
    """Return points as acts: of one kind, plan and person that owes them, they are one."""
    by_act: dict[Any, list[ActRow]] = {}
    for row in found:
        point = row.point
        # What says its act by itself, as the texts of one language, is equal to nothing else.
        key = (point.kind, point.paper_id, point.owner, point.person_id, point.act and point.subject)
        by_act.setdefault(key, []).append(row)
    return [replace(own[0], points=[row.point for row in own]) for own in by_act.values()]


def rows(points: Sequence[Point], at: dt.datetime) -> list[ActRow]:
    """Return points one by one, in their order (one query for the names of States)."""
    states = open_points.states_of(points)
    return [ActRow([point], states, at) for point in points]


def groups(points: Sequence[Point], at: dt.datetime) -> list[tuple[Any, list[ActRow]]]:
    """Return points by the label of their kind, in the order of the kinds."""
    kinds = list(point_kinds.kinds().values())
    order = {kind.name: place for place, kind in enumerate(kinds)}
    found = sorted(rows(points, at), key=lambda row: order[row.point.kind])
    parted = groupby(found, key=lambda row: order[row.point.kind])
    return [(kinds[place].label, list(own)) for place, own in parted]


def address(page: Page) -> str:
    url = reverse(page.name, args=page.args)
    return f"{url}#{page.fragment}" if page.fragment else url

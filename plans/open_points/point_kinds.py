"""What an open point is, and how each app declares the kinds that it knows: one function a kind."""

import datetime as dt
from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

from django.apps import apps
from django.db import connections, router
from django.db.models import QuerySet
from django.utils.module_loading import module_has_submodule

from cica_portal.deadlines import seat_date
from members.enums import Role
from members.models import User
from plans.enums import Owner, PaperStatus, PlanGate
from plans.models import CarriedPoint, ConceptPaper, Coordinator
from plans.open_points import questions

Made = TypeVar("Made")

MODULE = "points"


@dataclass(frozen=True, slots=True)
class About:
    """What a point is about, said in the reader's language: a sentence and its values.

    `language` is that of the words where all of them are a person's, as the title of an event is.
    """

    pattern: Any
    values: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""

    def __str__(self) -> str:
        return str(self.pattern % dict(self.values))


class Page(NamedTuple):
    """Where something is settled: the name of an address, its arguments, and the place on the page."""

    name: str
    args: tuple[Any, ...]
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One open point: whose it is, since when, by when, who owes the next act, and where it is settled.

    `subject` is the key of the row, the same as long as the point is open. `page` is where those who
    owe the act do it; `owner_page` is that place where others are not let in, and `page` is then where
    they read of it; `staff_page` is where the Secretariat does, `state_page` where its State does. `not_by`
    is who cannot do it, having done what it is about. `carried` is what a signatory decided on it last;
    `act` says what is to be done, where the kind's words say less; `to_state` that its own State reads it.
    Instants are UTC; `due` is the first at which it is too late, as closing instants are.
    """

    kind: str
    paper_id: int | None
    subject: str
    about: About
    since: dt.datetime
    owner: str
    page: Page
    state_id: int | None = None
    due: dt.datetime | None = None
    reference: str = ""
    person_id: int | None = None
    not_by: int | None = None
    number: int = 1
    owner_page: Page | None = None
    staff_page: Page | None = None
    state_page: Page | None = None
    carried: CarriedPoint | None = None
    act: Any = None
    to_state: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.subject

    @property
    def order(self) -> tuple[bool, dt.datetime, dt.datetime, str, str]:
        """Nearest due day first, then the oldest; what is due on no day comes after."""
        return self.due is None, self.due or self.since, self.since, self.kind, self.subject

    @property
    def due_on(self) -> dt.date | None:
        """The last day on which it is settled in time, by the Secretariat's clock."""
        if self.due is None:
            return None
        return seat_date(self.due - dt.timedelta.resolution)

    def is_overdue(self, at: dt.datetime) -> bool:
        return self.due is not None and self.due <= at

    @property
    def act_words(self) -> Any:
        """What is to be done about it, to be filled with a `number`."""
        kind = kinds()[self.kind]
        return self.act or (kind.act_to_state if self.to_state else None) or kind.act


# From values, which may be given later, to plans.
Form = Callable[..., QuerySet[ConceptPaper]]


@dataclass(frozen=True)
class Scope:
    """Of which plans points are found, at which instant (UTC), and which questions have no answer in them."""

    papers: QuerySet[ConceptPaper]
    at: dt.datetime
    unanswered: Collection[Hashable] = ()

    @classmethod
    def looked_into(cls, form: Form, at: dt.datetime, chosen: Sequence["Kind"], **values: int) -> "Scope":
        """Return the plans of a form, of which one query has told which questions of these kinds have any
        answer: the others, which are most, are not asked."""
        names = tuple(kind.name for kind in chosen)
        asked = _questions(names)
        answered = questions.find_answered(
            (form, names), lambda: {one: _question(form, *one) for one in asked}, {"at": at, **values}
        )
        return cls(form(**values), at, {*asked} - answered)

    def asked(self, find: Callable[..., QuerySet[Any, Made]], *shape: Hashable) -> list[Made]:
        """Return the rows of the query that `find` makes of this scope, and of what decides on its shape."""
        return [] if (find, *shape) in self.unanswered else list(find(self, *shape))

    @cached_property
    def _found(self) -> dict[Callable[["Scope"], Any], Any]:
        return {}

    def once(self, find: Callable[["Scope"], Made]) -> Made:
        """Return what `find` finds in these plans, looked for once for all kinds that ask for it."""
        if find not in self._found:
            self._found[find] = find(self)
        made: Made = self._found[find]
        return made

    @cached_property
    def coordinated(self) -> set[int]:
        """The plans of measures for which somebody coordinates (one query for all kinds)."""
        return set(self.asked(_coordinated))

    def preparer(self, paper_id: int | None) -> Owner:
        """Return who prepares a plan and answers what States say on it: its coordinator, where it has one."""
        return Owner.COORDINATOR if paper_id in self.coordinated else Owner.OFFICER


def _coordinated(scope: Scope) -> QuerySet[ConceptPaper, int]:
    people = User.objects.filter(role=Role.COORDINATOR, is_active=True)
    measures = Coordinator.objects.current().filter(people__in=people).values("measure")
    return scope.papers.filter(measure__in=measures).values_list("pk", flat=True)


def _question(form: Form, find: Any, *shape: Hashable) -> questions.Question:
    return lambda at, **given: find(Scope(form(**given), at), *shape)


class _Listening(Scope):
    """Hears what kinds ask where nothing is found."""

    def asked(self, find: Callable[..., QuerySet[Any, Made]], *shape: Hashable) -> list[Made]:
        self.heard.append((find, *shape))
        return []

    @cached_property
    def heard(self) -> list[tuple[Any, ...]]:
        return []


def _questions(names: tuple[str, ...]) -> tuple[tuple[Any, ...], ...]:
    """Return what these kinds ask first of any scope: by which function, and of which shape."""
    scope = _Listening(ConceptPaper.objects.none(), dt.datetime.now(dt.UTC))
    with questions.asking_nothing(connections[router.db_for_read(ConceptPaper)]):
        for name in names:
            deque(kinds()[name].find(scope), maxlen=0)
    return tuple(dict.fromkeys([*scope.heard, (carried,)]))


def every_plan() -> QuerySet[ConceptPaper]:
    return ConceptPaper.objects.exclude(status=PaperStatus.WITHDRAWN)


def coordinated_plans(person: int) -> QuerySet[ConceptPaper]:
    """Return the plans of the measures that a person coordinates."""
    measures = Coordinator.objects.current().filter(people=person).values("measure")
    return every_plan().filter(measure__in=measures)


Find = Callable[[Scope], Iterable[Point]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of open points. `find` costs the same number of queries whatever it finds.

    `act` says what is to be done about `number` of them, as a button does: verb and object. A State that
    waits for it reads `act_to_state` in its place.
    What is `is_internal` is a delegation's own work: nobody else reads of it, and no list of others has it.
    `gates` are what it must be settled or carried over before. `stays` says that a point carried over once is
    not asked about again at the same gate: its place is before the SWG. `is_read_by_coordinator` and
    `is_read_by_state` say who reads of it besides the Secretariat; a State reads of its own alone. What is
    not `is_listed` is asked at gates only; what is not `is_of_a_plan` is in no list of some plans. Of what
    `is_told`, the act itself writes to who owes the next. What `holds_outcome` keeps the outcome of its
    consultation from being confirmed, unless a signatory gives a reason. What `comes_first`
    is due on no day, and a start page shows it above what is due.
    """

    name: str
    label: Any
    act: Any
    find: Find
    gates: Collection[PlanGate] = ()
    stays: bool = False
    is_read_by_coordinator: bool = True
    is_read_by_state: bool = False
    is_listed: bool = True
    is_internal: bool = False
    is_told: bool = False
    is_of_a_plan: bool = True
    holds_outcome: bool = False
    comes_first: bool = False
    act_to_state: Any = None


class Kinds(list[Kind]):
    """The kinds that a module declares, each above the function that finds its points."""

    def declare(self, name: str, label: Any, *, act: Any, **more: Any) -> Callable[[Find], Find]:
        def add(find: Find) -> Find:
            self.append(Kind(name=name, label=label, act=act, find=find, **more))
            return find

        return add


@cache  # imports, once
def kinds() -> Mapping[str, Kind]:
    """Return the kinds of every app by name, from the lowest app to the highest."""
    found: dict[str, Kind] = {}
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, MODULE):
            for kind in import_module(f"{app.name}.{MODULE}").KINDS:
                if kind.name in found:
                    raise ValueError(f"Two apps declare open points of the kind “{kind.name}”.")
                found[kind.name] = kind
    return found


def carried(scope: Scope) -> QuerySet[CarriedPoint]:
    """Return what signatories decided on points of these plans."""
    return CarriedPoint.objects.filter(paper__in=scope.papers).select_related("by")

"""How far events are: counted per plan, measure, State and year, from records that were read once."""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from initiatives.enums import InitiativeStatus
from initiatives.implementation import follow_up
from initiatives.models import Initiative


@dataclass(slots=True)
class Tally:
    """The events of one plan, measure or year, by status, and what is missing of them."""

    key: Hashable
    statuses: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    overdue: int = 0
    unreported: int = 0

    @property
    def total(self) -> int:
        return sum(self.statuses.values())

    @property
    def by_status(self) -> list[int]:
        return [self.statuses[status] for status in InitiativeStatus]

    def add(self, initiative: Initiative, today: dt.date) -> None:
        self.statuses[initiative.status] += 1
        self.undated += follow_up.is_undated(initiative)
        self.overdue += follow_up.is_overdue(initiative, today)
        self.unreported += follow_up.wants_report(initiative)


@dataclass(slots=True)
class StateTally:
    """What one State does: hosts, hosts with another, attends, and with how many people."""

    code: str
    hosted: int = 0
    co_hosted: int = 0
    attended: int = 0
    people: int = 0


def per_plan(initiatives: Iterable[Initiative], today: dt.date) -> list[Tally]:
    return _counted(((one.paper_id, one) for one in initiatives), today)


def per_measure(initiatives: Iterable[Initiative], today: dt.date) -> list[Tally]:
    return _counted(((one.paper.measure_id, one) for one in initiatives), today)


def per_year(initiatives: Iterable[Initiative], today: dt.date) -> list[Tally]:
    """Return the tallies of the years; an event whose year is not settled counts under None, at the end."""
    found = _counted(((year_of(one), one) for one in initiatives), today)
    return sorted(found, key=lambda tally: (tally.key is None, tally.key or 0))


def per_state(initiatives: Iterable[Initiative]) -> list[StateTally]:
    """Return what each State hosts and attends; a cancelled event counts for nobody."""
    found: dict[str, StateTally] = {}

    def of(code: str) -> StateTally:
        return found.setdefault(code, StateTally(code))

    for one in initiatives:
        if one.status == InitiativeStatus.CANCELLED:
            continue
        if one.host:
            of(one.host.code).hosted += 1
        for code in one.co_hosts:
            of(code).co_hosted += 1
        for code, number in one.participants.items():
            of(code).attended += 1
            of(code).people += number
    return list(found.values())


def year_of(initiative: Initiative) -> int | None:
    last = follow_up.last_day(initiative)
    return last.year if last else None


def _counted(keyed: Iterable[tuple[Hashable, Initiative]], today: dt.date) -> list[Tally]:
    found: dict[Hashable, Tally] = {}
    for key, initiative in keyed:
        found.setdefault(key, Tally(key)).add(initiative, today)
    return list(found.values())

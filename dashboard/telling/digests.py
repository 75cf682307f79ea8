"""Digests: each person is written to about new open points of the own, as often as the person chooses.

A sweep compares what a person owes with what the person was told of. The mail and what it tells are one
transaction, so that a crash neither loses nor doubles anything; what it says is composed as it leaves.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.db import transaction

from cica_portal import organization
from cica_portal.deadlines import local_date, local_instant
from cica_portal.operation.resilience import run_each
from dashboard.enums import DigestPeriod
from dashboard.models import DigestChoice, ToldPoint
from dashboard.telling import news
from members import audit, mailing
from members.enums import Role
from members.models import User
from plans import open_points
from plans.models import Coordinator
from plans.open_points import point_kinds
from plans.open_points.point_kinds import Point

KIND = "digest"

Key = tuple[int | None, str, str]


def key_of(point: Point) -> Key:
    return point.paper_id, *point.key


def choose(period: str, *, by: User, at: dt.datetime) -> None:
    """Choose how often to be written to."""
    with transaction.atomic():
        DigestChoice.objects.update_or_create(person=by, defaults={"period": DigestPeriod(period)})
        audit.record("digest.choose", subject=by, by=by, at=at, after={"digest": period})


def chosen_period(person: User) -> str:
    """Return how often a person wants to be written to: daily, unless chosen otherwise."""
    choice = DigestChoice.objects.filter(person=person).first()
    return choice.period if choice else DigestPeriod.DAILY


def write_due(at: dt.datetime) -> int:
    """Count what is new to each person, and write the digests that are due, one a person and period; return
    how many."""
    points = open_points.every(at)
    people = User.objects.filter(is_active=True).exclude(email="").exclude(role="")
    choices = dict(DigestChoice.objects.values_list("person", "period"))
    coordinated, told, counted = _coordinated(), _told(), news.known()

    def write(person: User) -> Iterator[bool]:
        owed = _owed(points, person, coordinated[person.pk])
        news.count(person, owed, counted.get(person.pk))
        own = [point for point in owed if not _kind(point).is_told]
        known = told.get(person.pk, {})
        # What is settled is forgotten: where it is open again, it is told again.
        settled = known.keys() - set(map(key_of, own))
        if settled:
            ToldPoint.objects.filter(pk__in=[known[key] for key in settled]).delete()
        new = [point for point in own if key_of(point) not in known]
        begun, due = _due(new, person, choices.get(person.pk, DigestPeriod.DAILY), at)
        if due:
            yield _write(person, due, begun=begun, at=at)

    return sum(run_each(people.select_related("member_state").order_by("pk"), write))


def _kind(point: Point) -> point_kinds.Kind:
    return point_kinds.kinds()[point.kind]


def _coordinated() -> Mapping[int, set[int]]:
    """Return by person the plans of the measures that the person coordinates."""
    found: dict[int, set[int]] = defaultdict(set)
    pairs = Coordinator.objects.current().filter(people__isnull=False, measure__papers__isnull=False)
    for person, paper in pairs.values_list("people", "measure__papers"):
        found[person].add(paper)
    return found


def _told() -> Mapping[int, dict[Key, int]]:
    found: dict[int, dict[Key, int]] = defaultdict(dict)
    for row in ToldPoint.objects.all():
        found[row.person_id][row.paper_id, row.kind, row.subject] = row.pk
    return found


def _owed(points: Iterable[Point], person: User, coordinated: set[int]) -> list[Point]:
    """Return the points on which the next act is this person's, among those that the person reads."""
    own = list(filter(open_points.whose(person), points))
    if person.is_secretariat:
        return own
    if person.role == Role.COORDINATOR:
        return [one for one in own if _kind(one).is_read_by_coordinator and one.paper_id in coordinated]
    return [one for one in own if _kind(one).is_read_by_state and one.state_id == person.member_state_id]


def _due(
    new: Sequence[Point], person: User, period: str, at: dt.datetime
) -> tuple[dt.datetime, Sequence[Point]]:
    """Return since when the period runs that now is told of, and what came up before it began."""
    if period == DigestPeriod.AT_ONCE:
        return at, new
    begun = period_start(period, person, at)
    return begun, [point for point in new if point.since < begun]


def period_start(period: str, person: User, at: dt.datetime) -> dt.datetime:
    """Return when the day or week of a person began: in the morning, by the clock of the person's capital."""
    state = person.member_state
    zone = state.time_zone if state is not None else organization.time_zone()
    day = local_date(at, zone)
    if local_instant(day, settings.INTERNAL_REMINDER_HOUR, zone) > at:
        day -= dt.timedelta(days=1)
    if period == DigestPeriod.WEEKLY:
        day -= dt.timedelta(days=day.weekday())
    return local_instant(day, settings.INTERNAL_REMINDER_HOUR, zone)


def _write(person: User, due: Sequence[Point], *, begun: dt.datetime, at: dt.datetime) -> bool:
    """Write one mail of points that nobody has told the person of meanwhile; one for a period."""
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        known = {(row.paper_id, row.kind, row.subject) for row in ToldPoint.objects.filter(person=person)}
        new = [point for point in due if key_of(point) not in known]
        (mail,) = mailing.to_each(
            KIND, [person], at=at, about=begun.isoformat(), points=[key_of(point) for point in new]
        )
        if not new or mailing.is_written(mail):
            return False
        mailing.write_once([mail])
        ToldPoint.objects.bulk_create(
            ToldPoint(person=person, paper_id=paper, kind=kind, subject=subject)
            for paper, kind, subject in map(key_of, new)
        )
    return True

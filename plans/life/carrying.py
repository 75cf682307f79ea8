"""Gates: what of a plan must be settled before it goes on, and what a signatory carries over by name."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.utils import translation

from cica_portal.errors import NotAllowed, Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank, sha256
from members.models import User
from plans import open_points
from plans.enums import PlanGate
from plans.models import CarriedPoint, ConceptPaper
from plans.open_points import point_kinds
from plans.open_points.point_kinds import Point, Scope


def before(paper: ConceptPaper, gate: PlanGate, *, at: dt.datetime) -> list[Point]:
    """Return the points to be settled before a plan passes a gate, the nearest due first.

    `carried` is set on those that were carried over at this very gate before. Those of kinds that are only
    to come before the SWG are asked about once.
    """
    asked = [kind for kind in point_kinds.kinds().values() if gate in kind.gates]
    scope = Scope.looked_into(_only, at, asked, pk=paper.pk)
    rows = CarriedPoint.objects.filter(paper=paper, gate=gate)
    carried = {(row.kind, row.subject): row for row in rows}
    found = [
        replace(point, carried=carried.get(point.key))
        for kind in asked
        for point in kind.find(scope)
        if not (kind.stays and point.key in carried)
    ]
    return sorted(found, key=lambda point: point.order)


def _only(pk: int) -> QuerySet[ConceptPaper]:
    return ConceptPaper.objects.filter(pk=pk)


def shown(points: Sequence[Point]) -> str:
    """Return what tells whether these are still the points that a signatory was shown; "" for none."""
    return sha256([list(point.key) for point in points]) if points else ""


def carry(
    paper: ConceptPaper,
    gate: PlanGate,
    points: Sequence[Point],
    *,
    reason: str,
    by: User,
    at: dt.datetime,
    expected: str | None = None,
) -> dict[str, Any]:
    """Carry open points over at a gate: part of the act that passes it. Return what goes into its record.

    Refused without a reason, by anybody but a signatory, for a point that was carried over at this gate
    before, and where the signatory was shown other points (`expected`).
    """
    if expected is not None and expected != shown(points):
        raise Refusal("plans.points_moved")
    if not points:
        return {}
    if again := [point for point in points if point.carried is not None]:
        raise Refusal("plans.points_carried_already", points=count_by_kind(again))
    if not by.has_perm("plans.carry_points", paper):
        if not by.is_secretariat:
            raise NotAllowed
        raise Refusal("plans.points_for_signatory", points=count_by_kind(points))
    if is_blank(reason):
        raise Refusal("plans.points_open", points=count_by_kind(points))
    CarriedPoint.objects.bulk_create(
        CarriedPoint(
            paper=paper,
            gate=gate,
            kind=point.kind,
            subject=point.subject,
            member_state_id=point.state_id,
            reference=point.reference,
            words=_words(point),
            reason=reason.strip(),
            by=by,
            at=at,
        )
        for point in points
    )
    return {"carried_over": [list(point.key) for point in points], "reason": reason.strip()}


def count_by_kind(points: Sequence[Point]) -> str:
    """Return the kinds of points with their numbers, in the reader's language."""
    kinds, numbers = point_kinds.kinds(), open_points.count(points)
    return "; ".join(f"{kinds[name].label}: {numbers[name]}" for name in numbers)


def into(paper: int | OuterRef, *, at: dt.datetime | OuterRef, reader: User) -> QuerySet[CarriedPoint]:
    """Return the points that were carried over into the consultation of a plan which opened at `at`, as far
    as a person reads of them: a delegation those of the own State."""
    rows = CarriedPoint.objects.filter(paper=paper, gate=PlanGate.CIRCULATION, at=at)
    if reader.is_delegate:
        rows = rows.filter(member_state=reader.member_state_id)
    elif not reader.is_secretariat:
        kinds = point_kinds.kinds().values()
        rows = rows.filter(kind__in=[kind.name for kind in kinds if kind.is_read_by_coordinator])
    return rows


def _words(point: Point) -> dict[str, str]:
    words = {}
    for language in LANGUAGES:
        with translation.override(language):
            words[language] = str(point.about)
    return words

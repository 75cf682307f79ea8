"""Responses that came outside the portal, of which the record of replies knows nothing yet.

The register of notes is above this app: each kind of open points says itself whether an outcome waits for it.
"""

import datetime as dt
from collections import defaultdict

from django.db.models import QuerySet

from comments.models import Consultation
from plans import open_points
from plans.models import ConceptPaper
from plans.open_points import point_kinds
from plans.open_points.point_kinds import Point


def by_state(consultation: Consultation, *, at: dt.datetime) -> dict[int, list[Point]]:
    """Return, by State, what has come in reply to the consultation and nobody has entered."""
    found: dict[int, list[Point]] = defaultdict(list)
    for point in open_points.holding_outcome(_its_plan, at, consultation=consultation.pk):
        if point.reference == consultation.reference and point.state_id is not None:
            found[point.state_id].append(point)
    return found


def _its_plan(consultation: int) -> QuerySet[ConceptPaper]:
    own = Consultation.objects.filter(pk=consultation).values("revision__paper")
    return point_kinds.every_plan().filter(pk__in=own)

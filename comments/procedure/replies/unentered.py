"""Responses that came outside the portal, of which the record of replies knows nothing yet.

The register of notes is above this app: each kind of open points says itself whether an outcome waits for it.
"""

import datetime as dt
from collections import defaultdict

from comments.models import Consultation
from plans import open_points
from plans.models import ConceptPaper
from plans.open_points.point_kinds import Point


def by_state(consultation: Consultation, *, at: dt.datetime) -> dict[int, list[Point]]:
    """Return, by State, what has come in reply to the consultation and nobody has entered."""
    found: dict[int, list[Point]] = defaultdict(list)
    plan = ConceptPaper.objects.filter(revisions__consultations=consultation)
    for point in open_points.holding_outcome(plan, at):
        if point.reference == consultation.reference and point.state_id is not None:
            found[point.state_id].append(point)
    return found

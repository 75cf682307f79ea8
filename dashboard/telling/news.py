"""How many of their open points are new to people: counted by a sweep, shown in the head of every page.

A point is new until its person opens the page of open points.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.http import HttpRequest

from members.models import Newness, User
from plans.open_points.point_kinds import Point


def known() -> Mapping[int, Newness]:
    """Return by person what was counted last, and when the person looked."""
    return {one.person_id: one for one in Newness.objects.all()}


def count(person: User, own: Sequence[Point], before: Newness | None) -> None:
    """Keep how many of the person's own points came up since the last look."""
    looked_at = before.looked_at if before else None
    number = sum(looked_at is None or point.since > looked_at for point in own)
    if number == (before.number if before else 0):
        return
    # A look in the meantime is not undone: the next sweep counts by it.
    if before and not Newness.objects.filter(pk=before.pk, looked_at=looked_at).update(number=number):
        return
    if before is None:
        Newness.objects.get_or_create(person=person, defaults={"number": number})


def look(request: HttpRequest, *, at: dt.datetime) -> None:
    """Keep that the person looks at the own points now, if any of them is new."""
    if number(request):
        Newness.objects.filter(person=request.user).update(number=0, looked_at=at)
        request.user.newness.number = 0


def number(request: HttpRequest) -> int:
    """Return how many points are new to who asks."""
    found = getattr(getattr(request, "user", None), "newness", None)
    return found.number if found is not None else 0

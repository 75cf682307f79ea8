"""The seat moves on its day: its host country, the words for it and the time zone hold from then on.

Until that day they wait as data of the house, and a sweep writes them when it begins by the clock of the
former seat. Whatever has a clock of its own by then, as an open consultation, keeps it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from cica_portal.deadlines import seat_date
from members.installation import house
from members.models import HousePart, User

COMING = "seat_to_come"
# What of the seat is one for the whole portal, and moves with it.
MOVING = ("host", "in_host", "time_zone")


def coming() -> dict[str, Any]:
    """Return what moves with the seat on the latest day that is still ahead; nothing where none is."""
    waiting = house.latest(COMING, [])
    return dict(waiting[-1]) if waiting else {}


def move(
    seats: Sequence[Mapping[str, Any]], moving: Mapping[str, Any], *, by: User | None, at: dt.datetime
) -> None:
    """Let the seat be called as the last of `seats` from its day on, and let what moves with it hold from
    then on: at once where that day has begun. Part of a transaction."""
    day = str(seats[-1]["from"])
    waiting = [one for one in _hold() if one["from"] < day]
    house.record("seats", seats, by=by, at=at)
    if day > seat_date(at).isoformat():
        house.record(COMING, [*waiting, {"from": day, **moving}], by=by, at=at)
    else:
        _write(moving, [], by=by, at=at)


def take(at: dt.datetime) -> bool:
    """Let hold what moves with the seat on a day that has begun; tell whether anything did."""
    today = seat_date(at).isoformat()
    if not any(one["from"] <= today for one in house.latest(COMING, [])):
        return False
    with transaction.atomic():
        waiting = _hold()
        due = [one for one in waiting if one["from"] <= today]
        if due:
            moving = {name: due[-1][name] for name in MOVING}
            _write(moving, [one for one in waiting if one not in due], by=None, at=at)
    return bool(due)


def _write(moving: Mapping[str, Any], waiting: list[Any], *, by: User | None, at: dt.datetime) -> None:
    for name in MOVING:
        house.record(name, moving[name], by=by, at=at)
    if waiting != house.latest(COMING, []):
        house.record(COMING, waiting, by=by, at=at)


def _hold() -> list[dict[str, Any]]:
    """Lock what waits, and return it: what is approved and the sweep write it one after the other."""
    list(HousePart.objects.select_for_update(no_key=True).filter(part=COMING).values_list("pk"))
    waiting: list[dict[str, Any]] = house.latest(COMING, [])
    return waiting

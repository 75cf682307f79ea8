"""Which status may follow which, and the one function that moves it."""

import datetime as dt
from collections.abc import Mapping, Set
from typing import Any, TypeVar

from django.conf import settings
from django.db import models

from cica_portal.errors import AlreadyMoved

Status = TypeVar("Status", bound=str)


class StatusEvent(models.Model):
    """One move of a status: who, when, from, to, why. Insert-only; each workflow has its own table."""

    from_status = models.CharField(max_length=30)
    to_status = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]


def move(
    instance: Any,
    to_status: Status,
    *,
    transitions: Mapping[Status, Set[Status]],
    events: Any,
    by: Any,
    at: dt.datetime,
    reason: str = "",
    **fields: Any,
) -> None:
    """Move `instance.status` to `to_status` by a conditional update and record the event.

    `transitions` is the table of enums.py; `events` is the related manager of the event rows. Two
    clicks cannot both win: the second finds another status and raises AlreadyMoved. Further `fields`
    are set in the same update. Must run inside the act's transaction.
    """
    from_status = instance.status
    if to_status not in transitions.get(from_status, set()):
        raise AlreadyMoved
    moved = (
        type(instance)
        ._default_manager.filter(pk=instance.pk, status=from_status)
        .update(status=to_status, **fields)
    )
    if not moved:
        raise AlreadyMoved
    instance.status = to_status
    for name, value in fields.items():
        setattr(instance, name, value)
    events.create(from_status=from_status, to_status=to_status, by=by, at=at, reason=reason)

"""Claiming a row for work: of several processes one has it, and a dead one does not keep it (rules 17, 23).

A claim is one conditional update, committed before the work begins. On PostgreSQL a row that somebody has
locked is passed over, not waited for; SQLite has one writer at a time, and nothing to pass over.
"""

import datetime as dt
from typing import Any, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, QuerySet

ATTEMPTS = 3
# A claim older than this belongs to a process that is dead: tasks are ended before.
LASTS = dt.timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 60)
PARKED = "failed"


class Claimable(models.Model):
    """A row that a process works on: since when, how often it was tried, and what the last try failed of.

    Its `status` has words of its own; PARKED is what only a person's decision has tried again.
    """

    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Claimable)


def lost(at: dt.datetime, after: dt.timedelta = LASTS) -> Q:
    """Return the condition of a dead process's claim: made too long ago, or by a clock that was ahead."""
    return Q(claimed_at__lt=at - after) | Q(claimed_at__gt=at + after)


def free(rows: QuerySet[Row], at: dt.datetime) -> QuerySet[Row]:
    """Return the rows that no living process is working on."""
    return rows.filter(Q(claimed_at=None) | lost(at))


def claim(rows: QuerySet[Row], row: Row, *, at: dt.datetime, **changes: object) -> bool:
    """Claim `row` while it is one of `rows`, and set `changes` with it; tell whether this process has it."""
    with transaction.atomic():
        mine = rows.filter(pk=row.pk).order_by().select_for_update(skip_locked=True)
        found = rows.model._base_manager.filter(pk__in=mine.values("pk"))
        claimed = found.update(claimed_at=at, attempts=F("attempts") + 1, **changes)
    if claimed:
        _follow(row, claimed_at=at, attempts=row.attempts + 1, **changes)
    return bool(claimed)


def claim_or_park(rows: QuerySet[Row], row: Row, *, at: dt.datetime) -> bool:
    """Claim work that may be begun anew; park what has ended as many processes as it has tries."""
    if row.attempts >= ATTEMPTS:
        rows.filter(pk=row.pk).update(status=PARKED, error="The process that worked on it was ended.")
        return False
    return claim(rows, row, at=at)


def settle(rows: QuerySet[Row], row: Row, **changes: Any) -> bool:
    """Record what became of the work while `row` is one of `rows`; else read what it is by now."""
    settled = rows.filter(pk=row.pk).update(**changes)
    if settled:
        _follow(row, **changes)
    else:
        row.refresh_from_db()
    return bool(settled)


def give_back(rows: QuerySet[Row], row: Row, error: str, *, is_hopeless: bool = False) -> None:
    """Give back work that failed, to be tried again; park it after the last try, or if it is hopeless."""
    is_parked = is_hopeless or row.attempts >= ATTEMPTS
    settle(rows, row, claimed_at=None, error=error, **({"status": PARKED} if is_parked else {}))


def put_back(rows: QuerySet[Row], row: Row, error: str) -> None:
    """Put back work that this host could not do for anybody: the try does not count."""
    settle(rows, row, claimed_at=None, error=error, attempts=max(row.attempts - 1, 0))


def reason(error: Exception | None) -> str:
    """Return what went wrong, as it is kept with a row: 500 characters at the most."""
    return f"{type(error).__name__}: {error}"[:500]


def _follow(row: models.Model, **changes: object) -> None:
    for name, value in changes.items():
        setattr(row, name, value)

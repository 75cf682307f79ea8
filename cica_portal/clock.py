"""The portal's clock. All instants are aware datetimes in UTC.

In demonstration mode PORTAL_CLOCK gives the instant at which the process starts; from there the clock
runs on, so that May and June 2022 can be replayed. Production has no such shift: settings refuse it.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import connections

UTC = dt.UTC

_started_at = dt.datetime.now(UTC)
_relived: ContextVar[dt.timedelta | None] = ContextVar("relived", default=None)
# Of the request that is being served: returns for how many seconds it has waited since it arrived whole.
_waited: ContextVar[Callable[[], float] | None] = ContextVar("waited", default=None)
# A question that took the database longer says too little about its clock, and is asked again.
PROMPT = 0.05
TRIES = 3
# So far may the clocks of database and host be apart: many times what NTP leaves between them.
APART = dt.timedelta(seconds=5)


@contextmanager
def running_from(instant: dt.datetime) -> Iterator[None]:
    """Let the clock run from `instant` inside the block: a demonstration gets its past by the real acts."""
    if not settings.DEMONSTRATION:
        raise RuntimeError("Production keeps true time.")
    token = _relived.set(instant - dt.datetime.now(UTC))
    try:
        yield
    finally:
        _relived.reset(token)


def shift() -> dt.timedelta:
    """Return by how much the portal's clock differs from the machine's (zero in production)."""
    relived = _relived.get()
    if relived is not None:
        return relived
    if settings.PORTAL_CLOCK is None:
        return dt.timedelta(0)
    return settings.PORTAL_CLOCK - _started_at


def now() -> dt.datetime:
    """Return the present instant by the application host's clock."""
    return dt.datetime.now(UTC) + shift()


def running_on(at: dt.datetime) -> Callable[[], dt.datetime]:
    """Return a clock that shows `at` now and runs on: what takes minutes dates each of its acts."""
    began = time.monotonic()
    return lambda: at + dt.timedelta(seconds=time.monotonic() - began)


def database_now(using: str = "default") -> dt.datetime:
    """Return the present instant by the database's clock.

    On PostgreSQL it is `clock_timestamp()`, not `now()`, which is only the start of the transaction; on
    SQLite the database lives in this process.
    """
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            instant: dt.datetime = cursor.fetchone()[0]
    else:
        # SQLite reads this very clock but cuts it to the millisecond: it would run behind `now()`.
        instant = dt.datetime.now(UTC)
    return instant.astimezone(UTC) + shift()


def agreed_now() -> dt.datetime | None:
    """Return the present instant by the database's clock; nothing where this host's clock disagrees: one of
    them has jumped. For how long the answer was on its way counts for nothing."""
    before = now()
    instant = database_now()
    return instant if before - APART <= instant <= now() + APART else None


def are_apart() -> bool:
    """Tell whether the clocks of the database and of this host disagree."""
    return agreed_now() is None


@contextmanager
def serving(waited: Callable[[], float]) -> Iterator[None]:
    """Serve a request inside the block: `waited` returns for how many seconds it has been here, whole."""
    token = _waited.set(waited)
    try:
        yield
    finally:
        _waited.reset(token)


def arrived(using: str = "default") -> dt.datetime:
    """Return when the request that is being served had arrived whole, by the database's clock.

    This is the time of receipt (rules 9 and 46). It is asked for before any lock is waited for: what
    the request has waited until now, for a thread, a connection or the processor, is taken off what the
    database's clock says. Outside a request it is that clock's present instant.
    """
    waited = _waited.get()
    if waited is None:
        return database_now(using)
    found = []
    for _try in range(TRIES):
        asked = time.monotonic()
        # The wait is measured after the answer: what is uncertain is counted in favour of who sent it.
        instant = database_now(using) - dt.timedelta(seconds=waited())
        found.append((time.monotonic() - asked, instant))
        if found[-1][0] <= PROMPT:
            break
    return min(found)[1]


def stamp(instant: dt.datetime) -> str:
    """Return an instant as programs read it: in UTC, to the second."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

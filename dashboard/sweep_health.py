"""How the sweeps are doing, for processes that run none: these load nothing of what a sweep does."""

import datetime as dt

from dashboard.models import SweepRecord

# What the sweeps are called, as in `dashboard.sweeps.ALL`.
NAMES = (
    "arrivals",
    "close",
    "follow",
    "replan",
    "remind",
    "draft",
    "alert",
    "digest",
    "want",
    "sign-ins",
    "witness",
    "files",
    "wording",
    "house",
    "render",
    "build",
    "deliver",
    "personal",
    "receive",
)
# A sweep runs every minute: without one for so long, work is not being done.
LATELY = dt.timedelta(minutes=10)


def machine_now() -> dt.datetime:
    # Not the portal's clock: a demonstration sets that one, and this is about processes, not procedure.
    return dt.datetime.now(dt.UTC)


BEGUN = machine_now()  # of this process


def last_success() -> dt.datetime | None:
    """Return when the oldest of the sweeps last did its work."""
    times = list(SweepRecord.objects.filter(name__in=NAMES).values_list("succeeded_at", flat=True))
    return min((time for time in times if time), default=None)


def is_lately(time: dt.datetime) -> bool:
    return machine_now() - time < LATELY


def were_run_lately() -> bool:
    """Tell whether sweeps are being done; a first one is waited for as long as a late one."""
    return is_lately(last_success() or BEGUN)

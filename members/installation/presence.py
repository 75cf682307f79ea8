"""When the portal was there, and when it was away: written down while it works, read after a deadline.

A web process writes each time that it is asked whether it is ready and the database answers (its proxy or
container asks all the time); the sweep writes every minute. Where web processes are asked regularly, theirs
is the word that counts: it is they whom States need. Who asks now and then tells nothing of the time between.
"""

import datetime as dt
from itertools import zip_longest
from typing import NamedTuple

from django.db.models import F

from cica_portal import clock
from members.enums import PresenceSource
from members.models import PresenceSpan

# A pause so short is none: an upgrade, or a busy machine.
PAUSE = dt.timedelta(minutes=3)
# A source that said nothing for so long does not tell of this deadline.
TELLS = dt.timedelta(days=1)
# So many spans are read back from a deadline.
MOST = 500


class Absence(NamedTuple):
    """The portal was not there; `until` is None while it is still not known to be back."""

    since: dt.datetime
    until: dt.datetime | None


def seen(source: PresenceSource) -> None:
    """Write down that the portal is there, by the database's clock; while that clock cannot be trusted it
    is not there, for what States send then may get a wrong time."""
    now = clock.agreed_now()
    if now is None:
        return
    running = PresenceSpan.objects.filter(source=source, last_at__gte=now - PAUSE, last_at__lte=now)
    if not running.update(last_at=now):
        PresenceSpan.objects.create(source=source, began_at=now, last_at=now)


def seen_by_web() -> None:
    seen(PresenceSource.WEB)


def absences(start: dt.datetime, end: dt.datetime) -> list[Absence]:
    """Return when the portal was away for more than a pause at any time from `start` to `end`, both of which
    have passed. Where nothing was ever written down nothing is known, and nothing returned."""
    spans = _spans(start, end)
    found = []
    for before, after in zip_longest(spans, spans[1:]):
        if after is None and clock.database_now() - before[1] <= PAUSE:
            continue
        away = Absence(before[1], after[0] if after else None)
        is_long = away.until is None or away.until - away.since > PAUSE
        if is_long and away.since < end and (away.until is None or away.until > start):
            found.append(away)
    return found


def _spans(start: dt.datetime, end: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return the spans of the source that tells of this time, those that overlap as one."""
    heard = PresenceSpan.objects.filter(last_at__gte=start - TELLS, began_at__lt=end)
    by_web = heard.filter(source=PresenceSource.WEB, last_at__gt=F("began_at") + PAUSE).exists()
    source = PresenceSource.WEB if by_web else PresenceSource.SWEEP
    rows = PresenceSpan.objects.filter(source=source).order_by("-last_at").values_list("began_at", "last_at")
    joined: list[tuple[dt.datetime, dt.datetime]] = []
    for began_at, last_at in sorted(rows[:MOST]):
        if joined and began_at <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last_at))
        else:
            joined.append((began_at, last_at))
    return joined

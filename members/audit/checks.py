"""The nightly check: all that `verify_audit` computes, and every stored file, with what was found kept.

The first contradiction calls the operators and stands on the start page of the Secretariat until a later
check finds none. Files that were altered or are missing are all named, not the first alone.
"""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.db.models import Q

from cica_portal import clock, organization
from members.audit import chain, seals, witness
from members.models import RecordCheck

# From this hour of the Secretariat on, once a day.
HOUR = 2
# A check that did not end in so long was stopped, and is begun anew.
TAKES_AT_MOST = dt.timedelta(hours=3)


def check_due(at: dt.datetime) -> Iterator[str]:
    """Check the record if today's check is due and nobody else makes it; yield what is wrong."""
    local = at.astimezone(ZoneInfo(organization.time_zone()))
    if local.hour < HOUR:
        return
    held, is_new = RecordCheck.objects.get_or_create(day=local.date(), defaults={"began_at": at})
    if not is_new:
        stopped = Q(ended_at=None, began_at__lt=at - TAKES_AT_MOST)
        if held.ended_at or not RecordCheck.objects.filter(stopped, pk=held.pk).update(began_at=at):
            return
    _check(held)
    if held.contradiction:
        yield f"the record is contradicted: {held.contradiction}"
    yield from held.files


def _check(made: RecordCheck) -> None:
    made.contradiction = ""
    try:
        made.entries, made.head = chain.verify()
        chain.verify_delegations()
        witness.verify()
        made.rows = seals.verify(with_files=False)
    except chain.BrokenChain as broken:
        made.contradiction = f"The audit chain is broken at {broken}."
    except seals.Contradiction as contradiction:
        made.contradiction = str(contradiction)
    made.files = list(seals.damaged_files())
    made.ended_at = clock.now()
    made.save()


def last() -> RecordCheck | None:
    """Return the last check that came to its end."""
    return RecordCheck.objects.exclude(ended_at=None).first()


def is_sound() -> bool:
    """Tell whether the last check found nothing; a first one is waited for."""
    made = last()
    return made is None or made.is_good

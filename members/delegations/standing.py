"""What lists say of each Member State besides its people: upper apps add what they know of it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from members.models import MemberState

# From an instant to expressions by name, each of which says something of one State.
Known = Callable[[dt.datetime], dict[str, Any]]

_ADDED: list[Known] = []


def add(known: Known) -> Known:
    """Let lists of States know this of each."""
    _ADDED.append(known)
    return known


def states(at: dt.datetime) -> "QuerySet[MemberState]":
    """Return all States in protocol order, each with what was added, in one query."""
    found = MemberState.objects.all()
    for known in _ADDED:
        found = found.annotate(**known(at))
    return found

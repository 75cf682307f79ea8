"""What a delegation is told of the moment it happens: the act and its mail are one transaction.

Mail to the contact points and deputies of a State, once for each event, without a word of what was
said: it leads to the page that says it (rule 22).
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from comments.models import Consultation
from members import mailing
from members.models import StateAddress, User


class Kind(StrEnum):
    TIME_GRANTED = "time_granted"
    TIME_REFUSED = "time_refused"
    COMPILATION_DISTRIBUTED = "compilation_distributed"
    REPLIES_SENT = "replies_sent"
    REPLY_CHANGED = "reply_changed"
    QUESTION_ASKED = "question_asked"
    QUESTION_SETTLED = "question_settled"
    JOIN_LOST = "join_lost"
    RESPONSE_ENTERED = "response_entered"
    STATEMENT_ENTERED = "statement_entered"


def tell(
    kind: Kind,
    consultation: Consultation,
    states: Iterable[int],
    *,
    about: str,
    at: dt.datetime,
    to_addresses: bool = False,
    **values: Any,
) -> None:
    """Write the mail of an event `about` something to the delegations of `states`, given by key, and where
    that is said to their official addresses, at which nobody has an account."""
    values |= {"consultation": consultation.pk}
    mailing.tell_delegations(kind, states, at=at, about=about, **values)
    if to_addresses:
        addresses = StateAddress.objects.in_use().filter(member_state__in=list(states))
        mailing.write_once(mailing.to_addresses(kind, addresses, at=at, about=about, **values))


def tell_person(
    kind: Kind, consultation: Consultation, person: User, *, about: str, at: dt.datetime, **values: Any
) -> None:
    """Write the mail of an event `about` something to the one of the Secretariat or the coordinators whom it
    concerns."""
    values |= {"consultation": consultation.pk}
    mailing.write_once(mailing.to_each(kind, [person], at=at, about=about, **values))

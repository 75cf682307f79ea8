"""What a delegation is told of the moment it happens: the act and its mail are one transaction.

Personal mail to the contact points and deputies of a State, once for each event, without a word of what was
said: it leads to the page that says it (rule 22).
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from comments.models import Consultation
from members import mailing


class Kind(StrEnum):
    TIME_GRANTED = "time_granted"
    TIME_REFUSED = "time_refused"
    REPLIES_SENT = "replies_sent"
    QUESTION_ASKED = "question_asked"


def tell(
    kind: Kind,
    consultation: Consultation,
    states: Iterable[int],
    *,
    about: str,
    at: dt.datetime,
    **values: Any,
) -> None:
    """Write the mail of an event `about` something to the delegations of `states`, given by key."""
    mailing.tell_delegations(kind, states, at=at, about=about, consultation=consultation.pk, **values)

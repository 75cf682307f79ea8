"""Messages that were begun and never reported on: their process has died, or hangs."""

import datetime as dt
from typing import TypeVar

from django.db.models import QuerySet

from cica_portal.database import claims
from members.enums import MailStatus
from members.models import Outgoing

# A message that was begun so long ago is nobody's any more: the mail server is given half a minute for each
# answer. With the sweep of each minute, people see within five that its outcome is unknown.
OVERDUE = dt.timedelta(minutes=4)
ENDED = "The process that sent it ended before it could report."

Row = TypeVar("Row", bound=Outgoing)


def overdue(rows: QuerySet[Row], at: dt.datetime) -> QuerySet[Row]:
    """Return the messages that may have left, and that nobody works on any more."""
    return rows.filter(claims.lost(at, OVERDUE), status=MailStatus.SENDING)

"""The one sender of mail: messages are claimed, sent and recorded, each once and never twice (rules 17-23).

Only what has certainly not been accepted is tried again by the machine. What was on its way when its
process died, or when the connection broke, has an unknown outcome and is never sent again by itself.
"""

import abc
import datetime as dt
import logging
import smtplib
from collections.abc import Iterator
from itertools import islice
from typing import Generic, TypeVar

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q, QuerySet

from cica_portal import clock
from cica_portal.database import claims
from members.enums import MailStatus
from members.mailing.backends import NotHandedOver
from members.mailing.overdue import ENDED, overdue
from members.models import Outgoing

logger = logging.getLogger(__name__)

# How long to wait after the first and the second refusal.
PAUSES = (dt.timedelta(minutes=5), dt.timedelta(hours=1))
# How long a server that lets the portal in for no message is asked again, each time after the first pause:
# from when it was first found away. Where nobody asked it for so long as UNASKED, its day begins anew.
PATIENCE = dt.timedelta(days=1)
UNASKED = dt.timedelta(hours=6)
# One task sends so many messages and rings for the next: far below its time limit.
BATCH = 100

# What tells for certain that the server has not accepted a message.
CERTAIN_REFUSALS = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
)

# Replies from here on refuse for good.
PERMANENT = 500
# The server says of itself, not of a message, that it takes none now (RFC 5321, 3.8).
CLOSING = 421
# After so many lines in a row that the server closed the others are left for the next sweep, which begins
# with them: neither a server that is down nor a message that it hangs up on holds up all.
BROKEN = 2

Row = TypeVar("Row", bound=Outgoing)


class Overtaken(Exception):
    """The message must not leave any more (rule 19); says why, as it is kept with the message."""


class Sender(abc.ABC, Generic[Row]):
    """Sends the messages of one outbox over one connection. Each outbox says which of its messages are due,
    what they say, and what follows from what became of them."""

    rows: QuerySet[Row]

    def __init__(self, at: dt.datetime) -> None:
        self._clock = clock.running_on(at)
        self.connection: BaseEmailBackend = get_connection()
        self.is_open = False
        self.refusal: Exception | None = None
        self.broken = 0

    @property
    def at(self) -> dt.datetime:
        """The present instant. A batch may take minutes: what becomes of a message is dated when it does."""
        return self._clock()

    @abc.abstractmethod
    def due(self) -> QuerySet[Row]:
        """Return the queued messages that may leave now, in their order."""

    @abc.abstractmethod
    def compose(self, row: Row) -> EmailMessage:
        """Return the message as it leaves; raise Overtaken where it must not. Of a claimed message."""

    def is_ready(self, row: Row) -> bool:
        """Tell whether all is there that the message needs; otherwise it is left for the next sweep."""
        return True

    def deliver_due(self, *, limit: int = BATCH) -> list[Row]:
        """Send what is ready and return the messages whose state changed."""
        changed = self.give_up_claims()
        try:
            changed += islice((row for row in self._waiting(limit) if self._begin(row)), limit)
        finally:
            self.close()
        return changed

    def _waiting(self, page: int) -> Iterator[Row]:
        """Yield the messages that are due, each once: those that are not ready hold up none behind them."""
        seen: list[int] = []
        at = self.at
        rested = Q(claimed_at=None) | Q(claimed_at__lte=at - PAUSES[0]) | Q(claimed_at__gt=at)
        while found := list(self.due().filter(rested).exclude(pk__in=seen)[:page]):
            for row in found:
                if self.broken >= BROKEN:
                    return
                yield row
            if len(found) < page:
                break
            seen += [row.pk for row in found]

    def _begin(self, row: Row) -> bool:
        """Claim and deliver a message that is ready; where that cannot be told, set it aside for a person."""
        failure, asked_at = None, row.claimed_at
        try:
            if not self.is_ready(row):
                return False
        except Exception as error:
            logger.exception("What message %s needs could not be read", row.message_id)
            failure = error
        queued = self.rows.filter(status=MailStatus.QUEUED)
        if not claims.claim(queued, row, at=self.at, status=MailStatus.SENDING):
            return False
        if asked_at is None or self.at - asked_at > UNASKED:
            row.away_since = None
        if failure is None:
            self._deliver(row)
        else:
            self.park(row, failure)
        return True

    def give_up_claims(self) -> list[Row]:
        """Record as unknown what was claimed and never reported on: it may have left."""
        dead = overdue(self.rows, self.at)
        return [row for row in dead if self.record_unknown(row, ENDED)]

    # What becomes of a message ---------------------------------------------------------------------------
    def record_sent(self, row: Row) -> bool:
        return self.record(row, MailStatus.SENT, sent_at=self.at, error="")

    def record_overtaken(self, row: Row, why: str) -> bool:
        return self.record(row, MailStatus.CANCELLED, error=why)

    def record_unknown(self, row: Row, why: str) -> bool:
        """Record that nobody knows whether the message arrived: a person decides."""
        return self.record(row, MailStatus.UNKNOWN, error=why)

    def park(self, row: Row, error: Exception | None) -> bool:
        """Record that a message leaves only if a person sends it again."""
        return self.record(row, MailStatus.FAILED, error=claims.reason(error))

    def record(self, row: Row, status: MailStatus, **fields: object) -> bool:
        """Record what became of a claimed message, unless something else became known of it meanwhile."""
        sending = self.rows.filter(status=MailStatus.SENDING)
        return claims.settle(sending, row, status=status, **fields)

    # Sending ---------------------------------------------------------------------------------------------
    def _deliver(self, row: Row) -> None:
        try:
            message = self.compose(row)
        except Overtaken as found:
            self.record_overtaken(row, str(found))
        except Exception as error:
            logger.exception("Message %s could not be written", row.message_id)
            self.park(row, error)
        else:
            self._hand_over(row, message)

    def _hand_over(self, row: Row, message: EmailMessage) -> None:
        if not self._open():
            return self._put_back(row, self.refusal)
        try:
            accepted = self.connection.send_messages([message])
        except NotHandedOver as error:
            return self._lose_line(row, error)
        except CERTAIN_REFUSALS as error:
            if is_closing(error):
                return self._lose_line(row, error)
            self.close()
            return self._refuse(row, error)
        except Exception as error:
            logger.exception("The outcome of message %s is unknown", row.message_id)
            self.close()
            self.record_unknown(row, claims.reason(error))
            return None
        if not accepted:
            return self._refuse(row, RuntimeError("the mail server took no message"))
        self.broken = 0
        self.record_sent(row)

    def _lose_line(self, row: Row, error: Exception) -> None:
        """Put a message back that the server hung up on before it had it."""
        self.close()
        self.broken += 1
        self._put_back(row, error)

    def _put_back(self, row: Row, why: Exception | None) -> None:
        """Put a message back that was given to nobody: the server is away, does not let the portal in, takes
        no more messages now, or hung up.

        The try does not count against the message, which stays due: by that the operators hear of it.
        """
        away_since = row.away_since or self.at
        if self.at - away_since > PATIENCE:
            self.park(row, why)
            return
        self.record(
            row,
            MailStatus.QUEUED,
            error=claims.reason(why),
            attempts=min(row.attempts, 1),
            away_since=away_since,
        )

    def _refuse(self, row: Row, error: Exception | None) -> None:
        """Put a message that was certainly not accepted back into the queue, or park it after the last try.

        What the server refuses for good is parked at once: another hour would only hide it.
        """
        if row.attempts >= claims.ATTEMPTS or is_permanent(error):
            self.park(row, error)
            return
        again = self.at + PAUSES[min(row.attempts, len(PAUSES)) - 1]
        self.record(row, MailStatus.QUEUED, error=claims.reason(error), not_before=again, claimed_at=None)

    def _open(self) -> bool:
        """Open the connection; after a refusal nothing was handed over, and the rest would fare no better."""
        if not self.is_open and self.refusal is None:
            try:
                self.connection.open()
                self.is_open = True
            except (OSError, smtplib.SMTPException) as error:
                self.refusal = error
        return self.is_open

    def close(self) -> None:
        self.is_open = False
        try:
            self.connection.close()
        except (OSError, smtplib.SMTPException):
            logger.info("The mail server closed the connection first.", exc_info=True)


def is_closing(error: Exception) -> bool:
    """Tell whether the server closed the line, as it does above a limit of its own: the message is not what
    it refuses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == CLOSING for code, _said in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code == CLOSING


def is_permanent(error: Exception | None) -> bool:
    """Tell whether the server refused the message for good (5xx; RFC 5321, 4.2.1); 4xx asks to come again."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _said in error.recipients.values()]
        return bool(codes) and min(codes) >= PERMANENT
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= PERMANENT

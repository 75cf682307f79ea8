"""Personal mail on its way: claimed, composed as it leaves, sent, recorded, never twice (rules 17-23).

What a message says is made only now, from what is true now: a link has its token, and whoever no longer is
whom the message was for gets none. Nothing of it is listed in the Secretariat's outbox.
"""

import datetime as dt
import logging
import smtplib
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F

from members.enums import MailStatus
from members.models import PersonalMail
from notes import personal_letters
from notes.delivery.sending import ATTEMPTS, CERTAIN_REFUSALS, CLAIM_LASTS, PAUSES

logger = logging.getLogger(__name__)

BATCH = 100


def deliver_due(at: dt.datetime, *, limit: int = BATCH) -> list[PersonalMail]:
    """Send what is due, over one connection, and return the messages whose state changed."""
    _give_up_claims(at)
    waiting = list(
        PersonalMail.objects.filter(status=MailStatus.QUEUED, not_before__lte=at)
        .select_related("recipient__member_state", "invitation__member_state", "invitation__invited_by")
        .order_by("written_at", "pk")[:limit]
    )
    if not waiting:
        return []
    connection = get_connection()
    try:
        return [_deliver(mail, connection, at) for mail in waiting if _claim(mail, at)]
    finally:
        _close(connection)


def _claim(mail: PersonalMail, at: dt.datetime) -> bool:
    """Claim by a conditional update, committed before anything is sent: of two workers one wins."""
    claimed = PersonalMail.objects.filter(pk=mail.pk, status=MailStatus.QUEUED).update(
        status=MailStatus.SENDING, claimed_at=at, attempts=F("attempts") + 1
    )
    mail.attempts += 1
    return bool(claimed)


def _deliver(mail: PersonalMail, connection: BaseEmailBackend, at: dt.datetime) -> PersonalMail:
    try:
        letter = personal_letters.compose(mail, at)
    except Exception as error:
        logger.exception("Message %s could not be written", mail.message_id)
        return _record(mail, MailStatus.FAILED, error=_reason(error))
    if letter is None:
        return _record(mail, MailStatus.CANCELLED)
    message = EmailMessage(
        subject=letter.subject,
        body=letter.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.address],
        headers={
            "Message-ID": mail.message_id,
            "Date": format_datetime(at),
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return _refuse(mail, error, at)
    try:
        accepted = connection.send_messages([message])
    except CERTAIN_REFUSALS as error:
        _close(connection)
        return _refuse(mail, error, at)
    except Exception as error:
        logger.exception("The outcome of message %s is unknown", mail.message_id)
        _close(connection)
        return _record(mail, MailStatus.UNKNOWN, error=_reason(error))
    if not accepted:
        return _refuse(mail, RuntimeError("the mail server took no message"), at)
    return _record(mail, MailStatus.SENT, sent_at=at, error="")


def _give_up_claims(at: dt.datetime) -> None:
    """Record as unknown what was claimed and never reported on: it may have left, so it is not sent again."""
    PersonalMail.objects.filter(status=MailStatus.SENDING, claimed_at__lt=at - CLAIM_LASTS).update(
        status=MailStatus.UNKNOWN, error="The process that sent it ended before it could report."
    )


def _refuse(mail: PersonalMail, error: Exception, at: dt.datetime) -> PersonalMail:
    """Put a message that was certainly not accepted back, or park it after the last try."""
    if mail.attempts >= ATTEMPTS:
        return _record(mail, MailStatus.FAILED, error=_reason(error))
    pause = PAUSES[min(mail.attempts, len(PAUSES)) - 1]
    return _record(mail, MailStatus.QUEUED, error=_reason(error), not_before=at + pause, claimed_at=None)


def _record(mail: PersonalMail, status: MailStatus, **fields: object) -> PersonalMail:
    PersonalMail.objects.filter(pk=mail.pk, status=MailStatus.SENDING).update(status=status, **fields)
    mail.status = status
    return mail


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.info("The mail server closed the connection first.", exc_info=True)

"""What calls the operators: sweeps that stand still, messages that wait, a record that is contradicted.

Whoever would send mail may be what is dead. So each process that serves pages looks when it is asked whether
it is ready (its proxy, its container asks all the time), and writes to OPERATOR_ADDRESS by itself: once when
it begins, then once in six hours, and when it is over.
"""

import datetime as dt
import logging
import smtplib
import threading
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.db.models import Q

from cica_portal import clock, organization
from cica_portal.operation import clocks, disk, message_ids, silence
from dashboard import sweep_health
from dashboard.enums import AlarmKind
from dashboard.models import Alarm
from members.audit import checks
from members.enums import MailStatus
from members.models import PersonalMail
from notes.enums import DispatchStatus
from notes.models import Dispatch

AGAIN = dt.timedelta(hours=6)
# A message that could have left so long ago waits for a worker or a mail server that is not there.
WAITED = dt.timedelta(minutes=15)
logger = logging.getLogger(__name__)

_found: list[bool] = []

LOOK = 'Look at worker, beat and mail server: docs/operations.md, "When something is wrong".'
SAYS = {
    AlarmKind.SWEEPS: "The portal's sweeps have stood still for ten minutes. Deadlines hold; notes, "
    f"reminders and documents are late. {LOOK}",
    AlarmKind.MESSAGES: f"Messages of the portal have waited for more than fifteen minutes. {LOOK}",
    AlarmKind.RECORD: "The nightly check found rows or files that are not what was stored. "
    'The activity log of the portal names them: docs/operations.md, "Altered rows and files".',
    AlarmKind.DISK: "A disk that the portal writes to has little room left, or none: files cannot be "
    'attached nor documents stored. What people send is refused whole: docs/operations.md, "A full disk".',
    AlarmKind.CLOCKS: "The clocks of the database and of the portal differ by more than five seconds. The "
    "database's is the time of receipt; no consultation is closed until they agree: docs/operations.md, "
    '"Clocks that disagree".',
}


class Call(NamedTuple):
    """A mail to the operators: about which alarm, and what it says."""

    kind: AlarmKind
    subject: str
    text: str


def watch() -> None:
    """Look for what calls the operators, and write to them in a thread: the answer does not wait for mail."""
    if not settings.OPERATOR_ADDRESS or silence.is_kept():
        return
    now = dt.datetime.now(dt.UTC)  # about processes, not procedure: a demonstration's clock is not asked
    for letter in due_letters(now):
        threading.Thread(target=send, args=(letter,), daemon=True).start()


def due_letters(now: dt.datetime) -> list[Call]:
    """Record which alarms begin, go on and end, and return what is to be written now.

    Of several processes that see the same one writes. What nobody was told of ends without a word.
    """
    letters, portal = [], organization.name("portal", "en")
    for kind, is_on in (
        (AlarmKind.SWEEPS, not sweep_health.were_run_lately()),
        (AlarmKind.MESSAGES, _messages_wait(now)),
        (AlarmKind.RECORD, not checks.is_sound()),
        (AlarmKind.DISK, disk.is_low()),
        (AlarmKind.CLOCKS, clocks.were_apart()),
    ):
        running = Alarm.objects.filter(kind=kind, ended_at=None)
        if is_on:
            Alarm.objects.bulk_create([Alarm(kind=kind, began_at=now)], ignore_conflicts=True)
            if running.filter(Q(told_at=None) | Q(told_at__lt=now - AGAIN)).update(told_at=now):
                letters.append(Call(kind, f"{portal}: {kind.label}", SAYS[kind]))
        else:
            was_told = running.exclude(told_at=None).exists()
            if running.update(ended_at=now) and was_told:
                letters.append(Call(kind, f"{portal}: {kind.label} no more", "It is over."))
    return letters


def messages_leave() -> bool:
    """Tell whether none has waited too long, and remember it for pages: where the mail server is what is dead
    no mail can say it. A demonstration has none, and its messages are of days when nobody showed it."""
    may_wait = settings.DEMONSTRATION or silence.is_kept()
    _found[:] = [may_wait or not _messages_wait(clock.now())]
    return _found[0]


def messages_waited() -> bool:
    """Tell whether messages had waited too long when that was last asked."""
    return _found == [False]


def _messages_wait(now: dt.datetime) -> bool:
    late = Q(not_before__lt=now - WAITED)
    return (
        Dispatch.objects.filter(late, status=DispatchStatus.QUEUED).exists()
        or PersonalMail.objects.filter(late, status=MailStatus.QUEUED).exists()
    )


def send(call: Call) -> None:
    """Write to the operators; where that fails, whoever looks next tries again."""
    message = EmailMessage(
        f"{call.subject} ({settings.PORTAL_ORIGIN})",
        call.text,
        to=[settings.OPERATOR_ADDRESS],
        headers={"Message-ID": message_ids.new(), "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except (OSError, smtplib.SMTPException):
        logger.exception("The operators could not be written to: %s", call.subject)
        Alarm.objects.filter(kind=call.kind, ended_at=None).update(told_at=None)
    finally:
        connection.close()  # of this thread

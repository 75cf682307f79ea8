"""What a restored copy would do if it were released: what is due, and what waits to leave."""

import datetime as dt
from typing import NamedTuple

from comments.models import Consultation
from documents.enums import DocumentStatus
from documents.models import Document
from members.audit import witness
from members.enums import MailStatus
from members.models import AuditEntry, PersonalMail
from notes.enums import DispatchStatus
from notes.models import Dispatch, ReminderStep


class Would(NamedTuple):
    """What the first minute after a release brings, and what shows that more was done after the backup."""

    close: list[Consultation]
    remind: list[ReminderStep]
    notes: int
    mails: int
    documents: int
    last_entry: AuditEntry | None
    beyond: list[witness.Kept]


def would_do(at: dt.datetime) -> Would:
    steps = ReminderStep.objects.filter(done_at=None, skipped="", due_at__lte=at)
    return Would(
        close=list(Consultation.objects.due(at).order_by("closes_at")),
        remind=list(steps.select_related("consultation").order_by("due_at")),
        notes=Dispatch.objects.filter(status=DispatchStatus.QUEUED).count(),
        mails=PersonalMail.objects.filter(status=MailStatus.QUEUED).count(),
        documents=Document.objects.filter(status=DocumentStatus.WANTED).count(),
        last_entry=AuditEntry.objects.order_by("sequence").last(),
        beyond=witness.beyond(),
    )

"""The audit chain's head, kept outside the database: a rewrite of the chain then shows (rule 33)."""

import datetime as dt
import os
from email.utils import format_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from members.models import AuditHead

EVERY = dt.timedelta(days=1)


def keep_head(at: dt.datetime) -> list[str]:
    """Append a new head of the chain to the file, and mail it once a day to the witness."""
    head = AuditHead.objects.filter(id=1).first()
    if head is None or not head.sequence:
        return []
    done = []
    if settings.AUDIT_HEAD_FILE and head.sequence > head.witnessed_sequence:
        _append(head, at)
        # The update is conditional: of two sweeps the later head stays.
        AuditHead.objects.filter(id=1, witnessed_sequence__lt=head.sequence).update(
            witnessed_sequence=head.sequence
        )
        done.append(f"audit head {head.sequence} kept")
    if settings.AUDIT_WITNESS and _claim_mail(at):
        message(head.sequence, head.hash, at=at).send()
        done.append(f"audit head {head.sequence} mailed")
    return done


def message(sequence: int, head: str, *, at: dt.datetime) -> EmailMessage:
    """Return the message that takes the head of the chain out of the house."""
    context = {"sequence": sequence, "head": head, "at": at.isoformat(timespec="seconds")}
    return EmailMessage(
        subject=" ".join(render_to_string("members/email/audit_head.subject.txt", context).split()),
        body=render_to_string("members/email/audit_head.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[settings.AUDIT_WITNESS],
        headers={"Date": format_datetime(at), "Auto-Submitted": "auto-generated"},
    )


def _append(head: AuditHead, at: dt.datetime) -> None:
    path = Path(settings.AUDIT_HEAD_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a", encoding="ascii") as file:
        file.write(f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ} {head.sequence} {head.hash}\n")
        file.flush()
        os.fsync(file.fileno())


def _claim_mail(at: dt.datetime) -> bool:
    """Claim today's mail before it is sent: a witness may miss one, but never gets two."""
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get(id=1)
        if head.mailed_at is not None and abs(at - head.mailed_at) < EVERY:
            return False
        AuditHead.objects.filter(id=1).update(mailed_at=at)
    return True

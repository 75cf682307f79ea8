"""The audit chain's head, kept outside the database: a rewrite of the chain then shows (rule 33)."""

import datetime as dt
import os
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cica_portal import clock
from members import mailing
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
    if settings.AUDIT_WITNESS and _write_mail(head, at):
        done.append(f"audit head {head.sequence} on its way to the witness")
    return done


def _append(head: AuditHead, at: dt.datetime) -> None:
    path = Path(settings.AUDIT_HEAD_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a", encoding="ascii") as file:
        file.write(f"{clock.stamp(at)} {head.sequence} {head.hash}\n")
        file.flush()
        os.fsync(file.fileno())


def _write_mail(head: AuditHead, at: dt.datetime) -> bool:
    """Write today's mail to the witness, if it is not written yet: of two sweeps the first writes it."""
    with transaction.atomic():
        held = AuditHead.objects.select_for_update().get(id=1)
        if held.mailed_at is not None and abs(at - held.mailed_at) < EVERY:
            return False
        AuditHead.objects.filter(id=1).update(mailed_at=at)
        values = {"sequence": head.sequence, "head": head.hash, "at": at.isoformat(timespec="seconds")}
        mailing.write_to(mailing.Kind.AUDIT_HEAD, settings.AUDIT_WITNESS, at=at, values=values)
    return True

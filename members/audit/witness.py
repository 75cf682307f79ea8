"""The audit chain's head, kept outside the database: a rewrite of the chain then shows (rule 33)."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from cica_portal import clock
from members import mailing
from members.audit.chain import BrokenChain
from members.models import AuditEntry, AuditHead, PersonalMail

EVERY = dt.timedelta(days=1)


def keep_head(at: dt.datetime) -> list[str]:
    """Append a new head of the chain to the file, and mail it once a day to the witness."""
    head = AuditHead.objects.filter(id=1).first()
    return _keep(head, at) if head and head.sequence else []


def _keep(head: AuditHead, at: dt.datetime) -> list[str]:
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


def kept_heads() -> Iterator[tuple[str, int, str]]:
    """Yield the heads that were kept in the file and in mails: where, the sequence and the hash."""
    for kept in in_log():
        yield f"the line of {Path(settings.AUDIT_HEAD_FILE).name}", kept.sequence, kept.hash
    mails = PersonalMail.objects.filter(kind=mailing.Kind.AUDIT_HEAD).order_by("pk")
    for values in mails.values_list("values", flat=True):
        yield "the mail to the witness", values["sequence"], values["head"]


class Kept(NamedTuple):
    """A head as the log has it."""

    at: str
    sequence: int
    hash: str


def in_log() -> list[Kept]:
    """Return the heads in the log, the earliest first; a line that was only half written is none."""
    path = Path(settings.AUDIT_HEAD_FILE) if settings.AUDIT_HEAD_FILE else None
    if path is None or not path.exists():
        return []
    lines = [line.split() for line in path.read_text(encoding="ascii").splitlines()]
    return [Kept(line[0], int(line[1]), line[2]) for line in lines if len(line) == 3 and len(line[2]) == 64]


def beyond() -> list[Kept]:
    """Return the heads in the log that the record does not reach: what was done after the backup."""
    head = AuditHead.objects.filter(id=1).first()
    return [kept for kept in in_log() if head is None or kept.sequence > head.sequence]


def ahead() -> Kept | None:
    """Return the last head in the log, if the record does not contain it: then it is an earlier record."""
    log = in_log()
    if not log or AuditEntry.objects.filter(sequence=log[-1].sequence, hash=log[-1].hash).exists():
        return None
    return log[-1]


def verify() -> None:
    """Compare the chain with every head that was kept; raise BrokenChain at the first that it lacks."""
    kept = list(kept_heads())
    hashes = dict(
        AuditEntry.objects.filter(sequence__in={sequence for _where, sequence, _hash in kept}).values_list(
            "sequence", "hash"
        )
    )
    for where, sequence, digest in kept:
        if hashes.get(sequence) != digest:
            raise BrokenChain(sequence, f"not the head that was kept in {where}")
    head = AuditHead.objects.filter(id=1).first()
    in_file = [sequence for where, sequence, _hash in kept if where.startswith("the line")]
    if settings.AUDIT_HEAD_FILE and head and head.witnessed_sequence > max(in_file, default=0):
        raise BrokenChain(
            head.witnessed_sequence, "its head was kept, and is not in the log of heads any more"
        )


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

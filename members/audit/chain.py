"""The record of acts: entries committed with the change they record, chained by hash (rule 33)."""

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast

from cica_portal import clock
from cica_portal.text import sha256
from members.models import AuditEntry, AuditHead, DelegationEntry, MemberState, User

SYSTEM = "portal"
START = "0" * 64


def _content(entry: AuditEntry | DelegationEntry) -> dict[str, Any]:
    return {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "actor_label": entry.actor_label,
        "member_state": entry.member_state_id,
        "action": entry.action,
        "subject_type": entry.subject_type,
        "subject_id": entry.subject_id,
        "before": entry.before,
        "after": entry.after,
        "previous_hash": entry.previous_hash,
    }


def _said(
    action: str,
    subject: models.Model,
    by: User | None,
    at: dt.datetime,
    member_state: MemberState | None,
    before: Any,
    after: Any,
) -> dict[str, Any]:
    """Return what an entry says of an act, which must be in its transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit entry is recorded inside the transaction of its act.")
    return {
        "at": at,
        "actor": by,
        "actor_label": by.username if by else SYSTEM,
        "member_state_id": member_state.pk if member_state else by.member_state_id if by else None,
        "action": action,
        "subject_type": subject._meta.label_lower,
        "subject_id": str(subject.pk),
        "before": before,
        "after": after,
    }


def record(
    action: str,
    *,
    subject: models.Model,
    by: User | None,
    at: dt.datetime | None = None,
    member_state: MemberState | None = None,
    before: Any = None,
    after: Any = None,
) -> AuditEntry:
    """Append one entry to the chain, in the transaction of the change it records.

    `action` is `noun.verb`, as "consultation.extend". `before` and `after` are JSON values. `by=None`
    is the portal itself (a sweep). The head's row lock is taken last in every act, so that acts on
    different rounds wait for each other only here.
    """
    said = _said(action, subject, by, at or clock.now(), member_state, before, after)
    head = AuditHead.objects.select_for_update().filter(id=1).first() or AuditHead.objects.create(id=1)
    entry = AuditEntry(sequence=head.sequence + 1, previous_hash=head.hash, **said)
    entry.hash = sha256(_content(entry))
    entry.save(force_insert=True)
    AuditHead.objects.filter(id=1).update(sequence=entry.sequence, hash=entry.hash)
    return entry


def record_internal(
    action: str,
    *,
    subject: models.Model,
    by: User | None,
    at: dt.datetime,
    member_state: MemberState | None = None,
    before: Any = None,
    after: Any = None,
) -> None:
    """Write one entry into the own record of the delegation of `by`: what was done, never its text.

    What nobody of the delegation did, but was done to it, names its State.
    """
    DelegationEntry.objects.create(**_said(action, subject, by, at, member_state, before, after))


def last_act(model: type[models.Model], *actions: str) -> Subquery:
    """Return, as an expression for many rows of a model, when one of these acts was last recorded of each."""
    about = {"subject_type": model._meta.label_lower, "subject_id": Cast(OuterRef("pk"), CharField())}
    entries = AuditEntry.objects.filter(**about, action__in=actions)
    return Subquery(entries.order_by("-sequence").values("at")[:1])


def is_recorded_internally(action: str, key: Any, by: User) -> bool:
    """Tell whether the delegation of a person has done this with something of its own."""
    own = DelegationEntry.objects.filter(member_state=by.member_state_id, member_state__isnull=False)
    return own.filter(action=action, subject_id=str(key)).exists()


def seal_delegations() -> None:
    """Chain what the delegations' own records have received since, each State's by itself."""
    unsealed = DelegationEntry.objects.filter(hash=None).order_by()
    for state_id in list(unsealed.values_list("member_state", flat=True).distinct()):
        with transaction.atomic():
            MemberState.objects.select_for_update(no_key=True).only("pk").get(pk=state_id)
            own = DelegationEntry.objects.filter(member_state=state_id)
            last = own.exclude(hash=None).order_by("-sequence").first()
            sequence, previous = (last.sequence or 0, last.hash or START) if last else (0, START)
            for entry in own.filter(hash=None).order_by("pk"):
                sequence += 1
                entry.sequence, entry.previous_hash = sequence, previous
                previous = sha256(_content(entry))
                entry.hash = previous
                entry.save(update_fields=["sequence", "previous_hash", "hash"])


class BrokenChain(Exception):
    """The chain does not hold at `sequence`: an entry was changed, removed or put in."""

    def __init__(self, sequence: int, what: str) -> None:
        self.sequence, self.what = sequence, what
        super().__init__(f"entry {sequence}: {what}")


def verify() -> tuple[int, str]:
    """Walk the whole chain; return its length and head hash, or raise BrokenChain at the first fault."""
    sequence, previous = _walk(AuditEntry.objects.order_by("sequence"))
    head = AuditHead.objects.filter(id=1).first()
    if head is None and sequence:
        raise BrokenChain(sequence, "the recorded head is missing")
    if head and (head.sequence, head.hash) != (sequence, previous):
        raise BrokenChain(head.sequence, "the recorded head is not the end of the chain")
    return sequence, previous


def verify_delegations() -> None:
    """Walk the own records of all delegations; raise BrokenChain at the first fault."""
    for state in MemberState.objects.order_by("code"):
        _walk(DelegationEntry.objects.filter(member_state=state).exclude(hash=None).order_by("sequence"))


def _walk(entries: models.QuerySet[Any]) -> tuple[int, str]:
    sequence, previous = 0, START
    for entry in entries.iterator(chunk_size=500):
        sequence += 1
        if entry.sequence != sequence:
            raise BrokenChain(sequence, "missing")
        if entry.previous_hash != previous:
            raise BrokenChain(sequence, "does not follow the entry before it")
        if entry.hash != sha256(_content(entry)):
            raise BrokenChain(sequence, "content does not match its hash")
        previous = entry.hash
    return sequence, previous

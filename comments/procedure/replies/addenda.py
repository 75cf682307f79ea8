"""Addenda: what is added to a frozen ledger, each chained by hash to the one before it.

A response that counts and was filed after the closing; and what is found out after it of a note that had left
before: that it has not reached its State after all, or that it has.
"""

import datetime as dt
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, Subquery

from cica_portal.text import sha256
from comments.models import Consultation, LedgerAddendum, Response
from members.models import MemberState


def append(response: Response, *, at: dt.datetime) -> LedgerAddendum:
    """Add a response that counts: part of the act that files it, under the lock of the consultation."""
    return _append(response.consultation, at=at, response=response)


def append_reach(
    consultation: Consultation, member_state: MemberState, *, reached_at: dt.datetime | None, at: dt.datetime
) -> LedgerAddendum | None:
    """Add when a State was reached by the deadline, or that it was not; nothing where that is known already.
    Under the lock of the consultation."""
    row = consultation.ledger.filter(member_state=member_state)
    entry = row.values_list("reached_at", *reports().values()).first()
    if entry is None:
        return None
    frozen, is_reported, reported = entry
    known = reported if is_reported else frozen
    if (known is None) == (reached_at is None):
        return None
    return _append(consultation, at=at, member_state=member_state, reached_at=reached_at)


def _append(consultation: Consultation, *, at: dt.datetime, **subject: Any) -> LedgerAddendum:
    last = consultation.addenda.last()
    number = last.number + 1 if last else 1
    made = LedgerAddendum(consultation=consultation, number=number, at=at, **subject)
    made.sha256 = digest(made, follows=last.sha256 if last else consultation.ledger_sha256)
    made.save(force_insert=True)
    return made


def digest(addendum: LedgerAddendum, *, follows: str) -> str:
    """Return the SHA-256 of an addendum; `follows` is that of the one before it, or of the frozen ledger."""
    head = {"number": addendum.number, "follows": follows, "member_state": addendum.state.code}
    if addendum.response is not None:
        return sha256(head | {"answer": addendum.response.sha256})
    reached_at = addendum.reached_at
    return sha256(head | {"reached_at": reached_at.astimezone(dt.UTC).isoformat() if reached_at else None})


def hold(consultation: Consultation) -> bool:
    """Tell whether the addenda are those that were added, each chained to the one before it."""
    follows = consultation.ledger_sha256
    for number, addendum in enumerate(of(consultation), start=1):
        if addendum.number != number or addendum.sha256 != digest(addendum, follows=follows):
            return False
        follows = addendum.sha256
    return True


def of(consultation: Consultation) -> list[LedgerAddendum]:
    """Return the addenda in their order, each with its State."""
    return list(consultation.addenda.select_related("response__member_state", "member_state"))


def reports() -> dict[str, Any]:
    """Return what was found out after the closing, for each row of a frozen ledger: whether anything was, and
    when the State was reached by the last of it."""
    found = LedgerAddendum.objects.filter(
        consultation=OuterRef("consultation"), member_state=OuterRef("member_state"), response=None
    )
    last = Subquery(found.order_by("-number").values("reached_at")[:1], output_field=DateTimeField())
    return {"is_reported": Exists(found), "reported_at": last}

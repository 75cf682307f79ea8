"""How lists show what became of messages, one by one and State by State."""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from members.models import Correspondent, MemberState
from notes.delivery import dispatches, outbox, reachability
from notes.delivery.bounces import LOST
from notes.enums import DispatchStatus, ReportAction
from notes.models import DeliveryReport, Dispatch
from notes.register.arrivals import Seen

DISPATCH_MARKS = {
    DispatchStatus.HELD: "needs",
    DispatchStatus.QUEUED: "waiting",
    DispatchStatus.SENDING: "waiting",
    DispatchStatus.SENT: "done",
    DispatchStatus.DELIVERED: "done",
    DispatchStatus.FAILED: "refused",
    DispatchStatus.BOUNCED: "refused",
    DispatchStatus.UNKNOWN: "needs",
    DispatchStatus.CANCELLED: "quiet",
}


def by_state(rows: Iterable[Dispatch]) -> list[Dispatch]:
    """Return messages in the protocol order of their States."""
    return sorted(rows, key=lambda one: (one.is_copy, *_place(one.party)))


def _place(party: Any) -> tuple[bool, str]:
    """Return where a party stands in protocol order: Member States first."""
    return isinstance(party, Correspondent), party.protocol_name


def dead_among(rows: Iterable[Dispatch]) -> Container[str]:
    """Return the addresses of these messages that are known to take no mail."""
    return reachability.dead(one.address for one in rows)


def is_lost(dispatch: Dispatch, dead: Container[str]) -> bool:
    """Tell whether a message did not arrive, or left for an address that is known to take no mail."""
    is_sent_in_vain = dispatch.status == DispatchStatus.SENT and reachability.key(dispatch.address) in dead
    return dispatch.status in LOST or is_sent_in_vain


def dispatch_row(
    dispatch: Dispatch,
    dead: Container[str],
    opened: Mapping[int, dt.datetime] | None = None,
    *,
    reports: Iterable[DeliveryReport] | None = None,
) -> dict[str, Any]:
    """Return a message as the lists show it; a reason that the machine noted by name is translated.

    For a list the messages come with their reports, or `reports` are those of the message.
    """
    status = DispatchStatus(dispatch.status)
    is_in_vain = status not in LOST and is_lost(dispatch, dead)
    return {
        "dispatch": dispatch,
        "kind": "refused" if is_in_vain else DISPATCH_MARKS[status],
        "is_dead": is_in_vain,
        "reason": str(dispatches.OVERTAKEN.get(dispatch.error, dispatch.error)),
        "may_resend": status in outbox.RESENDABLE,
        "may_settle": status == DispatchStatus.UNKNOWN,
        "may_set_aside": status in outbox.DISPENSABLE,
        "opened_at": (opened or {}).get(dispatch.recipient_id),
        "pending": [
            report
            for report in (dispatch.reports.all() if reports is None else reports)
            if not report.is_applied
            and (report.action == ReportAction.FAILED or status == DispatchStatus.SENT)
        ],
    }


def tally(
    rows: Iterable[Dispatch],
    dead: Container[str],
    seen: Mapping[int, Seen],
    opened: Mapping[int, dt.datetime],
    unaddressed: Iterable[MemberState] = (),
    handed: Mapping[int, dt.date] | None = None,
) -> list[dict[str, Any]]:
    """Return what became of a note State by State, those first with whom something failed; no message was
    written to the `unaddressed`, and others were `handed` it on paper on that day."""
    handed = handed or {}
    states: dict[Any, list[Dispatch]] = defaultdict(list, {state: [] for state in unaddressed})
    for row in rows:
        states[row.party].append(row)
    found = []
    for state, messages in states.items():
        counted = [one for one in messages if one.status != DispatchStatus.CANCELLED]
        lost = sum(is_lost(one, dead) for one in counted)
        is_member = not isinstance(state, Correspondent)
        handed_on = handed.get(state.pk) if is_member else None
        one: dict[str, Any] = {
            "state": state,
            "messages": [dispatch_row(message, dead, opened) for message in messages],
            "total": len(counted),
            "lost": lost,
            "handed_on": handed_on,
            "is_lost": 0 < lost == len(counted) and handed_on is None,
            "has_no_address": not messages and handed_on is None,
            "seen": seen.get(state.pk, Seen()) if is_member else Seen(),
            "is_copy": bool(messages) and all(one.is_copy for one in messages),
        }
        one["is_unreached"] = is_member and bool(one["is_lost"] or one["has_no_address"])
        found.append(one | {"fate": _fate(one)})
    return sorted(found, key=lambda one: (FATES.index(one["fate"]), one["is_copy"], *_place(one["state"])))


# What became of a note with a State, the worst first: a mark and its words.
FAILED = ("refused", pgettext_lazy("group of notes", "not delivered"))
HELD = ("needs", pgettext_lazy("message", "on hold"))
WAITING = ("waiting", pgettext_lazy("group of notes", "under way"))
DELIVERED = ("done", pgettext_lazy("note", "delivered"))
ACKNOWLEDGED = ("done", gettext_lazy("receipt acknowledged"))
CANCELLED = ("quiet", pgettext_lazy("message", "cancelled"))
FATES = [FAILED, HELD, WAITING, DELIVERED, ACKNOWLEDGED, CANCELLED]


def _fate(one: Mapping[str, Any]) -> tuple[str, Any]:
    """Return what became of a note with a State: what failed with one message comes before all else."""
    statuses = {row["dispatch"].status for row in one["messages"]}
    is_failing = any(row["is_dead"] or row["may_resend"] or row["pending"] for row in one["messages"])
    if one["has_no_address"] or is_failing and one["handed_on"] is None:
        return FAILED
    if DispatchStatus.HELD in statuses:
        return HELD
    if statuses & {DispatchStatus.QUEUED, DispatchStatus.SENDING}:
        return WAITING
    if one["seen"].acknowledged_at:
        return ACKNOWLEDGED
    return DELIVERED if one["total"] or one["handed_on"] else CANCELLED

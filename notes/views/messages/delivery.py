"""How lists show what became of messages, one by one and State by State."""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from typing import Any

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
    unaddressed: Iterable[MemberState] = (),
    handed: Mapping[int, dt.date] | None = None,
) -> list[dict[str, Any]]:
    """Return what became of a note State by State, those that nothing reached first; no message was written
    to the `unaddressed`, and others were `handed` it on paper on that day."""
    handed = handed or {}
    states: dict[Any, list[Dispatch]] = defaultdict(list, {state: [] for state in unaddressed})
    for row in rows:
        states[row.party].append(row)
    found = []
    for state, messages in states.items():
        counted = [one for one in messages if one.status != DispatchStatus.CANCELLED]
        lost = sum(is_lost(one, dead) for one in counted)
        handed_on = None if isinstance(state, Correspondent) else handed.get(state.pk)
        found.append(
            {
                "state": state,
                "total": len(counted),
                "lost": lost,
                "handed_on": handed_on,
                "is_lost": 0 < lost == len(counted) and handed_on is None,
                "has_no_address": not messages and handed_on is None,
                "outcomes": _outcomes(messages),
                "seen": Seen() if isinstance(state, Correspondent) else seen.get(state.pk, Seen()),
                "is_copy": bool(messages) and all(one.is_copy for one in messages),
            }
        )

    def place(one: dict[str, Any]) -> tuple[Any, ...]:
        is_reached = not (one["is_lost"] or one["has_no_address"])
        return is_reached, one["is_copy"], *_place(one["state"])

    return sorted(found, key=place)


def _outcomes(messages: Iterable[Dispatch]) -> list[tuple[str, str, int]]:
    """Return each outcome that occurs, as its mark, its word and how often, in the order of the states."""
    statuses = [DispatchStatus(one.status) for one in messages]
    return [
        (DISPATCH_MARKS[status], str(status.label), statuses.count(status))
        for status in DispatchStatus
        if status in statuses
    ]

"""Whether the portal was there in the last minutes before a deadline: if not, a person closes (rule 43).

What says so is written down: the spans through which the portal was seen at work
(`members.installation.presence`), and the attempts that were noted while the database was away (`outages`).
"""

import datetime as dt
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from cica_portal import clock
from cica_portal.operation import outages
from comments.enums import ClosingDecision, HoldCause
from comments.models import Consultation, HeldClosing
from members import audit
from members.accounts import served
from members.installation import presence
from members.models import MemberState, User

# The last minutes before a deadline: a State that means to answer at the end answers in these.
LAST_MINUTES = dt.timedelta(minutes=30)
# By these a State says something to others; what else it sends is work of its own.
OFFICIAL = frozenset(
    {
        "comments:consultation-acknowledge",
        "comments:event-file",
        "comments:response-no-objection",
        "comments:response-submit",
        "comments:response-withdraw",
        "comments:time-request",
    }
)


class Tried(NamedTuple):
    """An addressed State that tried to send something in vain: how often, first and last."""

    member_state: MemberState
    times: int
    first_at: dt.datetime
    last_at: dt.datetime


def waiting(consultation: Consultation) -> HeldClosing | None:
    """Return the closing that waits for a signatory, if one does."""
    return HeldClosing.objects.waiting().filter(consultation=consultation).first()


def undecided() -> QuerySet[Consultation]:
    """Return the rounds whose closing waits for a signatory: none that ended with its plan."""
    return Consultation.objects.filter(pk__in=HeldClosing.objects.waiting().values("consultation"))


def keeps_open(held: Consultation, *, at: dt.datetime) -> bool:
    """Tell whether the closing of a round whose deadline has passed waits for a person; record it, once."""
    found = held.held_closings.filter(closes_at=held.closes_at, cause=HoldCause.AWAY).first()
    if found is not None:
        if not found.decision and found.away_until is None and (now_known := was_away(held)) is not None:
            HeldClosing.objects.filter(pk=found.pk).update(away_until=now_known.until)
        return not found.decision
    absence = was_away(held) if settings.HOLDS_CLOSINGS else None
    if absence is None:
        return False
    made = HeldClosing.objects.create(
        consultation=held,
        closes_at=held.closes_at,
        away_since=absence.since,
        away_until=absence.until,
        held_at=at,
    )
    said = {"away_since": clock.stamp(absence.since), "reference": held.reference}
    if absence.until is not None:
        said["away_until"] = clock.stamp(absence.until)
    audit.record("closing.hold", subject=made, by=None, at=at, after=said)
    return True


def was_away(consultation: Consultation) -> presence.Absence | None:
    """Return when the portal was away in the last minutes before the deadline, or that it was not."""
    start, end = consultation.closes_at - LAST_MINUTES, consultation.closes_at
    found = presence.absences(start, end)
    noted = [one.at for one in outages.noted() if start <= one.at < end]
    since = [one.since for one in found] + noted
    if not since:
        return None
    if any(one.until is None for one in found):
        return presence.Absence(min(since), None)
    return presence.Absence(min(since), max([one.until for one in found if one.until] + noted))


def extended(held: Consultation, *, reason: str, by: User, at: dt.datetime) -> None:
    """Write down that a waiting closing was decided by an extension: part of the act that extends."""
    decide(held, ClosingDecision.EXTEND, reason=reason, by=by, at=at)


def decide(
    held: Consultation, decision: ClosingDecision, *, reason: str, by: User, at: dt.datetime
) -> HeldClosing | None:
    """Decide on the waiting closing, under the lock of the round; None where none waits."""
    found = waiting(held)
    if found is None:
        return None
    found.decision, found.reason, found.decided_by, found.decided_at = decision, reason, by, at
    found.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    after = {"decision": str(decision), "reason": reason, "closes_at": clock.stamp(found.closes_at)}
    audit.record("closing.decide", subject=found, by=by, at=at, after=after)
    return found


def who_tried(closing: HeldClosing) -> list[Tried]:
    """Return the addressed States that tried to send something while the portal was away, in their order. A
    draft that they tried to save is their own (rule 4)."""
    if closing.away_since is None:
        return []
    until = closing.away_until or closing.decided_at or clock.now()
    times: dict[str, list[dt.datetime]] = {}
    for attempt in outages.noted():
        if closing.away_since <= attempt.at <= until and attempt.page in OFFICIAL:
            times.setdefault(served.named(attempt.mark)[1], []).append(attempt.at)
    addressed = closing.consultation.addressees.select_related("member_state")
    return [
        Tried(one.member_state, len(found), min(found), max(found))
        for one in addressed
        if (found := times.get(one.member_state.code))
    ]

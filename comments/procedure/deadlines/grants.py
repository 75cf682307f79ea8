"""Grants: one State may answer until a stated time, for a reason. The frozen ledger stays as it is."""

import datetime as dt

from django.db import transaction

from cica_portal.calendar.days import check_deadline
from cica_portal.deadlines import local_date
from cica_portal.errors import Refusal
from cica_portal.text import is_blank
from comments.closed_refusals import GrantNotLater, PlanWentOn
from comments.enums import ConsultationStatus, TimeRequestStatus
from comments.models import Consultation, Grant, TimeRequest
from comments.procedure import consultations, silence, telling
from comments.refusals import PlanWithdrawn
from members import audit
from members.models import MemberState, User
from plans.enums import PaperStatus

# While the plan is at one of these, an answer to its last round can still be of use.
RECEIVING = frozenset({PaperStatus.CIRCULATED, PaperStatus.UNDER_CONSOLIDATION, PaperStatus.BEFORE_SWG})


def give(
    consultation: Consultation,
    member_state: MemberState,
    *,
    until: dt.datetime,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Grant:
    """Let one State answer before `until`, later than the deadline and than what it was granted before; its
    delegation is told of it by mail in the same act, which answers what the State has asked for."""
    by.require("comments.give_grant", consultation)
    if is_blank(reason):
        raise Refusal("comments.grant_reason_needed")
    with transaction.atomic():
        held = consultations.hold(consultation)
        silence.refuse_for_one(held)
        before = check(held, member_state, until=until, at=at)
        granted = Grant.objects.create(
            consultation=held, member_state=member_state, until=until, reason=reason, by=by, at=at
        )
        TimeRequest.objects.open().filter(consultation=held, member_state=member_state).update(
            status=TimeRequestStatus.GRANTED, grant=granted, decided_by=by, decided_at=at
        )
        telling.tell(
            telling.Kind.TIME_GRANTED, held, [member_state.pk], about=str(granted.pk), at=at, grant=granted.pk
        )
        audit.record(
            "consultation.grant",
            subject=held,
            by=by,
            at=at,
            member_state=member_state,
            before={"until": before.isoformat()},
            after={"until": until.isoformat(), "reason": reason},
        )
    return granted


def receives(consultation: Consultation) -> bool:
    """Tell whether an answer to the round can still be of use: its plan has not gone on without it, and
    silence is not broken."""
    if consultation.asks_decision:
        return consultation.status == ConsultationStatus.OPEN and not silence.is_broken(consultation)
    paper = consultation.revision.paper
    if consultation.status == ConsultationStatus.WITHDRAWN or paper.status not in RECEIVING:
        return False
    # Of a round of a page that shows it among much else, the page has asked for this with the round.
    newer = vars(consultation).get("has_newer")
    if newer is None:
        newer = paper.revisions.filter(number__gt=consultation.revision.number).exists()
    return not newer


def check(
    held: Consultation, member_state: MemberState, *, until: dt.datetime, at: dt.datetime
) -> dt.datetime:
    """Refuse additional time that is of no use, and return until when the State may answer without it."""
    if held.is_withdrawn:
        raise PlanWithdrawn
    if not receives(held):
        raise PlanWentOn
    if not held.addressees.filter(member_state=member_state).exists():
        raise Refusal("comments.not_addressed")
    ends_at = held.ends_for(member_state.pk)
    earliest = max(ends_at, at)
    if until <= earliest:
        raise GrantNotLater(earliest, held.time_zone)
    check_deadline(local_date(until, held.time_zone), on=local_date(at, held.time_zone))
    return ends_at


def running(consultation: Consultation, member_state_id: int | None, at: dt.datetime) -> Grant | None:
    """Return the grant under which the State may answer at `at`, if it has one."""
    own = consultation.grants.filter(member_state=member_state_id)
    return own.running(at).last()

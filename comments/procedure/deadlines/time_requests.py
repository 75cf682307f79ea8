"""Requests for additional time: asked for by a delegation; a signatory refuses, or grants (`grants`)."""

import datetime as dt

from django.db import transaction

from cica_portal.deadlines import LAST_MINUTE, Deadline
from cica_portal.errors import NotAllowed, Refusal
from cica_portal.operation.resilience import run_each
from cica_portal.text import is_blank
from comments.enums import TimeRequestStatus
from comments.models import Consultation, TimeRequest
from comments.procedure import consultations, telling
from comments.procedure.deadlines import grants
from members import audit
from members.delegations import acting
from members.models import User
from plans.enums import PaperStatus

ACTS = {
    TimeRequestStatus.REFUSED: "time_request.refuse",
    TimeRequestStatus.WITHDRAWN: "time_request.withdraw",
    TimeRequestStatus.LAPSED: "time_request.lapse",
}


def ask(
    consultation: Consultation,
    *,
    wished_on: dt.date,
    wished_minute: dt.time = LAST_MINUTE,
    reason: str,
    by: User,
    at: dt.datetime,
) -> TimeRequest:
    """Ask for the State to answer until a time after its deadline; one request waits at a time."""
    wished = Deadline(wished_on, wished_minute)
    if is_blank(reason):
        raise Refusal("comments.request_reason_needed")
    with transaction.atomic():
        held = consultations.hold(consultation)
        acting.require(by, "comments.ask_for_time", held)
        state = by.acting_state
        grants.check(held, state, until=wished.closes_at(held.time_zone), at=at)
        if held.time_requests.open().filter(member_state=state).exists():
            raise Refusal("comments.already_asked")
        asked = TimeRequest.objects.create(
            consultation=held,
            member_state=state,
            wished_on=wished_on,
            wished_minute=wished_minute,
            reason=reason,
            by=by,
            at=at,
        )
        after = {"wished_on": str(wished), "reason": reason}
        audit.record("time_request.ask", subject=asked, by=by, at=at, member_state=state, after=after)
    return asked


def withdraw(request: TimeRequest, *, by: User, at: dt.datetime) -> None:
    """Take a request back that nobody has decided."""
    with transaction.atomic():
        held = consultations.hold(request.consultation)
        if request.member_state_id != by.member_state_id:
            raise NotAllowed
        acting.require(by, "comments.ask_for_time", held)
        _decide(request, TimeRequestStatus.WITHDRAWN, by=by, at=at)


def refuse(request: TimeRequest, *, reason: str, by: User, at: dt.datetime) -> None:
    """Refuse a request for a reason; the delegation is told by mail in the same act."""
    by.require("comments.give_grant", request.consultation)
    if is_blank(reason):
        raise Refusal("comments.refusal_reason_needed")
    with transaction.atomic():
        held = consultations.hold(request.consultation)
        _decide(request, TimeRequestStatus.REFUSED, by=by, at=at, answer=reason)
        telling.tell(telling.Kind.TIME_REFUSED, held, [request.member_state_id], about=str(request.pk), at=at)


def settle_due(at: dt.datetime) -> list[TimeRequest]:
    """Settle the requests about withdrawn plans, in the name of who withdrew it: there is nothing left to
    respond to."""

    def lapse(consultation: Consultation) -> list[TimeRequest]:
        with transaction.atomic():
            held = consultations.hold(consultation)
            withdrawal = held.revision.paper.events.filter(to_status=PaperStatus.WITHDRAWN).latest("at", "pk")
            lapsed = list(held.time_requests.open().select_related("member_state"))
            for request in lapsed:
                _decide(request, TimeRequestStatus.LAPSED, by=withdrawal.by, at=at)
                request.refresh_from_db(fields=["status"])
        return lapsed

    of_withdrawn = Consultation.objects.filter(revision__paper__status=PaperStatus.WITHDRAWN)
    asked = of_withdrawn.filter(pk__in=TimeRequest.objects.open().values("consultation"))
    return list(run_each(asked.order_by("pk"), lapse))


def _decide(
    request: TimeRequest, status: TimeRequestStatus, *, by: User | None, at: dt.datetime, answer: str = ""
) -> None:
    """Settle a request that still waits; the consultation is held."""
    waiting = TimeRequest.objects.open().filter(pk=request.pk)
    if not waiting.update(status=status, answer=answer, decided_by=by, decided_at=at):
        raise Refusal("comments.already_decided")
    audit.record(
        ACTS[status],
        subject=request,
        by=by,
        at=at,
        member_state=request.member_state,
        before={"status": str(TimeRequestStatus.ASKED)},
        after={"status": str(status)} | ({"reason": answer} if answer else {}),
    )

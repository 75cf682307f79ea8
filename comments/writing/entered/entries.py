"""What is known of an entry, who may work on it, and which responses from outside cannot be entered."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from cica_portal.errors import Refusal
from cica_portal.text import sha256
from comments.enums import EnteredStatus
from comments.models import Consultation, EnteredRemark, EnteredResponse, Grant, Response
from comments.procedure.deadlines import grants
from comments.refusals import (
    NewerResponse,
    PlanWithdrawn,
)
from comments.writing import drafts, responses
from members import audit
from members.models import AuditEntry, MemberState, User

# The acts that write an entry.
WRITING = ("entered_response.enter", "entered_response.amend", "entered_response.write")


def in_order(entered: EnteredResponse) -> list[EnteredRemark]:
    """Return what was entered in document order, comments on the whole text first."""
    return drafts.in_document_order(entered.consultation, entered.remarks.all())


def writers(entered: EnteredResponse, among: Iterable[User]) -> set[int]:
    """Return who of these wrote any of what was entered, by the record of acts and whoever changed it since:
    they do not confirm it."""
    acts = AuditEntry.objects.filter(
        actor__in=[one.pk for one in among],
        action__in=WRITING,
        subject_type=entered._meta.label_lower,
        subject_id=str(entered.pk),
    )
    return {pk for pk in acts.values_list("actor", flat=True) if pk is not None}


def head_digest(entered: EnteredResponse) -> str:
    """Return the hash of what an entry says on the whole, without its comments."""
    return sha256(head(entered))


class Judged(NamedTuple):
    """How the minute of receipt is judged: late or not, under which grant, and which response of the State is
    replaced."""

    is_late: bool
    grant: Grant | None
    former: Response | None


def judged(entered: EnteredResponse) -> Judged:
    consultation, state = entered.consultation, entered.member_state_id
    is_late = entered.received_at >= consultation.closes_at
    grant = grants.running(consultation, state, entered.received_at) if is_late else None
    counts = grant is not None or not is_late
    return Judged(is_late, grant, responses.in_force(consultation, state) if counts else None)


def digest(entered: EnteredResponse) -> str:
    """Return the hash of all that a signatory confirms, of which the response that is replaced is a part."""
    former = judged(entered).former
    replaced = {"replaces": former.receipt.number if former else ""}
    return sha256(head(entered) | replaced | {"comments": drafts.content(in_order(entered))})


def head(entered: EnteredResponse) -> dict[str, Any]:
    return {
        "consultation": entered.consultation.reference,
        "member_state": entered.member_state.code,
        "channel": str(entered.channel),
        "register_number": entered.register_number,
        "position": str(entered.position),
        "received_at": entered.received_at.astimezone(dt.UTC).isoformat(),
        **entered.stated,
        **({"objection": entered.objection} if entered.objection else {}),
    }


def refuse_stranger(by: User) -> None:
    by.require("comments.enter_response")


def refuse_untaken(
    held: Consultation, state: MemberState, received_at: dt.datetime, *, at: dt.datetime
) -> None:
    """Refuse a response that the round cannot take: nobody was asked, or a later one counts already."""
    if held.is_withdrawn:
        raise PlanWithdrawn
    if not held.addressees.filter(member_state=state).exists():
        raise Refusal("comments.not_addressed")
    if received_at < held.opens_at:
        raise Refusal("comments.received_before_opening")
    if received_at > at:
        raise Refusal("comments.entered_in_the_future")
    if is_overtaken(held, state, received_at):
        raise NewerResponse(state=state.name)


def is_overtaken(held: Consultation, state: MemberState, received_at: dt.datetime) -> bool:
    """Tell whether a later response of the State counts already."""
    official = Response.objects.official().filter(consultation=held, member_state=state)
    return official.filter(received_at__gt=received_at).exists()


def locked(entered: EnteredResponse, *statuses: EnteredStatus) -> EnteredResponse:
    held = (
        EnteredResponse.objects.select_for_update(of=("self",))
        .select_related("consultation__revision__paper", "member_state")
        .get(pk=entered.pk)
    )
    if held.status not in statuses:
        raise Refusal("comments.entered_moved")
    return held


def held_by(entered: EnteredResponse, by: User) -> EnteredResponse:
    """Lock what this person may change: what is being entered still."""
    refuse_stranger(by)
    return locked(entered, EnteredStatus.DRAFTED)


def record(act: str, held: EnteredResponse, *, by: User, at: dt.datetime, **values: Any) -> None:
    audit.record(act, subject=held, by=by, at=at, member_state=held.member_state, **values)

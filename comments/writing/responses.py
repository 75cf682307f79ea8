"""Responses: a Member State's official answer, filed under the round's lock.

The instant of receipt is when the request had arrived, by the database's clock, read before the lock is
waited for: an answer that came in time counts, though the closing was recorded while it waited (rule 46).
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from cica_portal import clock
from cica_portal.errors import Refusal
from cica_portal.text import is_blank, sha256
from comments.enums import POSITIONS, ConsultationStatus, Position, Stance
from comments.models import (
    Addressee,
    Comment,
    Consultation,
    DraftComment,
    EnteredRemark,
    EnteredResponse,
    Grant,
    Receipt,
    Response,
)
from comments.procedure import consultations, silence
from comments.procedure.deadlines import grants
from comments.procedure.replies import addenda
from comments.reading import working_translations
from comments.refusals import (
    ConsultationClosed,
    ObjectionsClosed,
    PlanWithdrawn,
)
from comments.writing import attachments, cosponsors, drafts, receipts, stances
from members import audit
from members.delegations import acting
from members.models import MemberState, User

# What a page names as the last receipt of a State that has none.
NO_RECEIPT = "none"


def submit(
    consultation: Consultation,
    *,
    position: str,
    objection: Mapping[str, Any] | None = None,
    by: User,
    request_key: uuid.UUID | str,
    despite_drafts: bool = False,
    previewed: str = "",
    shown: str = "",
    without: Collection[uuid.UUID] = (),
    stance: str = "",
    conditions: Collection[uuid.UUID] = (),
) -> Response:
    """File the State's answer; the same `request_key` returns the same answer.

    After the deadline the answer counts under a grant alone. Without one it is stored as late, with its
    comments, and RoundClosed is raised once that is committed: it never counts, and nothing is lost.
    `previewed` is the hash of the drafts that the person saw, `shown` the State's last receipt by then, as
    `last_receipt` names it: a response that came in between is not replaced unseen. `despite_drafts` confirms
    a declaration of no objection that leaves drafts unfiled; `without` are drafts that stay drafts, for
    another wording was chosen. `stance` is the position of the State, if it states one; `conditions` are the
    drafts on which its support depends. An `objection` to a decision by silence has its reason (`Response`).
    """
    received_at = clock.arrived()
    with transaction.atomic():
        held = consultations.hold(consultation)
        acting.require(by, "comments.submit_response", held)
        response = Response.objects.filter(
            consultation=held, member_state=by.member_state_id, request_key=request_key
        ).first()
        if response is None:
            response = _file(
                held,
                position=position,
                objection=objection,
                by=by,
                request_key=request_key,
                received_at=received_at,
                despite_drafts=despite_drafts,
                previewed=previewed,
                shown=shown,
                without=without,
                stance=stance,
                conditions=conditions,
            )
    if response.is_late and response.grant_id is None:
        receipt = Receipt.objects.get(response=response)
        refusal = ObjectionsClosed if held.asks_decision else ConsultationClosed
        raise refusal(held, by, response=response, receipt=receipt)
    return response


def in_force(consultation: Consultation, member_state_id: int | None) -> Response | None:
    """Return the State's standing answer, if it has one."""
    if member_state_id is None:
        return None
    # The same as `standing()`, which asks it of many States at once, at a third of the cost for one.
    official = Response.objects.official().filter(consultation=consultation, member_state=member_state_id)
    last = official.order_by("-version").first()
    return last if last and last.position != Position.WITHDRAWN else None


def last_receipt(consultation: Consultation, member_state_id: int | None) -> str:
    """Return the number of the State's last receipt that counts, be it of a withdrawal, or NO_RECEIPT."""
    last = Response.objects.official().filter(consultation=consultation, member_state=member_state_id)
    return last.order_by("-version").values_list("receipt__number", flat=True).first() or NO_RECEIPT


def _file(
    held: Consultation,
    *,
    position: str,
    objection: Mapping[str, Any] | None,
    by: User,
    request_key: uuid.UUID | str,
    received_at: dt.datetime,
    despite_drafts: bool,
    previewed: str,
    shown: str,
    without: Collection[uuid.UUID],
    stance: str,
    conditions: Collection[uuid.UUID],
) -> Response:
    if received_at < held.opens_at:
        raise Refusal("comments.consultation_not_open")
    if held.is_withdrawn:
        raise PlanWithdrawn
    refuse_unasked(held, position, objection)
    is_late = not held.receives(received_at)
    grant = grants.running(held, by.member_state_id, received_at) if is_late else None
    written = drafts.of_state(held, by.member_state_id, locked=True)
    former = in_force(held, by.member_state_id)
    if position == Position.COMMENTS:
        if previewed and previewed != drafts.digest(written):
            raise Refusal("comments.drafts_changed")
        written = [draft for draft in written if draft.pk not in without]
        if not written:
            raise Refusal("comments.nothing_to_submit")
        if any(draft.lacks_reason for draft in written):
            raise Refusal("comments.rationale_needed")
    elif position == Position.OBJECTION:
        written = []
    elif position == Position.NO_OBJECTION:
        if written and not despite_drafts:
            raise Refusal("comments.drafts_exist")
        written = []
    else:
        if is_late and grant is None:
            raise ConsultationClosed(held, by)
        if former is None:
            raise Refusal("comments.nothing_to_withdraw")
        written = []
    counts = grant is not None or not is_late
    if shown and counts and shown != last_receipt(held, by.member_state_id):
        last = Response.objects.official().filter(consultation=held, member_state=by.member_state_id)
        said = last.order_by("-version").values_list("position", flat=True).first()
        if stance and said == Position.WITHDRAWN:
            raise Refusal("comments.position_of_withdrawn")
        raise Refusal("comments.response_changed")
    drafts.mark_conditions(written, conditions if stance == Stance.ONLY_IF else ())
    stances.refuse_unfit(stance, position, written)
    return store(
        held,
        written,
        state=by.acting_state,
        position=position,
        objection=objection,
        by=by,
        request_key=request_key,
        received_at=received_at,
        at=received_at,
        is_late=is_late,
        grant=grant,
        former=former if counts else None,
        stated={"stance": stance} if stance else {},
    )


def refuse_unasked(held: Consultation, position: str, objection: Mapping[str, Any] | None) -> None:
    """Refuse what the round does not ask for: comments on a decision by silence, an objection to a text that
    is open to comments; and an objection without its reason."""
    if position not in POSITIONS[held.asks_decision]:
        raise Refusal("comments.not_asked_for")
    if position == Position.OBJECTION and is_blank((objection or {}).get("reason", "")):
        raise Refusal("comments.objection_reason_needed")


def store(
    held: Consultation,
    written: Sequence[DraftComment | EnteredRemark | Comment],
    *,
    state: MemberState,
    position: str,
    objection: Mapping[str, Any] | None = None,
    by: User,
    request_key: uuid.UUID | str,
    received_at: dt.datetime,
    at: dt.datetime,
    is_late: bool,
    grant: Grant | None,
    former: Response | None,
    entered: EnteredResponse | None = None,
    stated: dict[str, str] | None = None,
) -> Response:
    """Write a response that was found in order, with its receipt, in the transaction of the act that files it
    at `at` and under the round's lock. `entered` is the one of the Secretariat that it comes from, `stated`
    the position that it states.

    What counts and is filed after the closing is added to the frozen ledger.
    """
    if grant is not None and held.status == ConsultationStatus.OPEN:
        # Nothing recorded the closing yet; the ledger that this answer is added to must be frozen first.
        consultations.close(held, at=at)
    own = Response.objects.filter(consultation=held, member_state=state)
    version = (own.aggregate(last=Max("version"))["last"] or 0) + 1
    number = receipts.next_number(held, state)
    answer = {"version": version, "position": str(position), "is_late": is_late}
    if grant is not None:
        answer["granted_until"] = grant.until.astimezone(dt.UTC).isoformat()
    if objection:
        answer["objection"] = dict(objection)
    replaced = {}
    if former is not None and position != Position.WITHDRAWN:  # a withdrawal replaces nothing
        replaced = {"replaces": Receipt.objects.values_list("number", flat=True).get(response=former)}
    came = entered.way if entered else {}
    stated = stated or {}
    content = receipts.head(held, state=state, by=by, at=received_at, number=number) | {
        "answer": answer | stated | replaced | ({"came": came} if came else {}),
        "comments": drafts.content(written),
    }
    response = Response.objects.create(
        consultation=held,
        member_state=state,
        version=version,
        position=position,
        is_late=is_late,
        grant=grant,
        received_at=received_at,
        submitted_by=by,
        request_key=request_key,
        sha256=sha256(content),
        objection=dict(objection) if objection else None,
        **came,
        **stated,
    )
    filed = Comment.objects.bulk_create(
        [
            Comment(
                response=response,
                position=position_,
                draft_id=_draft_of(remark),
                **drafts.copied(remark),
            )
            for position_, remark in enumerate(written, 1)
        ]
    )
    attachments.file(filed, at=at)
    if filed and version > 1:
        working_translations.carry_over(filed, by=by, at=at)
    Addressee.objects.filter(consultation=held, member_state=state, reached_at=None).update(
        reached_at=received_at
    )
    receipts.issue(held, state=state, by=by, at=at, number=number, content=content, response=response)
    if held.status == ConsultationStatus.CLOSED and (grant is not None or not is_late):
        addenda.append(response, at=at)
    if position == Position.OBJECTION and not is_late:
        silence.take_objection(held, response, by=by, at=clock.database_now())
    if former is not None:
        cosponsors.tell_lost(former, filed, at=at)
    audit.record(
        "response.confirm" if entered else "response.submit",
        subject=response,
        by=by,
        at=at,
        member_state=state,
        after={
            "receipt": number,
            "version": version,
            "position": str(position),
            "is_late": is_late,
            "comments": len(written),
            "sha256": response.sha256,
        }
        | stated
        | replaced
        | ({"grant": grant.pk} if grant is not None else {})
        | came,
    )
    return response


def file_again(consultation: Consultation, *, at: dt.datetime) -> list[Response]:
    """File again each State's last response that came after the deadline, in additional time or late, if the
    extended deadline covers it.

    While a closing waits for a signatory (rule 43) a response is received and marked as late: where the
    deadline is extended for all, it arrived in time, and no State is asked to say it again. It has a receipt
    of its own, and what was filed as late stays as it was: part of the act that extends. The last is the one
    that came last: a note that came before it may have been entered since.
    """
    held = consultations.hold(consultation)
    own = Response.objects.filter(consultation=held).select_related("member_state", "submitted_by", "entered")
    last = {one.member_state_id: one for one in own.order_by("received_at", "version")}
    return [
        store(
            held,
            list(one.comments.order_by("position")),
            state=one.member_state,
            position=one.position,
            objection=one.objection,
            by=one.submitted_by,
            request_key=uuid.uuid4(),
            received_at=one.received_at,
            at=at,
            is_late=False,
            grant=None,
            former=in_force(held, one.member_state_id),
            entered=getattr(one, "entered", None),
            stated=one.stated,
        )
        for one in last.values()
        if one.is_late and held.receives(one.received_at)
    ]


def _draft_of(remark: DraftComment | EnteredRemark | Comment) -> uuid.UUID:
    """Return the key of the draft that a comment is filed from. What was entered has none yet: one that is
    made of it gets this key; what is filed again keeps its own."""
    if isinstance(remark, DraftComment):
        return remark.pk
    return (remark.draft_id or remark.pk) if isinstance(remark, Comment) else uuid.uuid4()

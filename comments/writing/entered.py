"""Responses from outside the portal: an officer enters what came by note or mail, a signatory confirms it.

Once confirmed it is the State's response like any other, under the rules of time of the minute at which it
came; until then nobody but the Secretariat knows of it. No draft of the delegation is read or touched.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from cica_portal import clock, formats, spaces
from cica_portal.deadlines import local_date
from cica_portal.errors import NotAllowed, StaleRemoval, StaleVersion
from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.text import is_blank, sha256
from cica_portal.uploads import Admitted
from comments.enums import ConsultationStatus, EnteredStatus, Position
from comments.models import Consultation, EnteredRemark, EnteredResponse, Grant, Response
from comments.procedure import consultations, grants, telling
from comments.refusals import NotAddressed, PlanWithdrawn
from comments.remarks import operations
from comments.writing import drafts, receipts, responses
from comments.writing.entered_refusals import (
    AnotherDay,
    CommentsInForce,
    EnteredAlready,
    EnteredChanged,
    EnteredInTheFuture,
    EnteredMoved,
    EnteredReasonNeeded,
    EntryCorrected,
    NewerResponse,
    NothingEntered,
    ReceivedBeforeOpening,
    TwoPeopleNeeded,
)
from comments.writing.offline import reading
from comments.writing.offline.reading import Entry, NotOurForm
from members import audit
from members.models import AuditEntry, MemberState, User
from plans.enums import PaperStatus
from plans.outline import revision_outline

# The acts that write an entry.
WRITING = ("entered_response.enter", "entered_response.amend", "entered_response.write")


# Entering --------------------------------------------------------------------------------------------
def enter(
    consultation: Consultation,
    state: MemberState,
    *,
    channel: str,
    position: str,
    received_at: dt.datetime,
    register_number: str,
    source: Mapping[str, Any],
    by: User,
    at: dt.datetime,
) -> EnteredResponse:
    """Begin to enter a State's response that came by a registered note or mail."""
    _refuse_stranger(by)
    with transaction.atomic():
        held = consultations.hold(consultation)
        _refuse(held, state, received_at, at=at)
        _refuse_another_day(source, received_at, held)
        try:
            with transaction.atomic():
                made = EnteredResponse.objects.create(
                    consultation=held,
                    member_state=state,
                    channel=channel,
                    register_number=register_number,
                    source=dict(source),
                    position=position,
                    received_at=received_at,
                    entered_by=by,
                    entered_at=at,
                )
        except IntegrityError as error:
            raise EnteredAlready(state=state.name) from error
        _record("entered_response.enter", made, by=by, at=at, after=_head(made))
    return made


def amend(
    entered: EnteredResponse,
    *,
    channel: str,
    position: str,
    received_at: dt.datetime,
    shown: str | None = None,
    by: User,
    at: dt.datetime,
) -> None:
    """Correct by which way a response came, when, and what it says on the whole.

    `shown` is what the person corrects, as `head_digest` says it, if not the head of `entered`: what a
    colleague corrected since is not overwritten.
    """
    with transaction.atomic():
        held = _held(entered, by)
        if head_digest(held) != (head_digest(entered) if shown is None else shown):
            raise EntryCorrected
        _refuse(held.consultation, held.member_state, received_at, at=at)
        _refuse_another_day(held.source or {}, received_at, held.consultation)
        before = _head(held)
        held.channel, held.position, held.received_at = channel, position, received_at
        held.save(update_fields=["channel", "position", "received_at"])
        _record("entered_response.amend", held, by=by, at=at, before=before, after=_head(held))


def follow(
    entered: EnteredResponse,
    *,
    register_number: str,
    source: Mapping[str, Any],
    received_on: dt.date,
    by: User,
    at: dt.datetime,
) -> None:
    """Keep what is being entered with its note, whose entry in the register was corrected: it has the number
    of the new one, and its day. A signatory who has it open reads it again."""
    _refuse_stranger(by)
    with transaction.atomic():
        held = _locked(entered, EnteredStatus.DRAFTED, EnteredStatus.SUBMITTED)
        before = _head(held)
        zone = ZoneInfo(held.consultation.time_zone)
        minute = held.received_at.astimezone(zone).time()
        held.received_at = dt.datetime.combine(received_on, minute, zone).astimezone(dt.UTC)
        held.register_number, held.source = register_number, dict(source)
        held.save(update_fields=["received_at", "register_number", "source"])
        _record("entered_response.amend", held, by=by, at=at, before=before, after=_head(held))


def save_remark(
    entered: EnteredResponse,
    *,
    kept: EnteredRemark | None = None,
    version: int = 0,
    by: User,
    at: dt.datetime,
    **said: Any,
) -> EnteredRemark:
    """Write down a comment of the State, as its note words it; a new one that stands there word for word is
    the same one, sent again."""
    with transaction.atomic():
        held = _held(entered, by)
        values = operations.settle(said, revision_outline(held.consultation.revision))
        values["sha256"] = sha256(drafts.said(values | {"joined": None, "attachments": None}))
        same = held.remarks.filter(sha256=values["sha256"]).first() if kept is None else None
        return same or _write(held, values, kept=kept, version=version, by=by, at=at)


def _write(
    held: EnteredResponse,
    values: Mapping[str, Any],
    *,
    kept: EnteredRemark | None = None,
    version: int = 0,
    by: User,
    at: dt.datetime,
) -> EnteredRemark:
    values = {**values, "updated_by": by, "updated_at": at}
    if kept is None:
        made = EnteredRemark.objects.create(entered=held, **values)
    else:
        own = EnteredRemark.objects.filter(pk=kept.pk, entered=held, version=version)
        if not own.update(**values, version=version + 1):
            raise StaleVersion
        made = EnteredRemark.objects.get(pk=kept.pk)
    _record("entered_response.write", held, by=by, at=at, after={"comment": made.sha256})
    return made


def remove_remark(remark: EnteredRemark, *, version: int | None = None, by: User, at: dt.datetime) -> None:
    """Take a comment out that was entered wrongly; `version` is the one that was read, if not its own."""
    read = remark.version if version is None else version
    with transaction.atomic():
        held = _held(remark.entered, by)
        before = {"comment": remark.sha256}
        removed, _rows = held.remarks.filter(pk=remark.pk, version=read).delete()
        if not removed:
            raise StaleRemoval
        _record("entered_response.write", held, by=by, at=at, before=before)


def take_form(entered: EnteredResponse, admitted: Admitted, *, by: User, at: dt.datetime) -> list[Entry]:
    """Enter the comments of an offline form that the State filled in. Return its rows: what is wrong with one
    is for the person to enter by hand; what was entered already is not entered twice."""
    if admitted.kind != "xlsx":
        raise NotOurForm
    with transaction.atomic():
        held = _held(entered, by)
        found = reading.entries(admitted.content, held.consultation)
        known = set(held.remarks.values_list("sha256", flat=True))
        for entry in found:
            if entry.said is not None and entry.sha256 not in known:
                known.add(entry.sha256)
                _write(held, {**entry.said, "sha256": entry.sha256}, by=by, at=at)
    return found


# From the officer to the signatory -------------------------------------------------------------------
def hand_over(entered: EnteredResponse, *, by: User, at: dt.datetime) -> None:
    """Ask a signatory to confirm what was entered."""
    with transaction.atomic():
        held = _held(entered, by)
        _refuse(held.consultation, held.member_state, held.received_at, at=at)
        _refuse_empty(held)
        _move(held, EnteredStatus.SUBMITTED, "entered_response.hand_over", by=by, at=at)


def send_back(entered: EnteredResponse, *, reason: str, by: User, at: dt.datetime) -> None:
    """Send what was entered back to the officer, with the reason."""
    if not by.has_perm("comments.confirm_entered"):
        raise NotAllowed
    if is_blank(reason):
        raise EnteredReasonNeeded
    with transaction.atomic():
        held = _locked(entered, EnteredStatus.SUBMITTED)
        _move(held, EnteredStatus.DRAFTED, "entered_response.send_back", by=by, at=at, reason=reason.strip())


def discard(entered: EnteredResponse, *, by: User, at: dt.datetime) -> None:
    """Give up what was being entered; the note stays in the register and still waits for its response."""
    with transaction.atomic():
        held = _held(entered, by)
        _move(held, EnteredStatus.DISCARDED, "entered_response.discard", by=by, at=at)


def confirm(
    entered: EnteredResponse, *, shown: str, ends_comments: bool = False, by: User, at: dt.datetime
) -> Response:
    """Make what was entered the State's response, in the signatory's name; the State gets its receipt.

    `shown` is the hash of what the signatory was shown. Who entered any of it does not confirm it.
    `ends_comments` says that the comments of the response which it replaces are to be in force no more.
    """
    if not by.has_perm("comments.confirm_entered"):
        raise NotAllowed
    with transaction.atomic():
        consultation = consultations.hold(entered.consultation)
        held = _locked(entered, EnteredStatus.SUBMITTED)
        state = held.member_state
        if by.pk in writers(held, [by]):
            raise TwoPeopleNeeded
        if shown != digest(held):
            raise EnteredChanged
        _refuse(consultation, state, held.received_at, at=at)
        _refuse_empty(held)
        is_late, grant, former = judged(held)
        if former is not None and former.comments.exists() and not ends_comments:
            raise CommentsInForce(receipt=former.receipt.number)
        response = responses.store(
            consultation,
            in_order(held),
            state=state,
            position=held.position,
            by=by,
            request_key=held.pk,
            received_at=held.received_at,
            at=clock.database_now(),
            is_late=is_late,
            grant=grant,
            former=former,
            entered=held,
        )
        held.response = response
        _move(held, EnteredStatus.CONFIRMED, "entered_response.confirm", by=by, at=at)
        _tell(response, at=at)
    return response


def _tell(response: Response, *, at: dt.datetime) -> None:
    """Send the State, its people and its official addresses, the receipt of what was entered for it."""
    receipt = response.receipt
    for language in LANGUAGES:
        receipts.request_document(receipt, language)
    telling.tell(
        telling.Kind.RESPONSE_ENTERED,
        response.consultation,
        [response.member_state_id],
        about=receipt.number,
        at=at,
        to_addresses=True,
        receipt=receipt.number,
    )


# What is known ---------------------------------------------------------------------------------------
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
    return sha256(_head(entered))


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
    return sha256(_head(entered) | replaced | {"comments": drafts.content(in_order(entered))})


def _head(entered: EnteredResponse) -> dict[str, Any]:
    return {
        "consultation": entered.consultation.reference,
        "member_state": entered.member_state.code,
        "channel": str(entered.channel),
        "register_number": entered.register_number,
        "position": str(entered.position),
        "received_at": entered.received_at.astimezone(dt.UTC).isoformat(),
    }


def _refuse_stranger(by: User) -> None:
    if not by.has_perm("comments.enter_response"):
        raise NotAllowed


def _refuse(held: Consultation, state: MemberState, received_at: dt.datetime, *, at: dt.datetime) -> None:
    """Refuse a response that the round cannot take: nobody was asked, or a later one counts already."""
    if held.status == ConsultationStatus.WITHDRAWN or held.revision.paper.status == PaperStatus.WITHDRAWN:
        raise PlanWithdrawn
    if not held.addressees.filter(member_state=state).exists():
        raise NotAddressed
    if received_at < held.opens_at:
        raise ReceivedBeforeOpening
    if received_at > at:
        raise EnteredInTheFuture
    later = Response.objects.official().filter(
        consultation=held, member_state=state, received_at__gt=received_at
    )
    if later.exists():
        raise NewerResponse(state=state.name)


def _refuse_another_day(source: Mapping[str, Any], received_at: dt.datetime, held: Consultation) -> None:
    """Refuse a time of receipt on another day than the register has: it is corrected there, and once."""
    if registered := source.get("received_on"):
        day = dt.date.fromisoformat(registered)
        if local_date(received_at, held.time_zone) != day:
            raise AnotherDay(day=spaces.shown(formats.date(day, reader_language())))


def _refuse_empty(held: EnteredResponse) -> None:
    if (held.position == Position.COMMENTS) != held.remarks.exists():
        raise NothingEntered


def _locked(entered: EnteredResponse, *statuses: EnteredStatus) -> EnteredResponse:
    held = (
        EnteredResponse.objects.select_for_update(of=("self",))
        .select_related("consultation__revision__paper", "member_state")
        .get(pk=entered.pk)
    )
    if held.status not in statuses:
        raise EnteredMoved
    return held


def _held(entered: EnteredResponse, by: User) -> EnteredResponse:
    """Lock what this person may change: what is being entered still."""
    _refuse_stranger(by)
    return _locked(entered, EnteredStatus.DRAFTED)


def _move(
    held: EnteredResponse, status: EnteredStatus, act: str, *, by: User, at: dt.datetime, reason: str = ""
) -> None:
    """Move a locked row on; who did and when stays with it."""
    held.status, held.reason = status, reason
    held.decided_by, held.decided_at = by, at
    held.save(update_fields=["status", "reason", "decided_by", "decided_at", "response"])
    after = {"status": str(status)} | ({"reason": reason} if reason else {})
    _record(act, held, by=by, at=at, after=after)


def _record(act: str, held: EnteredResponse, *, by: User, at: dt.datetime, **values: Any) -> None:
    audit.record(act, subject=held, by=by, at=at, member_state=held.member_state, **values)

"""From the officer to the signatory, who confirms what was entered or sends it back."""

import datetime as dt

from django.db import transaction

from cica_portal import clock
from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from comments.enums import EnteredStatus, Position
from comments.models import EnteredResponse, Response
from comments.procedure import consultations, silence, telling
from comments.writing import receipts, responses, stances
from comments.writing.entered import entries
from members.models import User


def hand_over(entered: EnteredResponse, *, by: User, at: dt.datetime) -> None:
    """Ask a signatory to confirm what was entered."""
    with transaction.atomic():
        held = entries.held_by(entered, by)
        entries.refuse_untaken(held.consultation, held.member_state, held.received_at, at=at)
        _refuse_unfit(held)
        _move(held, EnteredStatus.SUBMITTED, "entered_response.hand_over", by=by, at=at)


def send_back(entered: EnteredResponse, *, reason: str, by: User, at: dt.datetime) -> None:
    """Send what was entered back to the officer, with the reason."""
    by.require("comments.confirm_entered")
    if is_blank(reason):
        raise Refusal("comments.entered_reason_needed")
    with transaction.atomic():
        held = entries.locked(entered, EnteredStatus.SUBMITTED)
        _move(held, EnteredStatus.DRAFTED, "entered_response.send_back", by=by, at=at, reason=reason.strip())


def discard(entered: EnteredResponse, *, is_set_aside: bool = False, by: User, at: dt.datetime) -> None:
    """Give up what was being entered; the note stays in the register and still waits for its response. Where
    the note `is_set_aside`, what waits for a signatory is given up, too."""
    entries.refuse_stranger(by)
    more = [EnteredStatus.SUBMITTED] if is_set_aside else []
    with transaction.atomic():
        held = entries.locked(entered, EnteredStatus.DRAFTED, *more)
        _move(held, EnteredStatus.DISCARDED, "entered_response.discard", by=by, at=at)


def confirm(
    entered: EnteredResponse, *, shown: str, ends_comments: bool = False, by: User, at: dt.datetime
) -> Response:
    """Make what was entered the State's response, in the signatory's name; the State gets its receipt.

    `shown` is the hash of what the signatory was shown. Who entered any of it does not confirm it.
    `ends_comments` says that the comments of the response which it replaces are to be in force no more.
    """
    by.require("comments.confirm_entered")
    with transaction.atomic():
        consultation = consultations.hold(entered.consultation)
        held = entries.locked(entered, EnteredStatus.SUBMITTED)
        state = held.member_state
        if by.pk in entries.writers(held, [by]):
            raise Refusal("comments.two_people_needed")
        if held.position == Position.OBJECTION:
            silence.refuse_same_signatory(consultation, by)
        if shown != entries.digest(held):
            raise Refusal("comments.entered_changed")
        entries.refuse_untaken(consultation, state, held.received_at, at=at)
        _refuse_unfit(held)
        is_late, grant, former = entries.judged(held)
        if former is not None and former.comments.exists() and not ends_comments:
            raise Refusal("comments.comments_in_force", receipt=former.receipt.number)
        response = responses.store(
            consultation,
            entries.in_order(held),
            state=state,
            position=held.position,
            objection=held.objection,
            by=by,
            request_key=held.pk,
            received_at=held.received_at,
            at=clock.database_now(),
            is_late=is_late,
            grant=grant,
            former=former,
            entered=held,
            stated=held.stated,
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


def _refuse_unfit(held: EnteredResponse) -> None:
    remarks = list(held.remarks.all())
    responses.refuse_unasked(held.consultation, held.position, held.objection)
    if (held.position == Position.COMMENTS) != bool(remarks):
        raise Refusal("comments.nothing_entered")
    stances.refuse_unfit(held.stance, held.position, remarks)


def _move(
    held: EnteredResponse, status: EnteredStatus, act: str, *, by: User, at: dt.datetime, reason: str = ""
) -> None:
    """Move a locked row on; who did and when stays with it."""
    held.status, held.reason = status, reason
    held.decided_by, held.decided_at = by, at
    held.save(update_fields=["status", "reason", "decided_by", "decided_at", "response"])
    after = {"status": str(status)} | ({"reason": reason} if reason else {})
    entries.record(act, held, by=by, at=at, after=after)

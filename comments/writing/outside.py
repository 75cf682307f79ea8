"""Remarks of observers and partner organizations, entered from a note or mail: a signatory who did not enter
one confirms it, and a signatory shows it to the Member States (rule 55)."""

import datetime as dt

from django.db import transaction

from cica_portal.errors import NotAllowed, Refusal
from comments.enums import EnteredStatus
from comments.models import OutsideRelease, OutsideRemark
from members import audit
from members.models import User


def confirm(remark: OutsideRemark, *, by: User, at: dt.datetime) -> None:
    """Confirm that the entry says what came. Who entered it does not confirm it."""
    if not by.has_perm("comments.confirm_entered"):
        raise NotAllowed
    with transaction.atomic():
        held = _hold(remark, EnteredStatus.SUBMITTED)
        if held.by_id == by.pk:
            raise Refusal("comments.outside_entered_by_you")
        _settle(held, EnteredStatus.CONFIRMED, by=by, at=at)


def discard(remark: OutsideRemark, *, by: User, at: dt.datetime) -> None:
    """Give up an entry that nobody has confirmed; its number stays in the register."""
    if not by.has_perm("comments.enter_response"):
        raise NotAllowed
    with transaction.atomic():
        _settle(_hold(remark, EnteredStatus.SUBMITTED), EnteredStatus.DISCARDED, by=by, at=at)


def release(remark: OutsideRemark, *, by: User, at: dt.datetime) -> None:
    """Show a confirmed remark to the Member States that were asked: for good, and in papers from then on."""
    if not by.has_perm("comments.confirm_entered"):
        raise NotAllowed
    with transaction.atomic():
        held = _hold(remark, EnteredStatus.CONFIRMED)
        if OutsideRelease.objects.filter(remark=held).exists():
            raise Refusal("comments.entered_moved")
        OutsideRelease.objects.create(remark=held, by=by, at=at)
        audit.record("outside_remark.release", subject=held, by=by, at=at)


def _hold(remark: OutsideRemark, status: EnteredStatus) -> OutsideRemark:
    held = OutsideRemark.objects.select_for_update().get(pk=remark.pk)
    if held.status != status:
        raise Refusal("comments.entered_moved")
    return held


def _settle(held: OutsideRemark, status: EnteredStatus, *, by: User, at: dt.datetime) -> None:
    held.status, held.confirmed_by, held.confirmed_at = status, by, at
    held.save(update_fields=["status", "confirmed_by", "confirmed_at"])
    is_confirmed = status == EnteredStatus.CONFIRMED
    act = "outside_remark.confirm" if is_confirmed else "outside_remark.discard"
    audit.record(act, subject=held, by=by, at=at)

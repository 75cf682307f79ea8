"""Addresses of a State besides its people's: its embassy, its ministry. Taken out of use, never deleted."""

import datetime as dt

from django.db import transaction

from cica_portal.errors import Refusal
from members import audit
from members.enums import MailStatus
from members.mailing import official
from members.models import MemberState, PersonalMail, StateAddress, User


def add(
    state: MemberState, *, kind: str, email: str, language: str, by: User, at: dt.datetime
) -> StateAddress:
    """Write to this address of the State too: every note, and a reminder on the last rung of the ladder."""
    by.require("members.manage_addresses")
    email = email.strip().lower()
    with transaction.atomic():
        MemberState.objects.select_for_update().get(pk=state.pk)
        if StateAddress.objects.in_use().filter(member_state=state, email=email).exists():
            raise Refusal("members.address_known")
        address = StateAddress.objects.create(
            member_state=state, kind=kind, email=email, language=language, added_by=by, added_at=at
        )
        audit.record(
            "state_address.add",
            subject=address,
            by=by,
            at=at,
            member_state=state,
            after={"kind": str(kind), "address": email, "language": language},
        )
    return address


def remove(address: StateAddress, *, by: User, at: dt.datetime) -> None:
    """Write to this address no more, not even what is on its way: what waits for it goes to the State's other
    addresses of its kind that lack it, otherwise to any, and where it has none a person decides."""
    by.require("members.manage_addresses")
    with transaction.atomic():
        if not StateAddress.objects.in_use().filter(pk=address.pk).update(removed_at=at):
            raise Refusal("members.address_gone")
        audit.record(
            "state_address.remove",
            subject=address,
            by=by,
            at=at,
            member_state=address.member_state,
            before={"kind": address.kind, "address": address.email},
        )
        _forward_waiting(address, by=by, at=at)
    address.removed_at = at


def _forward_waiting(address: StateAddress, *, by: User, at: dt.datetime) -> None:
    waiting = PersonalMail.objects.select_for_update().filter(status=MailStatus.QUEUED)
    for mail in waiting.filter(values__state_address=address.pk):
        queued = official.forward(mail, at=at)
        if not queued:
            PersonalMail.objects.filter(pk=mail.pk).update(status=MailStatus.FAILED, error="")
        for one in queued:
            audit.record(
                "personal_mail.readdress",
                subject=one,
                by=by,
                at=at,
                member_state=address.member_state,
                before={"address": address.email},
                after={"address": one.address},
            )

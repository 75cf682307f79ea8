"""Invitations: a person is invited by mail into one role of one State, and opens the account with the link.

The token is made as the mail leaves and only its hash is stored: neither the database nor a backup holds a
link that works. A link is good once, for the newest mail, until it expires or is revoked.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction

from cica_portal import organization
from cica_portal.database import once
from cica_portal.errors import NotAllowed, Refusal
from members import audit, mailing
from members.directory import people
from members.enums import DELEGATION_ROLES, SECRETARIAT_ROLES, Role
from members.models import Invitation, MemberState, PersonalMail, User, today
from members.refusals import (
    InvitationGone,
)
from members.rules import may_invite

A_DAY = dt.timedelta(days=1)
# How long to let a mail arrive before it may be sent again.
PAUSE = dt.timedelta(minutes=5)


def invite(
    state: MemberState | None, role: str, address: str, *, language: str, by: User, at: dt.datetime
) -> Invitation:
    """Invite whoever reads mail at `address` to act for `state`; no State means the Secretariat."""
    address = address.strip().lower()
    with transaction.atomic():
        people.hold_house(state)
        actor = User.objects.select_related("member_state").get(pk=by.pk)
        _check_house(state, role)
        if not may_invite(actor, state, role):
            raise NotAllowed
        known = people.same_address(state, address)
        if known.filter(is_active=True).exists():
            raise Refusal("members.already_here")
        if known.exists():
            raise Refusal("members.was_removed")
        if Invitation.objects.filter(invited_by=by, invited_at__gt=at - A_DAY).count() >= (
            settings.INVITATIONS_A_DAY
        ):
            raise Refusal("members.too_many_invitations")
        invitation = _make(state, role, address, language=language, by=actor, at=at)
        mailing.write_invitation(invitation, at=at)
        if state is not None and role in DELEGATION_ROLES and actor.is_secretariat:
            _tell_delegation(invitation, state, at=at)
    return invitation


def _tell_delegation(invitation: Invitation, state: MemberState, *, at: dt.datetime) -> None:
    """Write to who answers for the delegation that somebody else invites a reader of its drafts."""
    kind, key = mailing.Kind.INVITED_FROM_OUTSIDE, str(invitation.pk)
    mailing.tell_delegations(kind, [state.pk], at=at, about=key, invited=key)


def invite_first(address: str, *, language: str, at: dt.datetime) -> PersonalMail:
    """Invite the first signatory, on behalf of nobody in the portal, and return the mail that says so.

    For an installation in which no signatory can sign in; everywhere else a person invites. An earlier
    invitation to the address is taken back: its link stops working. Raises SignatoryThere.
    """
    address = address.strip().lower()
    with transaction.atomic():
        people.hold_house(None)
        if User.objects.filter(role=Role.SIGNATORY, is_active=True).exists():
            raise Refusal("members.signatory_there")
        for earlier in Invitation.objects.waiting().filter(member_state=None, address=address):
            people.revoke_invitation(earlier, by=None, at=at)
        invitation = _make(None, Role.SIGNATORY, address, language=language, by=None, at=at)
        return mailing.write_invitation(invitation, at=at)


def _make(
    state: MemberState | None, role: str, address: str, *, language: str, by: User | None, at: dt.datetime
) -> Invitation:
    with once.refuse_second(Refusal("members.already_invited")):
        invitation = Invitation.objects.create(
            member_state=state,
            role=role,
            address=address,
            language=language,
            invited_by=by,
            invited_at=at,
            expires_at=_expiry(at),
        )
    audit.record(
        "invitation.create",
        subject=invitation,
        by=by,
        at=at,
        member_state=state,
        after={"address": address, "role": str(role), "language": language},
    )
    return invitation


def resend(invitation: Invitation, *, by: User, at: dt.datetime) -> None:
    """Send the mail again, with a new link and the whole time to accept; the earlier link stops working."""
    with _held(invitation, by=by) as held:
        if at - (held.sent_anew_at or held.invited_at) < PAUSE:
            raise Refusal("members.sent_just_now")
        Invitation.objects.filter(pk=held.pk).update(token_sha256="", sent_anew_at=at, expires_at=_expiry(at))
        mailing.write_invitation(held, at=at)
        audit.record(
            "invitation.resend",
            subject=held,
            by=by,
            at=at,
            member_state=held.member_state,
            before={"expires_at": held.expires_at.isoformat()},
            after={"expires_at": _expiry(at).isoformat()},
        )


def revoke(invitation: Invitation, *, by: User, at: dt.datetime) -> None:
    """Take the invitation back: its link stops working."""
    with _held(invitation, by=by) as held:
        people.revoke_invitation(held, by=by, at=at)


def new_token(invitation: Invitation, *, at: dt.datetime) -> str:
    """Make the token of the mail that is about to leave, and keep its hash; "" where it is too late."""
    token = secrets.token_urlsafe(32)
    made = (
        Invitation.objects.waiting()
        .filter(pk=invitation.pk, expires_at__gt=at)
        .update(token_sha256=_hash(token))
    )
    return token if made else ""


def find(token: str, *, at: dt.datetime) -> Invitation | None:
    """Return the invitation that `token` opens; unknown, used, expired and revoked ones are alike."""
    if not token:
        return None
    return (
        Invitation.objects.waiting()
        .filter(token_sha256=_hash(token), expires_at__gt=at)
        .select_related("member_state", "invited_by")
        .first()
    )


def username_for(address: str) -> str:
    """Return the user name of a new account: the address, or with a number where that one is taken."""
    name, number = address, 1
    while User.objects.filter(username__iexact=name).exists():
        number += 1
        name = f"{address}-{number}"
    return name


def accept(
    token: str, *, first_name: str, last_name: str, language: str, password: str | None, at: dt.datetime
) -> User:
    """Open the account that the invitation offers; State, role and address come from the invitation alone.

    Without a password the person signs in by a passkey, which is set up next.
    """
    with transaction.atomic():
        invitation = find(token, at=at)
        if invitation is None:
            raise InvitationGone
        people.hold_house(invitation.member_state)
        if invitation.member_state is not None and not invitation.member_state.is_member_on(today()):
            raise InvitationGone
        person = User(
            username=username_for(invitation.address),
            email=invitation.address,
            first_name=first_name,
            last_name=last_name,
            language=language,
            role=invitation.role,
            member_state=invitation.member_state,
        )
        person.set_password(password)
        person.save(force_insert=True)
        taken = (
            Invitation.objects.waiting()
            .filter(pk=invitation.pk, token_sha256=_hash(token), expires_at__gt=at)
            .update(accepted_at=at, accepted_by=person)
        )
        if not taken:
            raise InvitationGone
        audit.record(
            "user.create",
            subject=person,
            by=person,
            at=at,
            member_state=person.member_state,
            after={
                "username": person.username,
                "role": person.role,
                "address": person.email,
                "invited_by": invitation.invited_by.username if invitation.invited_by else "",
            },
        )
        audit.record(
            "invitation.accept", subject=invitation, by=person, at=at, member_state=person.member_state
        )
    return person


def _check_house(state: MemberState | None, role: str) -> None:
    if role in SECRETARIAT_ROLES:
        if state is not None:
            raise Refusal("members.no_state_in_secretariat")
    elif state is None:
        raise Refusal("members.state_needed")
    elif not state.is_member_on(today()):
        raise Refusal("members.not_a_member")


@contextmanager
def _held(invitation: Invitation, *, by: User) -> Iterator[Invitation]:
    with transaction.atomic():
        people.hold_house(invitation.member_state)
        held = Invitation.objects.waiting().select_related("member_state").filter(pk=invitation.pk).first()
        if held is None:
            raise InvitationGone
        User.objects.get(pk=by.pk).require("members.manage_invitation", held)
        yield held


def _expiry(at: dt.datetime) -> dt.datetime:
    return at + dt.timedelta(days=organization.policy("INVITATION_DAYS"))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

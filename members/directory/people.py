"""Acts on people's accounts. People are deactivated, never deleted; nobody changes the own role.

Each act holds the State's row, or the Secretariat's people, so that of two at once the second sees what the
first did; the person who acts is read anew under that lock (rule 6).
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import QuerySet

from cica_portal import clock
from cica_portal.errors import NotAllowed, Refusal
from members import audit, mailing
from members.directory.name_order import by_name
from members.enums import DELEGATION_ROLES, SECRETARIAT_ROLES, Role
from members.models import Invitation, MemberState, User


def signatories() -> list[User]:
    """Return who may sign for the Secretariat now, for pages that say whom an act waits for."""
    return by_name(User.objects.filter(is_active=True, role=Role.SIGNATORY))


def hide_hint(user: User, name: str) -> None:
    """Keep that a person has read a hint for the first visit; pages show it no more."""
    with transaction.atomic():
        held = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        if name not in held.hidden_hints:
            hidden = [*held.hidden_hints, name]
            User.objects.filter(pk=user.pk).update(hidden_hints=hidden)
            audit.record("user.hide_hint", subject=user, by=user, at=clock.now(), after={"hints": hidden})


def set_language(user: User, language: str) -> None:
    """Keep the interface language of `user`; it goes with the person to every browser and mail."""
    if user.language == language:
        return
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(language=language)
        audit.record(
            "user.set_language",
            subject=user,
            by=user,
            at=clock.now(),
            before={"language": user.language},
            after={"language": language},
        )
    user.language = language


def change_role(person: User, role: str, *, by: User, at: dt.datetime) -> None:
    """Give `person` another role of the same house: within a delegation, or within the Secretariat."""
    with _held(person, by=by) as (held, actor):
        if role not in actor.roles_given:
            raise NotAllowed
        if not held.is_active:
            raise Refusal("members.is_removed")
        if not any({held.role, role} <= house for house in (DELEGATION_ROLES, SECRETARIAT_ROLES)):
            raise Refusal("members.not_between_these")
        if role == held.role:
            return
        _refuse_if_last(held)
        put_role(held, role, by=actor, at=at)
        revoke_invitations(held, by=actor, at=at)
    person.role = role


def change_address(person: User, address: str, *, by: User, at: dt.datetime) -> None:
    """Write to `person` at another address from now on; only who manages the person may say which."""
    address = address.strip().lower()
    with _held(person, by=by) as (held, actor):
        if not held.is_active:
            raise Refusal("members.is_removed")
        if address == held.email:
            return
        if same_address(held.member_state, address).exclude(pk=held.pk).exists():
            raise Refusal("members.already_here")
        User.objects.filter(pk=held.pk).update(email=address)
        _record(
            "user.change_address",
            held,
            by=actor,
            at=at,
            before={"address": held.email},
            after={"address": address},
        )
        # Links for a new password go to the new address: its person hears of that at the one of before.
        values = {
            "template": "members/email/address_changed",
            "changed_at": at.isoformat(),
            "name": actor.display_name,
        }
        mailing.write_to(
            mailing.Kind.ACCOUNT_NOTICE, held.email, at=at, values=values, language=held.language
        )
    person.email = address


def remove(person: User, *, by: User, at: dt.datetime) -> None:
    """Close the account: its sessions end, what it invited is revoked, what it did stays on record."""
    with _held(person, by=by) as (held, actor):
        if not held.is_active:
            raise Refusal("members.is_removed")
        _refuse_if_last(held)
        User.objects.filter(pk=held.pk).update(is_active=False)
        revoke_invitations(held, by=actor, at=at)
        _record("user.remove", held, by=actor, at=at, before={"is_active": True}, after={"is_active": False})
        end_sessions(held)
    person.is_active = False


def reinstate(person: User, *, by: User, at: dt.datetime) -> None:
    """Open a closed account again, in its former role."""
    with _held(person, by=by) as (held, actor):
        if held.is_active:
            return
        User.objects.filter(pk=held.pk).update(is_active=True)
        _record(
            "user.reinstate", held, by=actor, at=at, before={"is_active": False}, after={"is_active": True}
        )
    person.is_active = True


def end_sessions(person: User) -> None:
    """End every session of `person`, wherever it is open."""
    for session in UserSession.objects.filter(user=person):
        session.end()


def same_address(state: MemberState | None, address: str) -> QuerySet[User]:
    """Return the people of a State, or of the Secretariat, who have this address."""
    return User.objects.filter(member_state=state, email__iexact=address)


def revoke_invitations(person: User, *, by: User, at: dt.datetime) -> None:
    """Revoke what `person` had invited and nobody has accepted: the right to invite is gone."""
    for invitation in Invitation.objects.waiting().filter(invited_by=person):
        revoke_invitation(invitation, by=by, at=at)


def revoke_invitation(invitation: Invitation, *, by: User | None, at: dt.datetime) -> bool:
    """Revoke within the transaction of an act; False where it was accepted or revoked already."""
    revoked = Invitation.objects.waiting().filter(pk=invitation.pk).update(revoked_at=at, revoked_by=by)
    if revoked:
        audit.record(
            "invitation.revoke",
            subject=invitation,
            by=by,
            at=at,
            member_state=invitation.member_state,
            before={"address": invitation.address, "role": invitation.role},
        )
    return bool(revoked)


def hold_house(state: MemberState | None) -> None:
    """Lock what orders the acts on people of a State, or of the Secretariat."""
    if state is None:
        list(
            User.objects.select_for_update(no_key=True)
            .filter(role__in=sorted(SECRETARIAT_ROLES))
            .order_by("pk")
        )
    else:
        MemberState.objects.select_for_update(no_key=True).get(pk=state.pk)


@contextmanager
def _held(person: User, *, by: User) -> Iterator[tuple[User, User]]:
    with transaction.atomic():
        hold_house(person.member_state)
        held = User.objects.select_related("member_state").get(pk=person.pk)
        actor = User.objects.select_related("member_state").get(pk=by.pk)
        actor.require("members.manage_person", held)
        yield held, actor


def put_role(person: User, role: str, *, by: User | None, at: dt.datetime) -> None:
    """Give a person a role, within an act that holds the house and has refused what is to be refused."""
    before = person.role
    User.objects.filter(pk=person.pk).update(role=role)
    audit.record(
        "user.change_role",
        subject=person,
        by=by,
        at=at,
        member_state=person.member_state,
        before={"role": before},
        after={"role": str(role)},
    )
    person.role = role


def _refuse_if_last(person: User) -> None:
    """Never the last contact point of a State, nor the last signatory, without a successor."""
    others = User.objects.filter(is_active=True, role=person.role).exclude(pk=person.pk)
    if person.role == Role.CONTACT_POINT and not others.filter(member_state=person.member_state).exists():
        raise Refusal(
            "members.last_contact_point", state=person.member_state.name if person.member_state else ""
        )
    if person.role == Role.SIGNATORY and not others.exists():
        raise Refusal("members.last_signatory")


def _record(action: str, person: User, *, by: User, at: dt.datetime, **change: object) -> None:
    audit.record(action, subject=person, by=by, at=at, member_state=person.member_state, **change)

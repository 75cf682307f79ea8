"""Hand-overs: a contact point changes posts, and a named colleague is the contact point.

Until the Secretariat has confirmed it, and while the successor has no account, the contact point stays who
it is: a State is never left without one. A confirmation is of the two as they are: where one of them has lost
access or post by the time that there is an account, it has to be confirmed anew. Drafts are the delegation's
and stay.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from cica_portal.database import once
from cica_portal.errors import NotAllowed, Refusal
from cica_portal.operation.resilience import run_each
from cica_portal.text import is_blank
from members import audit, mailing
from members.delegations import invitations
from members.directory import people
from members.enums import DELEGATION_ROLES, Role
from members.models import HandOver, HandOverQuerySet, MemberState, User


def ask(
    *,
    colleague: User | None = None,
    address: str = "",
    language: str = "",
    by: User,
    at: dt.datetime,
) -> HandOver:
    """Hand the post of `by` over to a colleague, or to whoever is invited at `address`."""
    state = by.acting_state
    with transaction.atomic():
        people.hold_house(state)
        actor = User.objects.select_related("member_state").get(pk=by.pk)
        actor.require("members.hand_over")
        invitation = None
        if colleague is None:
            invitation = invitations.invite(state, Role.DRAFTER, address, language=language, by=actor, at=at)
        elif not _is_of_house(colleague, state) or colleague.pk == actor.pk:
            raise Refusal("members.not_a_colleague")
        with once.refuse_second(Refusal("members.handed_over_already")):
            made = HandOver.objects.create(
                member_state=state,
                person=actor,
                colleague=colleague,
                invitation=invitation,
                asked_at=at,
            )
        _record("hand_over.ask", made, by=actor, at=at)
        _tell(made, "asked", [made.successor], at=at)
    return made


def confirm(hand_over: HandOver, *, by: User, at: dt.datetime) -> None:
    """Confirm for the Secretariat that the post changes hands: at once, or as soon as there is an account."""
    with _decided(hand_over, by) as held:
        if held.confirmed_at is not None:
            raise Refusal("members.hand_over_gone")
        if not _can_change(held):
            raise Refusal("members.no_succession")
        held.confirmed_by, held.confirmed_at = by, at
        held.save(update_fields=["confirmed_by", "confirmed_at"])
        _record("hand_over.confirm", held, by=by, at=at)
        if not _carry_out(held, at=at):
            _tell(held, "confirmed", [held.person], at=at)


def refuse(hand_over: HandOver, *, reason: str, by: User, at: dt.datetime) -> None:
    """Refuse a hand-over with a reason that both read; the contact point stays."""
    if is_blank(reason):
        raise Refusal("members.hand_over_reason_needed")
    with _decided(hand_over, by) as held:
        _end(held, "hand_over.refuse", by=by, at=at, reason=reason.strip())


def withdraw(hand_over: HandOver, *, by: User, at: dt.datetime) -> None:
    """Take the own hand-over back while it has not taken effect."""
    with _held(hand_over) as held:
        if held.person_id != by.pk:
            raise NotAllowed
        _end(held, "hand_over.withdraw", by=by, at=at)


def carry_out_due(at: dt.datetime) -> list[HandOver]:
    """Let the confirmed hand-overs take effect whose successor has an account by now; return them."""

    def carry_out(hand_over: HandOver) -> list[HandOver]:
        with _held(hand_over) as held:
            return [held] if _carry_out(held, at=at) else []

    due = HandOver.objects.open().filter(confirmed_at__isnull=False)
    return list(run_each(due.filter(invitation__accepted_by__isnull=False), carry_out))


def waiting(user: User, state: MemberState | None) -> HandOverQuerySet:
    """Return the open hand-overs of a State as a page shows them."""
    found = HandOver.objects.visible_to(user).open().filter(member_state=state)
    return found.select_related("member_state", "person", "colleague", "invitation__accepted_by")


def _carry_out(held: HandOver, *, at: dt.datetime) -> bool:
    """Change both roles at once, where both still are who they were."""
    person, successor = held.person, held.successor
    if held.confirmed_at is None or successor is None:
        return False
    if not _can_change(held):
        held.confirmed_by = held.confirmed_at = None
        held.save(update_fields=["confirmed_by", "confirmed_at"])
        _record("hand_over.lapse", held, by=None, at=at)
        return False
    people.put_role(successor, Role.CONTACT_POINT, by=held.confirmed_by, at=at)
    people.put_role(person, Role.READER, by=held.confirmed_by, at=at)
    people.revoke_invitations(person, by=person, at=at)
    held.done_at = at
    held.save(update_fields=["done_at"])
    _record("hand_over.take_effect", held, by=held.confirmed_by, at=at)
    _tell(held, "done", [person, successor], at=at)
    return True


def _can_change(held: HandOver) -> bool:
    """Tell whether one still has the post and the other, who may have no account yet, could take it."""
    successor = held.successor
    has_post = held.person.role == Role.CONTACT_POINT
    return has_post and (successor is None or _is_of_house(successor, held.member_state))


def _end(held: HandOver, act: str, *, by: User, at: dt.datetime, reason: str = "") -> None:
    held.ended_by, held.ended_at, held.reason = by, at, reason
    held.save(update_fields=["ended_by", "ended_at", "reason"])
    if held.invitation is not None:
        people.revoke_invitation(held.invitation, by=by, at=at)
    _record(act, held, by=by, at=at)
    _tell(held, "ended", [held.person, held.successor], at=at)


@contextmanager
def _held(hand_over: HandOver) -> Iterator[HandOver]:
    with transaction.atomic():
        people.hold_house(hand_over.member_state)
        held = (
            HandOver.objects.open()
            .select_related("member_state", "person", "colleague", "invitation__accepted_by", "confirmed_by")
            .filter(pk=hand_over.pk)
            .first()
        )
        if held is None:
            raise Refusal("members.hand_over_gone")
        yield held


@contextmanager
def _decided(hand_over: HandOver, by: User) -> Iterator[HandOver]:
    with _held(hand_over) as held:
        User.objects.get(pk=by.pk).require("members.decide_hand_over")
        yield held


def _is_of_house(person: User, state: MemberState) -> bool:
    return person.is_active and person.role in DELEGATION_ROLES and person.member_state_id == state.pk


def _record(act: str, held: HandOver, *, by: User | None, at: dt.datetime) -> None:
    after = {"contact_point": held.successor_label}
    audit.record(
        act,
        subject=held,
        by=by,
        at=at,
        member_state=held.member_state,
        before={"contact_point": held.person.display_name},
        after=after | ({"reason": held.reason} if held.reason else {}),
    )


def _tell(held: HandOver, event: str, persons: list[User | None], *, at: dt.datetime) -> None:
    known = [one for one in persons if one is not None]
    values = {"hand_over": str(held.pk), "event": event}
    mailing.write_once(
        mailing.to_each(mailing.Kind.HAND_OVER, known, at=at, about=f"{held.pk}/{event}", **values)
    )

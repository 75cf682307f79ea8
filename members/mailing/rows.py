"""Personal mail: written as a row in the transaction of the act (rule 17)."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, TypeVar

from cica_portal.languages import LANGUAGES
from cica_portal.operation import message_ids
from cica_portal.operation.resilience import run_each
from members.enums import SUBMITTING_ROLES
from members.models import Invitation, PersonalMail, StateAddress, User

Row = TypeVar("Row")

# Under this a message to an official address of a State holds the key of that row.
STATE_ADDRESS = "state_address"
_TO_ADDRESS = "address/"
# Under this a message to the people of a State holds its key.
FOR_STATE = "for_state"


class Kind(StrEnum):
    """The kinds of mail that this app writes; upper apps have their own."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"
    ACCOUNT_NOTICE = "account_notice"
    AUDIT_HEAD = "audit_head"
    HAND_OVER = "hand_over"
    INVITED_FROM_OUTSIDE = "invited_from_outside"


def to_each(
    kind: str, people: Iterable[User], *, at: dt.datetime, about: str, **values: Any
) -> list[PersonalMail]:
    """Return an unsaved message to each of the people, `about` something that each is told of once."""
    return [_to(one, kind, at=at, once=f"{kind}/{about}/{one.pk}", values=values) for one in people]


def to_addresses(
    kind: str, addresses: Iterable[StateAddress], *, at: dt.datetime, about: str, **values: Any
) -> list[PersonalMail]:
    """Return an unsaved message to each official address, `about` something that each is told of once."""
    return [to_address(kind, one, at=at, told=f"{kind}/{about}/", values=values) for one in addresses]


def to_address(
    kind: str, to: StateAddress, *, at: dt.datetime, told: str, values: dict[str, Any]
) -> PersonalMail:
    """Return an unsaved message to an official address; `told` is how the keys of all messages begin, those
    to people too, that tell the same of one event."""
    once, values = f"{told}{_TO_ADDRESS}{to.pk}", values | {STATE_ADDRESS: to.pk}
    return _row(kind, to.email, to.language, at=at, once=once, values=values)


def told_by(mail: PersonalMail) -> str:
    """Return how the key of a message to an official address begins, as `to_address` was given it."""
    return mail.once.rpartition(_TO_ADDRESS)[0]


def write(kind: str, person: User, *, at: dt.datetime, **values: Any) -> None:
    """Write a message to `person`; without a stored address there is none to write."""
    if person.email:
        _to(person, kind, at=at, values=values).save(force_insert=True)


def write_to(kind: str, address: str, *, at: dt.datetime, values: dict[str, Any], language: str = "") -> None:
    """Write a message to an address alone, whosever it is; without a language in the portal's first."""
    if address:
        _row(kind, address, language, at=at, values=values).save(force_insert=True)


def is_meant_for(mail: PersonalMail) -> bool:
    """Tell whether the person of a message is still whom it was for: has access, the address, and the State
    for which it was written. One without a person is for its address."""
    person = mail.recipient
    if person is None:
        return True
    state = mail.values.get(FOR_STATE)
    return person.is_active and person.email == mail.address and state in {None, person.member_state_id}


def is_written(mail: PersonalMail) -> bool:
    """Tell whether this message is there already."""
    return PersonalMail.objects.filter(once=mail.once).exists()


def write_once(mails: list[PersonalMail]) -> None:
    """Write the messages that are not there yet: `once` makes a second run harmless."""
    PersonalMail.objects.bulk_create([mail for mail in mails if mail.address], ignore_conflicts=True)


def write_each(rows: Iterable[Row], compose: Callable[[Row], Iterable[PersonalMail]]) -> int:
    """Write what `compose` makes of each row, once; return how many messages that are.

    A row of which none can be made keeps no other waiting: its failure is raised when the others are written.
    """
    mails: list[PersonalMail] = []
    try:
        for mail in run_each(rows, compose):
            mails.append(mail)
    finally:
        write_once(mails)
    return len(mails)


def tell_delegations(kind: str, states: Iterable[int], *, at: dt.datetime, about: str, **values: Any) -> None:
    """Write to the contact points and deputies of States, given by key, once for what it is `about`: as
    people of that State, and of no other that they may act for by then."""
    people = User.objects.filter(
        member_state__in=list(states), role__in=sorted(SUBMITTING_ROLES), is_active=True
    )
    write_once(
        [
            mail
            for one in people
            for mail in to_each(kind, [one], at=at, about=about, **values, **{FOR_STATE: one.member_state_id})
        ]
    )


def write_invitation(invitation: Invitation, *, at: dt.datetime) -> PersonalMail:
    made = _row(Kind.INVITATION, invitation.address, invitation.language, at=at, invitation=invitation)
    made.save(force_insert=True)
    return made


def _to(person: User, kind: str, **fields: Any) -> PersonalMail:
    return _row(kind, person.email, person.language, recipient=person, **fields)


def _row(kind: str, address: str, language: str, *, at: dt.datetime, **fields: Any) -> PersonalMail:
    return PersonalMail(
        kind=str(kind),
        address=address,
        language=language or LANGUAGES[0],
        message_id=message_ids.new(),
        written_at=at,
        not_before=at,
        **{"once": str(uuid.uuid4())} | fields,
    )

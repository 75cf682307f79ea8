"""Personal mail: written as a row in the transaction of the act, sent by a sweep (rule 17)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from cica_portal.languages import LANGUAGES
from cica_portal.operation import message_ids
from members.models import Invitation, PersonalMail, User


class Kind(StrEnum):
    """The kinds of mail that this app writes; upper apps have their own."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"
    ACCOUNT_NOTICE = "account_notice"


def to_person(
    kind: str, person: User, *, at: dt.datetime, once: str = "", values: Mapping[str, Any] | None = None
) -> PersonalMail:
    """Return an unsaved message to the stored address of `person`, in the person's language."""
    return PersonalMail(
        kind=str(kind),
        once=once or str(uuid.uuid4()),
        recipient=person,
        address=person.email,
        language=person.language or LANGUAGES[0],
        values=dict(values or {}),
        message_id=message_ids.new(),
        written_at=at,
        not_before=at,
    )


def write(kind: str, person: User, *, at: dt.datetime, **values: Any) -> None:
    """Write a message to `person`; without a stored address there is none to write."""
    if person.email:
        to_person(kind, person, at=at, values=values).save(force_insert=True)


def write_once(mails: list[PersonalMail]) -> None:
    """Write the messages that are not there yet: `once` makes a second run harmless."""
    PersonalMail.objects.bulk_create([mail for mail in mails if mail.address], ignore_conflicts=True)


def write_invitation(invitation: Invitation, *, at: dt.datetime) -> None:
    PersonalMail.objects.create(
        kind=str(Kind.INVITATION),
        once=str(uuid.uuid4()),
        invitation=invitation,
        address=invitation.address,
        language=invitation.language,
        message_id=message_ids.new(),
        written_at=at,
        not_before=at,
    )

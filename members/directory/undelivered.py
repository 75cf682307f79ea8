"""Mail to persons that did not arrive: what the Secretariat reads of it, and what it decides (rules 21, 23).

Who was not reached, about what, since when and why; never what the mail says, nor its link. What a delegation
is told of its own work is nobody else's, whatever became of it (rule 4).
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cica_portal.errors import Refusal
from members import audit
from members.enums import MailStatus
from members.mailing import letters, official
from members.mailing.rows import STATE_ADDRESS
from members.models import PersonalMail, StateAddress, User

# What only a person's decision has tried again, and of what a server may report that it came back.
UNDELIVERED = frozenset({MailStatus.FAILED, MailStatus.UNKNOWN})
REPORTABLE = frozenset({MailStatus.SENDING, MailStatus.SENT, MailStatus.UNKNOWN})


def every() -> QuerySet[PersonalMail]:
    """Return the messages that wait for a decision: of an invitation the newest alone, while it is open, and
    of a person who has access."""
    newer = PersonalMail.objects.filter(invitation=OuterRef("invitation"), pk__gt=OuterRef("pk"))
    is_needed = Q(invitation=None) | (
        Q(invitation__accepted_at=None, invitation__revoked_at=None) & ~Exists(newer)
    )
    return PersonalMail.objects.filter(
        is_needed,
        Q(recipient=None) | Q(recipient__is_active=True),
        status__in=sorted(UNDELIVERED),
        kind__in=sorted(letters.subjects()),
    )


def seen_by(user: User) -> QuerySet[PersonalMail]:
    """Return those that `user` decides about, the latest first."""
    if not user.has_perm("members.view_undelivered", user):
        return PersonalMail.objects.none()
    return every().order_by("-claimed_at", "-pk")


def resend(mail: PersonalMail, *, by: User, at: dt.datetime) -> None:
    """Send a message again, to the address that its person has now; one to an official address that is no
    longer in use, to those that its State has in its place. What is no longer true does not leave."""
    again: dict[str, Any] = {
        "status": MailStatus.QUEUED,
        "attempts": 0,
        "claimed_at": None,
        "not_before": at,
        "error": "",
    }
    with _decided(mail, by=by) as (held, told):
        subject = told.pop("subject")
        if STATE_ADDRESS in held.values:
            queued = official.forward(held, at=at, **again)
            if not queued:
                raise Refusal("members.no_address_left")
        else:
            person = held.recipient
            if person is not None and person.email:
                held.address = person.email
            PersonalMail.objects.filter(pk=held.pk).update(address=held.address, **again)
            queued = [subject]
        for one in queued:
            after = {"status": str(MailStatus.QUEUED), "address": one.address}
            audit.record("personal_mail.resend", subject=one, by=by, at=at, after=after, **told)


def set_aside(mail: PersonalMail, *, by: User, at: dt.datetime) -> None:
    """Decide that a message will not be sent again."""
    with _decided(mail, by=by) as (held, told):
        PersonalMail.objects.filter(pk=held.pk).update(status=MailStatus.CANCELLED, error=official.SET_ASIDE)
        after = {"status": str(MailStatus.CANCELLED), "address": held.address}
        audit.record("personal_mail.set_aside", by=by, at=at, after=after, **told)


def report(
    *, message_id: str, word: str, recipients: Iterable[str], is_delivered: bool, why: str, at: dt.datetime
) -> bool:
    """Bring what a mail server reports to the message that it names, and to no other recipient's; tell
    whether it changed anything. Within the transaction that keeps the report."""
    rows = PersonalMail.objects.select_for_update(of=("self",))
    mail = rows.filter(message_id=message_id).first() if message_id else None
    if mail is None and word:
        mail = rows.filter(message_id__startswith=f"<{word}@").first()
    if mail is None or mail.address.casefold() not in {address.casefold() for address in recipients}:
        return False
    expected = {MailStatus.UNKNOWN} if is_delivered else REPORTABLE
    if mail.status not in expected:
        return False
    found = PersonalMail.objects.filter(pk=mail.pk)
    if is_delivered:
        found.update(status=MailStatus.SENT, sent_at=mail.claimed_at or at, error="")
    else:
        found.update(status=MailStatus.FAILED, error=letters.without_links(why))
    return True


@contextmanager
def _decided(mail: PersonalMail, *, by: User) -> Iterator[tuple[PersonalMail, dict[str, Any]]]:
    """Open the transaction of a decision; yield the message as it is now, and what the record says."""
    by.require("members.view_undelivered", by)
    with transaction.atomic():
        rows = PersonalMail.objects.select_for_update(of=("self",))
        held = rows.select_related("recipient__member_state", "invitation__member_state").get(pk=mail.pk)
        if held.status not in UNDELIVERED:
            raise Refusal("members.not_waiting")
        addresses = StateAddress.objects.filter(pk=held.values.get(STATE_ADDRESS))
        whose = held.recipient or held.invitation or addresses.select_related("member_state").first()
        yield (
            held,
            {
                "subject": held,
                "member_state": whose.member_state if whose is not None else None,
                "before": {"status": held.status, "address": held.address},
            },
        )

"""What delegations that have registered people for an event are told of it: that it is put off or cancelled,
that it is announced again, and that its time, place or format changed (rule 19)."""

import datetime as dt
from typing import Any

from django.db.models import Subquery
from django.utils import translation

from cica_portal.deadlines import seat_date
from cica_portal.languages import LANGUAGES
from initiatives import wording
from initiatives.enums import ENDED
from initiatives.implementation import follow_up
from initiatives.models import PUBLISHED, Initiative, Participant
from members import mailing
from members.enums import MailStatus
from members.models import PersonalMail

CALLED_OFF = "event_called_off"
CHANGED = "event_changed"
ANNOUNCED_AGAIN = "event_announced_again"

# What the letter of a change names, in this order.
TOLD = ("when", "place", "format")
# A message in one of these states has told nobody anything.
UNTOLD = frozenset({MailStatus.QUEUED, MailStatus.CANCELLED})

# What an event says of itself, by language and name.
Terms = dict[str, dict[str, str]]


def terms(initiative: Initiative) -> Terms:
    """Return what people who travel to an event need of it, as each language says it."""
    return {language: terms_in(initiative, language) for language in LANGUAGES}


def terms_in(initiative: Initiative, language: str) -> dict[str, str]:
    with translation.override(language):
        return {
            "when": wording.held_when(initiative, language),
            "place": initiative.place_in(language),
            "format": str(initiative.get_format_display()),
        }


def knows_put_off(mail: PersonalMail, initiative: Initiative) -> bool:
    """Tell whether the State of a recipient was told that the event is put off, when that happened last: one
    that the event has overtaken does not know that it was."""
    told = PersonalMail.objects.filter(
        once__startswith=f"{CALLED_OFF}/{initiative.pk}/",
        recipient__member_state=mail.recipient.member_state_id,
        written_at__lt=mail.written_at,
    )
    last = told.order_by("-written_at").values("written_at")[:1]
    return told.filter(written_at=Subquery(last)).exclude(status__in=UNTOLD).exists()


def tell_changed(held: Initiative, was: Terms, *, at: dt.datetime) -> None:
    """Write what changed of an event that is still ahead; of a draft, or of one that is over, nothing."""
    last = follow_up.last_day(held)
    is_ahead = held.status not in ENDED and (last is None or seat_date(at) <= last)
    if held.paper.status in PUBLISHED and is_ahead and (now := terms(held)) != was:
        tell(CHANGED, held, at=at, was=was, now=now)


def tell(kind: str, held: Initiative, *, at: dt.datetime, **values: Any) -> None:
    """Write to the delegations that have registered people, and to no other: nobody travels in vain."""
    coming = Participant.objects.standing().filter(initiative=held)
    states = set(coming.values_list("member_state", flat=True))
    about = f"{held.pk}/{at.isoformat()}"
    mailing.tell_delegations(kind, states, at=at, about=about, initiative=held.pk, **values)


def untold(mail: PersonalMail, initiative: Initiative) -> list[tuple[str, str, str]]:
    """Return what the recipient of the message of a change does not know yet: name, words before, words now.

    One that a later change has overtaken has nothing to tell: the message of that change begins with what the
    recipient was told last.
    """
    now = terms_in(initiative, mail.language)
    if now != mail.values["now"][mail.language]:
        return []
    was = _told_last(mail, initiative)[mail.language]
    return [(name, was[name], now[name]) for name in TOLD if was[name] != now[name]]


def _told_last(mail: PersonalMail, initiative: Initiative) -> Terms:
    earlier = PersonalMail.objects.filter(
        once__startswith=f"{CHANGED}/{initiative.pk}/",
        recipient=mail.recipient,
        written_at__lt=mail.written_at,
    )
    was: Terms = mail.values["was"]
    for one in earlier.order_by("-written_at"):
        if one.status not in UNTOLD:
            break
        was = one.values["was"]
    return was

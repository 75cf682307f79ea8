"""Alerts to the Secretariat's own people: a silence was broken, and the signatories look at it at once.

Personal mail, one message a person and event, without a State's name or a word of what was said (rule 22).
The start page says the same the moment it is true; the mail is for who is not looking.
"""

import datetime as dt
from enum import StrEnum
from itertools import chain

from django.db.models import Exists, OuterRef

from comments.enums import Outcome, Position
from comments.models import Consultation, Response
from comments.procedure import outcomes
from members import mailing
from members.enums import SECRETARIAT_ROLES, Role
from members.models import User


class Kind(StrEnum):
    SILENCE_BROKEN = "alert_silence_broken"
    OUTCOME_CHANGED = "alert_outcome_changed"


def broken_silences(at: dt.datetime) -> list[Consultation]:
    """Return the open rounds in which comments stand: the silence is broken already."""
    commented = Response.objects.standing().filter(position=Position.COMMENTS, consultation=OuterRef("pk"))
    found = Consultation.objects.open(at).filter(Exists(commented)).select_related("revision__paper")
    return list(found.order_by("closes_at", "pk"))


def write_due(at: dt.datetime) -> None:
    """Write the alerts that are due, each once.

    A broken silence is told to all of the Secretariat; one that an answer under a grant broke after it had
    been computed, to the signatories.
    """
    broken = broken_silences(at)
    changed = list(outcomes.unconfirmed().filter(now=Outcome.COMMENTS, outcome=Outcome.SILENCE))
    if not broken and not changed:
        return
    staff = list(User.objects.filter(role__in=sorted(SECRETARIAT_ROLES), is_active=True).exclude(email=""))
    signatories = [person for person in staff if person.role == Role.SIGNATORY]
    told = [(Kind.SILENCE_BROKEN, one, staff) for one in broken]
    told += [(Kind.OUTCOME_CHANGED, one, signatories) for one in changed]
    mails = [
        mailing.to_each(kind, people, at=at, about=str(one.pk), round=one.pk) for kind, one, people in told
    ]
    mailing.write_once(list(chain.from_iterable(mails)))

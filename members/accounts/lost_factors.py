"""A lost second factor: two people of the Secretariat take it from the account (rule 30).

One asks, having made sure by telephone or note who asks for it; another confirms. The person is told by mail
of both. Recovery codes need nobody: this is for who has none left.
"""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.db import transaction

from cica_portal.errors import AlreadyMoved, Refusal
from cica_portal.text import is_blank
from members import audit, mailing
from members.directory import people
from members.models import FactorReset, User

# A request that nobody confirmed in so long is given up.
LASTS = dt.timedelta(days=3)


def waiting(person: User, at: dt.datetime) -> FactorReset | None:
    """Return the request that waits for a second person, if one does."""
    open_one = FactorReset.objects.filter(person=person, ended_at=None, asked_at__gt=at - LASTS)
    return open_one.select_related("asked_by").first()


def ask(person: User, *, reason: str, by: User, at: dt.datetime) -> FactorReset:
    """Ask that the second factors of `person` are taken away; the person is told at once."""
    by.require("members.reset_factor", person)
    if is_blank(reason):
        raise Refusal("members.reset_reason_needed")
    with transaction.atomic():
        held = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if not Authenticator.objects.filter(user=held).exists():
            raise Refusal("members.no_factor")
        found = waiting(held, at)
        if found is not None:
            if found.asked_by_id != by.pk:  # whoever asks has not seen that another did, and confirms nothing
                raise AlreadyMoved
            return found
        FactorReset.objects.filter(person=held, ended_at=None).update(ended_at=at)
        made = FactorReset.objects.create(person=held, asked_by=by, asked_at=at, reason=reason)
        _tell(held, "members/email/factor_reset_asked", at)
        audit.record("factor.ask_reset", subject=held, by=by, at=at, after={"reason": reason})
    return made


def confirm(person: User, *, seen: int, by: User, at: dt.datetime) -> None:
    """Take the second factors away, as the second person: sessions end, and a new factor is asked for.

    `seen` is the request that this person read; another one is not confirmed by it.
    """
    by.require("members.reset_factor", person)
    with transaction.atomic():
        held = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        found = waiting(held, at)
        if found is None:
            raise Refusal("members.no_reset_asked")
        if found.asked_by_id == by.pk:
            raise Refusal("members.second_person_needed")
        if found.pk != seen:
            raise AlreadyMoved
        taken = sorted(Authenticator.objects.filter(user=held).values_list("type", flat=True))
        Authenticator.objects.filter(user=held).delete()
        FactorReset.objects.filter(pk=found.pk).update(confirmed_by=by, ended_at=at)
        people.end_sessions(held)
        _tell(held, "members/email/factor_reset", at)
        audit.record(
            "factor.reset",
            subject=held,
            by=by,
            at=at,
            before={"factors": taken},
            after={"asked_by": found.asked_by.username},
        )


def _tell(person: User, template: str, at: dt.datetime) -> None:
    kind = mailing.Kind.ACCOUNT_NOTICE
    mailing.write(kind, person, at=at, template=template, changed_at=at.isoformat(), ip="", user_agent="")

"""Registration for an event: a delegation names who comes, until a day; withdrawn names stay on record."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from cica_portal.database import once
from cica_portal.errors import AlreadyMoved, NotAllowed, Refusal
from cica_portal.text import is_blank
from initiatives.enums import Attendance, EventFormat
from initiatives.models import Initiative, Participant
from members import audit
from members.delegations import acting
from members.models import User

MOST = 50

# How one can take part in an event of each format; of one whose format is open, in either way.
WAYS = {
    EventFormat.ONLINE: (Attendance.ONLINE,),
    EventFormat.IN_PERSON: (Attendance.IN_PERSON,),
}


def ways(initiative: Initiative) -> Iterable[Attendance]:
    return WAYS.get(EventFormat(initiative.format) if initiative.format else None, tuple(Attendance))


def register(
    initiative: Initiative,
    *,
    name: str,
    post: str,
    email: str = "",
    attendance: str,
    by: User,
    at: dt.datetime,
) -> Participant:
    """Register one person of the own State, while the time for it runs; the event's row is the lock."""
    name, post = " ".join(name.split()), " ".join(post.split())
    with transaction.atomic():
        held = _hold(initiative, by=by, at=at)
        if is_blank(name) or is_blank(post) or attendance not in ways(held):
            raise Refusal("initiatives.name_needed")
        own = Participant.objects.standing().filter(initiative=held, member_state=by.member_state_id)
        if own.count() >= MOST:
            raise Refusal("initiatives.too_many", most=MOST)
        with once.refuse_second(Refusal("initiatives.registered_already", name=name)):
            made = Participant.objects.create(
                initiative=held,
                member_state=by.member_state,
                name=name,
                post=post,
                email=email,
                attendance=attendance,
                registered_by=by,
                registered_at=at,
            )
        after = {"name": name, "attendance": attendance, "initiative": held.pk}
        audit.record("participant.register", subject=made, by=by, at=at, after=after)
    return made


def withdraw(participant: Participant, *, by: User, at: dt.datetime) -> None:
    """Withdraw a person of the own State, while the time for it runs."""
    with transaction.atomic():
        held = _hold(participant.initiative, by=by, at=at)
        if participant.member_state_id != by.member_state_id:
            raise NotAllowed
        standing = Participant.objects.standing().filter(pk=participant.pk)
        if not standing.update(withdrawn_at=at, withdrawn_by=by):
            raise AlreadyMoved
        before = {"name": participant.name, "initiative": held.pk}
        audit.record("participant.withdraw", subject=participant, by=by, at=at, before=before)


def _hold(initiative: Initiative, *, by: User, at: dt.datetime) -> Initiative:
    held = Initiative.objects.select_for_update(no_key=True).get(pk=initiative.pk)
    acting.require(by, "initiatives.register", held)
    if not held.takes_registrations(at):
        raise Refusal("initiatives.registration_closed")
    return held

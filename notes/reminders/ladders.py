"""The ladder: to whom in a State a note goes, its people and its official addresses alike; and a reminder,
which climbs from the contact point to the deputy to the embassy. A rung on which nobody stands, or whose
every address is known dead, is passed over. A State whose reply is registered is not reminded."""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable
from itertools import chain, islice

from django.db.models import QuerySet

from cica_portal.languages import LANGUAGES
from comments.models import Consultation, Response
from members.enums import SUBMITTING_ROLES, Role
from members.models import Correspondent, CorrespondentAddress, MemberState, StateAddress, User, today
from notes.delivery import reachability
from notes.models import Dispatch
from notes.register import unentered
from notes.register.unentered import Reply

States = Iterable[MemberState] | QuerySet[MemberState]


def people(states: States) -> list[Dispatch]:
    """Return the messages to who receives notes for these States: contact points and deputies with an
    address."""
    found = User.objects.filter(
        member_state__in=states, role__in=sorted(SUBMITTING_ROLES), is_active=True
    ).exclude(email="")
    return [
        Dispatch(
            member_state=one.member_state,
            address=one.email.strip(),
            language=one.language or LANGUAGES[0],
            recipient=one,
        )
        for one in found.select_related("member_state").order_by("member_state__protocol_name", "role", "pk")
    ]


def addresses(states: States) -> list[Dispatch]:
    """Return the messages to the official addresses of these States, for which nobody needs an account."""
    in_use = StateAddress.objects.in_use().filter(member_state__in=states)
    return [
        Dispatch(member_state=row.member_state, address=row.email, language=row.language, state_address=row)
        for row in in_use.select_related("member_state").order_by("member_state__protocol_name", "kind", "pk")
    ]


def notified(states: States) -> list[Dispatch]:
    """Return who receives a note for these States: first their people, then their official addresses. They
    are messages without a note, which nobody has written yet."""
    return [*people(states), *addresses(states)]


def outside(others: Iterable[Correspondent]) -> list[Dispatch]:
    """Return who receives a note for observers and organizations: their official addresses."""
    if not (chosen := [one.pk for one in others]):
        return []
    in_use = CorrespondentAddress.objects.in_use().filter(correspondent__in=chosen)
    return [
        Dispatch(address=row.email, language=row.language, correspondent_address=row)
        for row in in_use.select_related("correspondent").order_by("correspondent__protocol_name", "pk")
    ]


def unreachable(states: States) -> dict[int, dt.datetime | None]:
    """Return which of these States have no address that may take mail, by key, and when the last was lost."""
    everybody = notified(states)
    dead = reachability.dead(one.address for one in everybody)
    living = {one.member_state_id for one in everybody if not is_dead(one, dead)}
    lost: dict[int, dt.datetime | None] = {state.pk: None for state in states if state.pk not in living}
    for one in everybody:
        if one.member_state_id in lost:
            lost_at = dead[reachability.key(one.address)]
            lost[one.member_state_id] = max(lost_at, lost[one.member_state_id] or lost_at)
    return lost


def reminded(states: States, level: int) -> list[Dispatch]:
    """Return who is reminded on this step of the ladder, State by State."""
    everybody = notified(states)
    dead = reachability.dead(one.address for one in everybody)
    by_state: dict[int | None, dict[str, list[Dispatch]]] = defaultdict(lambda: defaultdict(list))
    for one in everybody:
        standing = by_state[one.member_state_id][one.recipient.role if one.recipient else "addresses"]
        if not is_dead(one, dead):
            standing.append(one)
    found: list[Dispatch] = []
    for of_state in by_state.values():
        climbed = filter(None, map(of_state.get, (Role.CONTACT_POINT, Role.DEPUTY, "addresses")))
        found += chain.from_iterable(islice(climbed, level))
    return found


def is_dead(one: Dispatch, dead: Container[str]) -> bool:
    return reachability.key(one.address) in dead


def awaiting(consultation: Consultation) -> list[MemberState]:
    """Return the addressed States that have said nothing yet: one that withdrew its response has."""
    return _without(consultation, Response.objects.official())


def without_response(consultation: Consultation) -> list[MemberState]:
    """Return the addressed States that have no response in force: those that withdrew it, too."""
    return _without(consultation, Response.objects.standing())


def _without(consultation: Consultation, responses: QuerySet[Response]) -> list[MemberState]:
    """Return the addressed States, members still, that have none of these responses, in protocol order; a
    State with additional time is not asked by a deadline that is not its own."""
    answered = responses.filter(consultation=consultation).values("member_state")
    later = consultation.grants.beyond_deadline().values("member_state")
    addressed = consultation.addressees.exclude(member_state__in=answered).exclude(member_state__in=later)
    addressed = addressed.select_related("member_state")
    day = today()
    return [one.member_state for one in addressed if one.member_state.is_member_on(day)]


def parted(consultation: Consultation) -> tuple[list[MemberState], list[Reply]]:
    """Return which of the awaited States are reminded; and, of the others, the reply that is registered and
    does not count yet."""
    replied = unentered.replies(consultation)
    awaited = awaiting(consultation)
    return (
        [state for state in awaited if state.pk not in replied],
        [replied[state.pk] for state in awaited if state.pk in replied],
    )

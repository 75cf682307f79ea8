"""The ladder: to whom in a State a note goes, its people and its official addresses alike; and a reminder,
which climbs from the contact point to the deputy to the embassy. A rung on which nobody stands, or whose
every address is known dead, is passed over. A State whose reply is registered is not reminded."""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable
from itertools import starmap

from django.db.models import QuerySet

from cica_portal.languages import LANGUAGES
from comments.models import Consultation, Response
from members.enums import SUBMITTING_ROLES, Role
from members.models import Correspondent, CorrespondentAddress, MemberState, StateAddress, User, today
from notes.delivery import reachability
from notes.delivery.dispatches import Person, Recipient
from notes.register import unentered
from notes.register.unentered import Reply

States = Iterable[MemberState] | QuerySet[MemberState]


def people(states: States) -> list[Person]:
    """Return who receives notes for these States: contact points and deputies with an address."""
    found = (
        User.objects.filter(member_state__in=states, role__in=sorted(SUBMITTING_ROLES), is_active=True)
        .exclude(email="")
        .order_by("member_state__protocol_name", "role", "pk")
        .values_list("pk", "member_state", "role", "email", "language")
    )
    return list(starmap(Person, found))


def addresses(states: States) -> QuerySet[StateAddress]:
    """Return the official addresses of these States, for which nobody needs an account."""
    in_use = StateAddress.objects.in_use().filter(member_state__in=states)
    return in_use.order_by("member_state__protocol_name", "kind", "pk")


def notified(states: States) -> list[Recipient]:
    """Return who receives a note for these States: first their people, then their official addresses."""
    return [*map(_person, people(states)), *map(_address, addresses(states))]


def outside(others: Iterable[Correspondent]) -> list[Recipient]:
    """Return who receives a note for observers and organizations: their official addresses."""
    if not (chosen := [one.pk for one in others]):
        return []
    in_use = CorrespondentAddress.objects.in_use().filter(correspondent__in=chosen)
    return [
        Recipient(None, row.email, row.language, correspondent_address=row)
        for row in in_use.order_by("correspondent__protocol_name", "pk")
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


def reminded(states: States, level: int) -> list[Recipient]:
    """Return who is reminded on this step of the ladder, State by State."""
    rungs: dict[int, dict[str, list[Recipient]]] = defaultdict(lambda: defaultdict(list))
    for one in people(states):
        rungs[one.member_state_id][one.role].append(_person(one))
    for row in addresses(states):
        rungs[row.member_state_id]["addresses"].append(_address(row))
    everybody = [one for of_state in rungs.values() for rung in of_state.values() for one in rung]
    dead = reachability.dead(one.address for one in everybody)
    found = []
    for of_state in rungs.values():
        climbed = 0
        for name in (Role.CONTACT_POINT, Role.DEPUTY, "addresses"):
            standing = [one for one in of_state.get(name, []) if not is_dead(one, dead)]
            if standing and climbed < level:
                found += standing
                climbed += 1
    return found


def is_dead(one: Recipient, dead: Container[str]) -> bool:
    return reachability.key(one.address) in dead


def _person(one: Person) -> Recipient:
    return Recipient(one.member_state_id, one.email.strip(), one.language or LANGUAGES[0], person=one)


def _address(row: StateAddress) -> Recipient:
    return Recipient(row.member_state_id, row.email, row.language, state_address=row)


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

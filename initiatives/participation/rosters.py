"""Who comes to an event, on paper for its organisers: the people whom delegations have registered by now."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from cica_portal.alphabet import sort_key
from cica_portal.text import sha256
from documents import store
from documents.enums import DocumentKind
from documents.models import Document
from initiatives import lines, wording
from initiatives.models import Initiative, Participant


@dataclass(frozen=True, slots=True)
class Row:
    number: str
    state: str
    name: str
    post: str
    email: str
    attendance: str


@dataclass(frozen=True, slots=True)
class Roster:
    """What the list says, in the language of the document."""

    title: str
    when: str
    place: str
    rows: tuple[Row, ...]
    states: int


def source(initiative: Initiative) -> str:
    """Return the hash of what the list is made from: the record as saved, and who is registered."""
    people = _registered(initiative).order_by("pk")
    named = [str(pk) for pk in people.values_list("pk", flat=True)]
    return sha256({"event": str(initiative.block_key), "version": initiative.version, "people": named})


def request(initiative: Initiative, language: str, *, at: dt.datetime) -> Document:
    """Ask for the list as it stands; another registration makes another list."""
    found = {"initiative": initiative, "paper": initiative.paper}
    return store.request(DocumentKind.PARTICIPANTS, language, source(initiative), at=at, **found)


def content(initiative: Initiative, language: str) -> Roster:
    """Return the list by State and name; the active language is `language`."""
    people = list(_registered(initiative).select_related("member_state"))
    people.sort(key=lambda one: (one.member_state.protocol_name, sort_key(one.name, language)))
    of_plan = lines.of_initiatives([initiative], None, alone=True).get(initiative.paper_id, [])
    return Roster(
        title=lines.title(initiative, of_plan[0] if of_plan else None, language),
        when=wording.held_when(initiative, language),
        place=initiative.place_in(language),
        rows=tuple(
            Row(
                number=str(number),
                state=one.member_state.name,
                name=one.name,
                post=one.post,
                email=one.email,
                attendance=str(one.get_attendance_display()),
            )
            for number, one in enumerate(people, start=1)
        ),
        states=len({one.member_state_id for one in people}),
    )


def _registered(initiative: Initiative) -> QuerySet[Participant]:
    return Participant.objects.standing().filter(initiative=initiative)

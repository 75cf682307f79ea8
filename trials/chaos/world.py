"""What the storm meets: 28 Member States, their people and embassies, and a plan ready to be circulated."""

import datetime as dt
import uuid
from typing import Any

from cica_portal import clock
from cica_portal.data_files import read
from comments.enums import Position
from comments.models import Consultation
from comments.writing import responses
from documents import renders
from members.delegations import addresses
from members.enums import AddressKind
from members.models import MemberState, User
from members.reference import load_member_states
from notes.acts import circulation, issuing
from notes.models import VerbalNote
from notes.register import numbering
from notes.reminders import ladders
from plans.checks import reviews
from plans.reference import DATA, load_measures, load_paper
from trials.benchmarks.data import TEXT, make_people

DAYS = 30
REMINDERS = (10, 5, 2)


def prepare() -> VerbalNote:
    """Return the drafted note of a plan that every Member State of today is to receive."""
    now = clock.now()
    load_member_states(at=now)
    load_measures(at=now)
    states = list(MemberState.objects.members_on(now.date()))
    make_people(states)
    officer, signatory = people()
    for state in states:
        addresses.add(
            state,
            kind=AddressKind.EMBASSY,
            email=f"embassy.{state.code.lower()}@member-state.example",
            language="en",
            by=officer,
            at=now,
        )
    data: dict[str, Any] = read(DATA / f"{TEXT}.yaml") | {"period": [now.year, now.year + 1]}
    paper = load_paper(f"{TEXT}-chaos", data, slug="plan-chaos", by=officer, at=now)
    reviews.review_all(paper, by=signatory, at=now)
    numbering.begin_after(paper.measure.note_prefix, 0, at=now)
    respond_by = (now + dt.timedelta(days=DAYS)).date()
    note = circulation.prepare(
        paper, respond_by=respond_by, reminder_days=list(REMINDERS), by=officer, at=now
    )
    renders.render_wanted(now)
    return note


def people() -> tuple[User, User]:
    return User.objects.get(username="officer"), User.objects.get(username="signatory")


def circulate(note: VerbalNote) -> Consultation:
    return issuing.issue(note, by=people()[1], at=clock.now()).own_consultation


def answer(consultation: Consultation, count: int) -> None:
    """Have so many States that have not answered declare no objection."""
    for state in waiting(consultation)[:count]:
        contact = User.objects.get(member_state=state, role="contact_point")
        responses.submit(consultation, position=Position.NO_OBJECTION, by=contact, request_key=uuid.uuid4())


def waiting(consultation: Consultation) -> list[MemberState]:
    return list(ladders.awaiting(consultation))

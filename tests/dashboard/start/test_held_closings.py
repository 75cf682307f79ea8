"""A consultation whose closing waits for a signatory stands where its decision is asked for."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from cica_portal.spaces import ordinary
from comments.models import HeldClosing
from comments.procedure import consultations
from members.models import User
from plans.enums import PaperStatus
from plans.life import papers
from plans.models import ConceptPaper, Coordinator
from tests.factories import members, notes

pytestmark = pytest.mark.django_db

AFTER = notes.CLOSES_AT + dt.timedelta(hours=1)
WAITS = "The closing waits for the decision of an authorized signatory."
SECTION = re.compile(r'<section[^>]* aria-labelledby="([\w-]+)">(.*?)</section>', re.DOTALL)


@pytest.fixture
def held(people, set_clock):
    """A consultation before whose deadline the portal was away."""
    consultation = notes.circulated()
    HeldClosing.objects.create(
        consultation=consultation,
        closes_at=consultation.closes_at,
        away_since=notes.CLOSES_AT - dt.timedelta(minutes=10),
        away_until=notes.CLOSES_AT,
        held_at=AFTER,
    )
    set_clock(AFTER)
    return consultation


@pytest.fixture
def sections(client):
    """Return a function that reads the parts of the start page as somebody."""

    def read_as(user):
        User.objects.filter(pk=user.pk).update(language="en")
        client.force_login(user)
        return dict(SECTION.findall(ordinary(client.get(reverse("home")).content.decode())))

    return read_as


def test_a_consultation_whose_closing_waits_is_not_among_the_closed(held, officer, signatory, sections):
    board = reverse("comments:consultation-board", args=[held.pk])
    decide = reverse("comments:consultation-closing", args=[held.pk])
    shown = sections(signatory)
    # Above what is due on a day.
    assert decide in shown["open-points"].partition("</li>")[0] and "closed" not in shown
    shown = sections(officer)
    assert board in shown["others"] and "closed" not in shown

    consultations.close_as_of_deadline(held, reason="Nobody tried", by=signatory, at=AFTER)
    for person in (signatory, officer):
        shown = sections(person)
        assert board in shown["closed"] and decide not in shown["open-points"]


def test_a_coordinator_reads_that_the_closing_waits(held, people, signatory, sections):
    coordinator = members.coordinator(people["RU"].member_state)
    made = Coordinator.objects.create(
        measure=held.revision.paper.measure, member_state=coordinator.member_state
    )
    made.people.add(coordinator)
    assert WAITS in sections(coordinator)["closed"]
    consultations.close_as_of_deadline(held, reason="Nobody tried", by=signatory, at=AFTER)
    assert WAITS not in sections(coordinator)["closed"]


def test_nothing_waits_of_a_consultation_that_ended_with_its_plan(held, signatory, sections):
    papers.withdraw(ConceptPaper.objects.get(), reason="Why", by=signatory, at=AFTER)
    assert ConceptPaper.objects.get().status == PaperStatus.WITHDRAWN
    assert "ended: the plan was withdrawn" in sections(signatory)["closed"]

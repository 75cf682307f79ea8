import datetime as dt

import pytest

from cica_portal import workflow
from cica_portal.errors import AlreadyMoved
from plans.enums import PAPER_TRANSITIONS, PaperStatus
from plans.models import ConceptPaper, PaperEvent
from tests.factories import members as people
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 26, 3, 0, tzinfo=dt.UTC)


def move(paper, to_status, **fields):
    workflow.move(
        paper, to_status, transitions=PAPER_TRANSITIONS, events=paper.events, at=AT, **{"by": None} | fields
    )


def test_move_sets_the_status_further_fields_and_leaves_an_event():
    paper, officer = factory.paper(), people.officer()

    move(paper, PaperStatus.CIRCULATED, by=officer, reason="Note 1", period_to=2024)

    stored = ConceptPaper.objects.get()
    assert (stored.status, stored.period_to) == (paper.status, paper.period_to) == ("circulated", 2024)
    event = PaperEvent.objects.get()
    assert (event.paper, event.from_status, event.to_status, event.by, event.at, event.reason) == (
        paper,
        "drafting",
        "circulated",
        officer,
        AT,
        "Note 1",
    )


def test_move_refuses_what_the_table_does_not_allow():
    paper = factory.paper()

    for status in (PaperStatus.ADOPTED, PaperStatus.DRAFTING, "no such status"):
        with pytest.raises(AlreadyMoved):
            move(paper, status)

    assert paper.status == ConceptPaper.objects.get().status == "drafting"
    assert not PaperEvent.objects.exists()


def test_move_refuses_who_saw_an_older_state():
    paper, seen_by_another = factory.paper(), None
    seen_by_another = ConceptPaper.objects.get()
    move(paper, PaperStatus.CIRCULATED)

    with pytest.raises(AlreadyMoved):
        move(seen_by_another, PaperStatus.WITHDRAWN, period_to=2030)

    stored = ConceptPaper.objects.get()
    assert (stored.status, stored.period_to, PaperEvent.objects.count()) == ("circulated", 2023, 1)


def test_nothing_leaves_an_end_state():
    assert PAPER_TRANSITIONS.get(PaperStatus.WITHDRAWN, set()) == set()
    assert PAPER_TRANSITIONS[PaperStatus.COMPLETED] == {PaperStatus.IMPLEMENTING}

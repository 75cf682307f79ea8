"""The stages of a plan's life, as its page shows them in a line."""

import datetime as dt

import pytest
from django.urls import reverse

from plans.enums import PaperStatus
from plans.views import life_line
from tests.factories import comments, members, plans

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)


@pytest.fixture
def paper():
    return plans.paper(created_at=AT)


def lived(paper, *statuses):
    """Take a plan through statuses, a day each; return its stages as (label, state, day of the month)."""
    for number, status in enumerate(statuses, start=1):
        paper.events.create(
            from_status=paper.status, to_status=status, at=AT + dt.timedelta(days=number), reason=""
        )
        paper.status = status
    paper.save()
    found = life_line.stages(paper, paper.events.all())
    return [(str(one.label), one.state, one.on.day if one.on else None) for one in found]


def test_a_draft_is_at_its_first_stage(paper):
    found = lived(paper)
    assert found[0] == ("Drafting", "now", 27)
    assert {state for _label, state, _day in found[1:]} == {"to-come"}


def test_what_was_passed_over_is_said(paper):
    found = lived(paper, PaperStatus.CIRCULATED, PaperStatus.BEFORE_SWG)
    assert found[:4] == [
        ("Drafting", "past", 27),
        ("With Member States", "past", 28),
        ("Consolidation", "past", None),
        ("SWG", "now", 29),
    ]
    assert life_line.stages(paper, paper.events.all())[2].word == life_line.SKIPPED


def test_a_plan_that_returns_is_where_it_is_now(paper):
    found = lived(
        paper,
        PaperStatus.CIRCULATED,
        PaperStatus.UNDER_CONSOLIDATION,
        PaperStatus.BEFORE_SWG,
        PaperStatus.UNDER_CONSOLIDATION,
    )
    assert found[2] == ("Consolidation", "now", 1)
    assert found[3] == ("SWG", "to-come", None)


def test_a_withdrawn_plan_ends_where_it_stood(paper):
    found = lived(paper, PaperStatus.CIRCULATED, PaperStatus.WITHDRAWN)
    assert found == [
        ("Drafting", "past", 27),
        ("With Member States", "past", 28),
        ("withdrawn", "now", 29),
    ]


def test_a_completed_plan_has_nothing_left(paper):
    found = lived(paper, *[PaperStatus.CIRCULATED, PaperStatus.BEFORE_SWG, PaperStatus.RECOMMENDED])
    assert found[3][1] == "now"
    found = lived(paper, PaperStatus.ADOPTED, PaperStatus.IMPLEMENTING, PaperStatus.COMPLETED)
    assert {state for _label, state, _day in found} == {"past"}


def test_the_page_of_a_plan_leads_to_one_next_act_and_says_why_another_waits(client, paper):
    client.force_login(members.officer())
    whole = client.get(reverse("plans:paper-detail", args=[paper.slug])).content.decode()
    shown = whole.partition("<template")[0]  # what follows stands there only once the session has ended
    assert shown.count("btn-primary") == 1
    assert 'aria-current="step"' in whole
    circulate = reverse("notes:circulation-prepare", args=[paper.slug])
    is_held = "Possible when the text is complete and reviewed" in whole
    assert is_held != (circulate in whole)


def test_a_decision_stands_on_the_day_of_the_meeting(paper):
    officer = members.officer()
    comments.revision(paper)
    lived(paper, PaperStatus.CIRCULATED, PaperStatus.BEFORE_SWG)
    for kind, day in (("recommended", 28), ("approved", 30)):
        at = AT + dt.timedelta(days=60)
        plans.decided(paper, kind, by=officer, held_on=dt.date(2026, 12, day), at=at)
    found = life_line.stages(paper, paper.events.all(), paper.decisions.all())
    assert [(str(one.label), one.on) for one in found[3:5]] == [
        ("SWG", dt.date(2026, 12, 28)),
        ("Adopted", dt.date(2026, 12, 30)),
    ]


def test_the_page_of_an_adopted_plan_leads_to_its_text(client, paper):
    lived(paper, PaperStatus.CIRCULATED, PaperStatus.BEFORE_SWG, PaperStatus.RECOMMENDED, PaperStatus.ADOPTED)
    client.force_login(members.officer())
    page = client.get(reverse("plans:paper-detail", args=[paper.slug])).content.decode()
    assert page.rpartition("<template")[0].count("btn-primary") == 1
    assert f'href="{reverse("plans:published-detail", args=[paper.slug])}"' in page

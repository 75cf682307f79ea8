"""The count of open points that are new to a person: in the head and the title, until the person looks."""

import datetime as dt

import pytest
from django.urls import reverse

from dashboard.telling import digests, news
from members.models import Newness
from plans import open_points
from plans.models import ConceptPaper
from tests.factories import packages

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2022, 6, 8, 3, tzinfo=dt.UTC)
POINTS = reverse("dashboard:open-points")


@pytest.fixture
def closed(people, set_clock):
    made = packages.commented(people, set_clock)
    set_clock(MORNING)
    return made


def owed(owner):
    return [one for one in open_points.of(ConceptPaper.objects.all(), MORNING) if one.owner == owner]


def test_head_and_title_count_what_is_new_until_its_person_looks(closed, signatory, client):
    number = len(owed("signatory"))
    assert number
    client.force_login(signatory)
    assert "topbar-new" not in client.get("/help/").content.decode()
    digests.write_due(MORNING)
    page = client.get("/help/").content.decode()
    assert f"<title>({number}) " in page and f"<b>{number}</b>" in page and "new" in page
    client.get(POINTS)
    assert "topbar-new" not in client.get("/help/").content.decode()
    digests.write_due(MORNING + dt.timedelta(minutes=1))
    assert Newness.objects.get(person=signatory).number == 0


def test_what_came_up_before_the_look_is_not_counted_again_and_what_came_after_is(closed, signatory):
    points = owed("signatory")
    before = Newness.objects.create(person=signatory, looked_at=max(point.since for point in points))
    news.count(signatory, points, before)
    assert Newness.objects.get().number == 0
    before.looked_at = min(point.since for point in points) - dt.timedelta(seconds=1)
    before.save()
    news.count(signatory, points, before)
    assert Newness.objects.get().number == len(points)


def test_a_look_while_the_sweep_counts_is_not_undone(closed, signatory):
    before = Newness.objects.create(person=signatory, number=1)
    Newness.objects.update(number=0, looked_at=MORNING)
    news.count(signatory, owed("signatory") * 2, before)
    assert Newness.objects.get().number == 0


def test_nobody_is_told_of_the_points_of_others(closed, people, signatory):
    digests.write_due(MORNING)
    for person in people.values():
        own = [one for one in open_points.of_reader(person, MORNING) if open_points.whose(person)(one)]
        counted = Newness.objects.filter(person=person).first()
        assert (counted.number if counted else 0) == len(own)

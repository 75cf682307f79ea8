"""The next four weeks on the start page: what falls in them, and for whom."""

import datetime as dt
from collections import Counter

import pytest
from django.urls import reverse

from comments.enums import Position
from comments.procedure.lists import overview
from dashboard.start import agenda
from dashboard.views import weeks
from dashboard.views.weeks import Lane
from members.models import User
from tests.factories import comments, members, notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(people, set_clock):
    set_clock(notes.AT)
    return notes.circulated()


def of(user, number=agenda.LATEST):
    return weeks.of_reader(user, overview.leading(user, notes.AT, number), notes.AT, "en")


def test_a_deadline_falls_on_its_last_day(consultation, people):
    (deadline,) = of(people["KZ"])
    assert (deadline.lane, deadline.first) == (Lane.DEADLINES, dt.date(2022, 6, 6))
    assert deadline.url == reverse("comments:consultation-detail", args=[consultation.pk])


def test_reminders_and_holidays_are_of_the_secretariat_alone(consultation, people, officer):
    lanes = {one.lane for one in of(officer)}
    assert Lane.REMINDERS in lanes
    assert {one.lane for one in of(people["TR"])} == {Lane.DEADLINES}


def test_what_is_not_named_is_counted_by_day(consultation, people, officer):
    later = notes.RESPOND_BY + dt.timedelta(days=1)
    for day in (notes.RESPOND_BY, notes.RESPOND_BY, later):
        notes.circulated(paper=notes.paper(), respond_by=day)
    named, counted = of(officer), of(officer, 1)

    def by_day(found, lane):
        return [(one.first, one.words) for one in found if one.lane == lane]

    name = consultation.revision.short_title
    assert len(by_day(named, Lane.DEADLINES)) == 4
    assert (
        by_day(counted, Lane.DEADLINES)
        == by_day(of(people["KZ"], 1), Lane.DEADLINES)
        == [
            (notes.RESPOND_BY, f"Deadline, {name}"),
            (notes.RESPOND_BY, "Other deadlines: 2"),
            (later, "Other deadlines: 1"),
        ]
    )
    reminded = Counter(day for day, _words in by_day(named, Lane.REMINDERS))
    for day, words in by_day(counted, Lane.REMINDERS):
        reminded[day] -= int(words.rpartition(": ")[2]) if words.startswith("Other") else 1
    assert reminded and not any(reminded.values())


@pytest.fixture
def section(client):
    """Return a function that reads the four weeks on the start page of somebody."""

    def read_as(user):
        client.force_login(user)
        page = client.get(reverse("home")).content.decode()
        return page.partition('id="weeks"')[2].partition("</section>")[0]

    return read_as


def test_the_weeks_are_of_their_reader_and_of_the_day(consultation, people, officer, section, set_clock):
    first, name = section(officer), consultation.revision.short_title
    assert section(officer) == first
    assert f'<a href="{reverse("initiatives:calendar")}">Calendar</a>' in first
    assert f"Reminder, {name}" in first and "Deadline" not in first  # it stands with the consultation
    assert section(people["TR"]) == ""
    notes.reached(consultation)
    comments.answer(consultation, people["TR"], Position.NO_OBJECTION)
    assert "Reminder" not in section(people["TR"]) and f"Deadline, {name}" in section(people["TR"])
    assert name not in section(members.contact_point(members.member_state("MN")))
    User.objects.filter(pk=officer.pk).update(language="ru")
    assert "Ближайшие" in section(User.objects.get(pk=officer.pk))
    User.objects.filter(pk=officer.pk).update(language="en")
    set_clock(notes.CLOSES_AT - dt.timedelta(hours=1))
    assert '<span class="line-side">today</span>' in section(people["TR"])
    assert '<span class="line-side">today</span>' not in first

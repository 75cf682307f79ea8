"""The next four weeks on the start page: what falls in them, for whom, and where it is drawn."""

import datetime as dt
from collections import Counter

import pytest
from django.urls import reverse

from cica_portal.messages import overlay
from comments.procedure.lists import overview
from dashboard.start import agenda
from dashboard.views import weeks
from dashboard.views.weeks import Item, Lane
from members.models import User
from tests.factories import members, notes

pytestmark = pytest.mark.django_db

MONDAY = dt.date(2026, 11, 30)


def item(day, name="ICT security 2026-27", lane=Lane.DEADLINES, last=None):
    return Item(lane, day, last or day, name, f"Deadline, {name}", "/x/")


def marks(*items):
    return weeks._drawn(Lane.DEADLINES, items, MONDAY)


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


def test_names_that_would_meet_are_drawn_in_rows():
    drawn = marks(item(MONDAY), item(MONDAY + dt.timedelta(days=1)), item(MONDAY + dt.timedelta(days=20)))
    assert [mark.y for mark in drawn.marks] == [19, 49, 19]
    assert drawn.height == 68


def test_a_name_at_the_end_is_drawn_on_the_left_of_its_mark():
    (mark,) = marks(item(MONDAY + dt.timedelta(days=27))).marks
    assert mark.is_left and mark.x == pytest.approx(98.21)


def test_an_event_of_some_days_is_a_bar_that_ends_where_it_ends():
    day = MONDAY + dt.timedelta(days=7)
    (mark,) = marks(item(day, last=day + dt.timedelta(days=1))).marks
    assert (mark.x, mark.width) == (25, pytest.approx(7.14))


def test_a_long_name_is_cut_in_the_picture_and_whole_in_the_list(client, consultation):
    (mark,) = marks(item(MONDAY, name="W" * 60)).marks
    assert len(mark.name) == weeks.NAME_LIMIT and mark.name.endswith("…")


def test_the_start_page_says_in_a_list_what_the_picture_shows(client, consultation):
    client.force_login(members.officer())
    page = client.get(reverse("home")).content.decode()
    name = consultation.revision.short_title
    assert f"Deadline, {name}</a>" in page
    assert f'aria-label="6\u00a0June\u00a02022: Deadline, {name}"' in page


@pytest.fixture
def picture(client):
    """Return a function that reads the four weeks on the start page of somebody."""

    def read_as(user):
        client.force_login(user)
        page = client.get(reverse("home")).content.decode()
        return page.partition('id="weeks"')[2].partition("</section>")[0]

    return read_as


def test_what_is_kept_of_the_picture_is_of_its_reader_and_of_its_day(
    consultation, people, officer, picture, set_clock
):
    first, name = picture(officer), consultation.revision.short_title
    assert picture(officer) == first
    assert f"Reminder, {name}" in first and f"Deadline, {name}" in first
    assert "Reminder" not in picture(people["TR"]) and f"Deadline, {name}" in picture(people["TR"])
    assert name not in picture(members.contact_point(members.member_state("MN")))
    User.objects.filter(pk=officer.pk).update(language="ru")
    assert "Ближайшие" in picture(User.objects.get(pk=officer.pk))
    User.objects.filter(pk=officer.pk).update(language="en")
    set_clock(notes.CLOSES_AT - dt.timedelta(hours=1))
    assert '<span class="line-when">Today</span>' in picture(User.objects.get(pk=officer.pk))
    assert '<span class="line-when">Today</span>' not in first


def test_the_calendar_beside_the_weeks_is_called_what_it_holds(consultation, officer, picture):
    assert f'<a href="{reverse("initiatives:calendar")}">Calendar of events</a>' in picture(officer)


def test_what_is_kept_of_the_picture_is_forgotten_where_more_falls_in_it(consultation, officer, picture):
    first = picture(officer)
    further = notes.circulated(paper=notes.paper(period_from=2031, period_to=2032))
    assert f"Deadline, {further.revision.short_title}" not in first
    assert f"Deadline, {further.revision.short_title}" in picture(officer)


def test_what_is_kept_of_the_picture_is_forgotten_with_the_words_of_before(consultation, officer, picture):
    assert "Next four weeks" in picture(officer)
    overlay.put({"en": {overlay.key("Next four weeks"): "Four weeks from now"}}, "corrected")
    try:
        assert "Four weeks from now" in picture(officer)
    finally:
        overlay.put({}, "")
    assert "Next four weeks" in picture(officer)

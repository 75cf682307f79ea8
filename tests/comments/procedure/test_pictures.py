"""The pictures of a consultation: its course by days, and the comments by paragraph."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from comments.enums import Position
from comments.models import Consultation
from comments.procedure.lists import overview
from comments.procedure.replies import ledger
from comments.views.procedure import pictures
from tests.factories import comments, members, notes, plans

pytestmark = pytest.mark.django_db

LATER = notes.AT + dt.timedelta(days=3)


@pytest.fixture
def consultation(people, set_clock):
    set_clock(notes.AT)
    made = notes.circulated()
    set_clock(LATER)
    comments.answer(made, people["KZ"], Position.COMMENTS)
    comments.answer(made, people["TR"])
    return made


def course(consultation, at=LATER):
    found = Consultation.objects.get(pk=consultation.pk)
    return pictures.course(found, ledger.rows(found, at=at), list(found.extensions.all()), at)


def test_squares_stand_on_the_day_on_which_responses_came(consultation):
    made = course(consultation)
    (day,) = made.days
    assert day.on == dt.date(2022, 5, 29)
    assert (day.commented, day.others) == ([-14], [-28])
    assert made.words == "29 May: 2"
    assert made.place(made.opened) < day.x == made.x_today < made.x_deadline


def test_the_course_has_run_to_today_and_at_most_to_the_deadline(consultation):
    assert course(consultation).x_run == course(consultation).x_today
    over = course(consultation, notes.CLOSES_AT + dt.timedelta(days=40))
    assert over.today is None and over.x_run == over.x_deadline


def test_a_deadline_that_moved_is_drawn_with_the_former_one(consultation, officer):
    extension = consultation.extensions.create(
        old_respond_by=dt.date(2022, 6, 6),
        old_closes_at=notes.CLOSES_AT,
        new_respond_by=dt.date(2022, 6, 10),
        new_closes_at=notes.CLOSES_AT + dt.timedelta(days=4),
        reason="",
        by=officer,
        at=LATER,
    )
    Consultation.objects.filter(pk=consultation.pk).update(
        closes_at=extension.new_closes_at, respond_by=extension.new_respond_by
    )
    made = course(consultation)
    (move,) = made.moves
    assert (move.former, made.deadline) == (dt.date(2022, 6, 6), dt.date(2022, 6, 10))
    assert move.x_from < move.middle < move.x_to == made.x_deadline


def test_comments_are_counted_by_paragraph_for_who_may_read_them(consultation, officer, people):
    def numbers(user):
        found = overview.for_reader(user, LATER).get(pk=consultation.pk)
        groups = pictures.heat(found, user, LATER, "en")
        return sum(cell.number for group in groups for cell in group.cells)

    assert numbers(officer) == 1
    assert numbers(people["RU"]) == 0


def test_what_stands_in_an_annex_is_counted_under_it(officer, set_clock):
    kinds = ("title", "heading", "paragraph", "annex", "item", "heading", "paragraph")
    paper = plans.paper(blocks=0, status="circulated")
    for kind in kinds[1:]:
        plans.block(paper, kind=kind, texts=dict.fromkeys(LANGUAGES, f"A {kind}"))
    made = comments.consultation(revision=comments.revision(paper))
    found = overview.for_reader(officer, LATER).get(pk=made.pk)

    groups = pictures.heat(found, officer, LATER, "en")[1:]

    assert [(group.label, len(group.cells)) for group in groups] == [
        ("1. A heading", 2),
        ("Annex A annex", 2),
        ("1. A heading", 2),
    ]


def test_the_numbers_by_paragraph_are_those_of_the_moment_and_of_the_reader(
    client, consultation, officer, people
):
    """The groups are kept as markup: a comment more, another language or reader is another picture."""
    address = reverse("comments:consultation-pictures", args=[consultation.pk])

    def shown(user):
        client.force_login(user)
        page = client.get(address).content.decode()
        return sum(map(int, re.findall(r'class="heat-cell[^>]*><b>(\d+)</b>', page))), page

    number, page = shown(officer)
    assert number == 1 and re.search(r'aria-label="[^"]*: 1 comment"', page)
    comments.answer(consultation, people["RU"], Position.COMMENTS)
    number, page = shown(officer)
    assert number == 2 and re.search(r'aria-label="[^"]*: 2 comments"', page)
    officer.language = "ru"
    officer.save()
    number, page = shown(officer)
    assert number == 2 and re.search(r'aria-label="[^"]*: 2 комментария"', page)
    coordinator = members.coordinator()
    plans.coordinator_of(consultation.revision.paper.measure, coordinator, state=coordinator.member_state)
    assert "heat-cell" not in shown(coordinator)[1]  # who reads no comments before the deadline


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "part of the board"])
def test_the_board_leads_to_the_course_in_words_and_to_the_comments(
    client, consultation, officer, people, headers
):
    board = reverse("comments:consultation-board", args=[consultation.pk])
    address = reverse("comments:consultation-pictures", args=[consultation.pk])
    client.force_login(officer)
    shown = client.get(board).content.decode()
    assert f'hx-get="{address}"' in shown and f'href="{address}"' in shown
    page = client.get(address, headers=headers).content.decode()
    assert ("<html" in page) == (not headers)
    assert "29 May: 2</desc>" in page
    assert "Reminder scheduled" in page
    assert f"{reverse('comments:consultation-compilation', args=[consultation.pk])}?block=" in page
    client.force_login(people["RU"])
    assert client.get(address, headers=headers).status_code in (403, 404)


def test_a_board_that_changed_brings_its_pictures_along(client, consultation, officer):
    client.force_login(officer)
    board = reverse("comments:consultation-board", args=[consultation.pk])
    page = client.get(board, {"seen": "before"}, headers={"HX-Request": "true"}).content.decode()
    assert "29 May: 2</desc>" in page and 'hx-trigger="load"' not in page

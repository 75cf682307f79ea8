"""The pictures of a consultation: its course by days, and the comments by paragraph."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from comments.enums import Position
from comments.models import Consultation
from comments.procedure.lists import overview
from comments.procedure.replies import ledger
from comments.views.procedure import pictures
from tests.factories import comments, notes, plans

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
    return pictures.Course(found, ledger.rows(found, at=at), list(found.extensions.all()), at)


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
        return sum(cell.number for _label, cells in groups for cell in cells)

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

    assert [(label, len(cells)) for label, cells in groups] == [
        ("1. A heading", 2),
        ("Annex A annex", 2),
        ("1. A heading", 2),
    ]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "part of the board"])
def test_the_board_leads_to_the_course_in_words_and_to_the_comments(
    client, consultation, officer, people, headers
):
    board = reverse("comments:consultation-board", args=[consultation.pk])
    address = reverse("comments:consultation-pictures", args=[consultation.pk])
    shown = client.signed_in(officer).get(board).content.decode()
    assert f'data-hx-get="{address}"' in shown and f'href="{address}"' in shown
    page = client.get(address, headers=headers).content.decode()
    assert ("<html" in page) == (not headers)
    assert "29 May: 2</desc>" in page
    assert "Reminder scheduled" in page
    assert f"{reverse('comments:consultation-compilation', args=[consultation.pk])}?block=" in page
    assert client.signed_in(people["RU"]).get(address, headers=headers).status_code in (403, 404)


def test_a_board_that_changed_brings_its_pictures_along(client, consultation, officer):
    client.force_login(officer)
    board = reverse("comments:consultation-board", args=[consultation.pk])
    page = client.get(board, {"seen": "before"}, headers={"HX-Request": "true"}).content.decode()
    assert "29 May: 2</desc>" in page and 'data-hx-trigger="load"' not in page

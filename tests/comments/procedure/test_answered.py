"""A State that has answered sees what it filed, and the one act that is left to it."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal import clock, formats, spaces
from comments.enums import Position
from comments.models import DraftComment
from comments.procedure import consultations
from comments.procedure.deadlines import grants
from members.directory import people
from plans.enums import PaperStatus
from plans.life import papers
from tests.factories import comments

ACT = re.compile(r'<div class="answer-bar-act">\s*<a class="btn btn-primary"\s+href="([^"]*)">([^<]*)</a>')
LINK = re.compile(r"<a [^>]*>([^<]*)</a>")
AFTER = "2022-06-07T12:00:00+06:00"
SUBMIT, LATE, REPLACE, SHOW = "Submit response", "Submit late", "Replace response", "Show our response"
NO_OBJECTION, WITHDRAW = "Declare no objection", "Withdraw response"


@pytest.fixture
def page(client, consultation, contact):
    """Return a function that reads a page of the round as the contact point does."""

    def read(name: str = "consultation-detail") -> str:
        client.force_login(contact)
        return client.get(reverse(f"comments:{name}", args=[consultation.pk])).content.decode()

    return read


def acts(page: str) -> tuple[str, set[str]]:
    """Return the primary act of the page and which of the acts that answer stand on it."""
    primary = ACT.search(page)
    found = {word.strip() for word in LINK.findall(page)}
    return primary[2] if primary else "", found & {SUBMIT, LATE, REPLACE, SHOW, NO_OBJECTION, WITHDRAW}


def grant(consultation, state, signatory, set_clock):
    at = set_clock(AFTER)
    consultations.close(consultation, at=at)
    until = at.replace(day=9)
    return grants.give(consultation, state, until=until, reason="A holiday", by=signatory, at=at)


@pytest.mark.parametrize("position", [Position.COMMENTS, Position.NO_OBJECTION])
def test_an_open_consultation_offers_to_replace_what_was_filed(consultation, contact, page, position):
    assert acts(page()) == (SUBMIT, {SUBMIT, NO_OBJECTION})

    comments.answer(consultation, contact, position)

    assert acts(page()) == (REPLACE, {REPLACE, WITHDRAW})
    assert "Your State can still replace its response" in page()


def test_an_answer_that_was_withdrawn_is_given_anew(consultation, contact, page):
    comments.answer(consultation, contact)
    comments.answer(consultation, contact, Position.WITHDRAWN)

    assert acts(page()) == (SUBMIT, {SUBMIT, NO_OBJECTION})


def test_a_closed_consultation_shows_what_was_filed_in_time_and_asks_for_nothing(
    consultation, contact, page, set_clock
):
    filed = comments.answer(consultation, contact, Position.COMMENTS)
    set_clock(AFTER)
    shown = page()

    assert acts(shown) == (SHOW, {SHOW})
    assert ACT.search(shown)[1] == reverse("comments:receipt-detail", args=[filed.receipt.number])
    assert "The response that your State submitted in time remains valid" in shown


def test_what_was_written_since_can_still_be_kept_as_late(consultation, contact, page, set_clock):
    comments.answer(consultation, contact)
    comments.draft(consultation, contact)
    set_clock(AFTER)

    assert acts(page()) == (SHOW, {SHOW, LATE})


def test_a_closed_consultation_without_an_answer_takes_a_late_one(consultation, contact, page, set_clock):
    set_clock(AFTER)

    assert acts(page()) == (LATE, {LATE})


def test_under_a_grant_an_answer_is_given_and_then_replaced(
    consultation, contact, signatory, page, set_clock
):
    grant(consultation, contact.member_state, signatory, set_clock)
    assert acts(page()) == (SUBMIT, {SUBMIT, NO_OBJECTION})

    comments.answer(consultation, contact)

    assert acts(page()) == (REPLACE, {REPLACE, WITHDRAW})


def test_in_additional_time_the_receipt_says_until_when_and_the_page_once_it_has_ended(
    consultation, contact, signatory, client, page, set_clock
):
    given = grant(consultation, contact.member_state, signatory, set_clock)
    calendar = reverse("comments:consultation-calendar", args=[consultation.pk])
    until = spaces.shown(formats.closing(given.until, consultation.time_zone, "en"))
    assert calendar in page() and "The additional time of your State ended" not in page()
    for name, said in (
        ("response-no-objection", "Your State can replace the response. Deadline: "),
        ("response-withdraw", "Your State can submit another response. Deadline: "),
    ):
        url = reverse(f"comments:{name}", args=[consultation.pk])
        last = client.get(url).context["last_receipt"]
        sent = {"request_key": uuid.uuid4(), "shown": last}
        shown = client.post(url, sent, follow=True).content.decode()
        assert f"{said}{until}" in shown

    set_clock(given.until)

    assert f"The additional time of your State ended: {until}." in page() and calendar not in page()


@pytest.mark.parametrize("has_answered", [True, False])
def test_a_withdrawn_plan_asks_for_no_answer(consultation, contact, signatory, page, set_clock, has_answered):
    if has_answered:
        comments.answer(consultation, contact)
    at = clock.now()
    papers.move(consultation.revision.paper, PaperStatus.WITHDRAWN, by=signatory, at=at, reason="Overtaken")
    consultations.stop(consultation, at=at)

    assert acts(page()) == ((SHOW, {SHOW}) if has_answered else ("", set()))
    assert "What is filed now" not in page() and "what is filed now" not in page()


def test_a_drafter_is_never_led_to_an_answer(consultation, contact, drafter, client):
    comments.answer(consultation, contact)
    client.force_login(drafter)
    shown = client.get(reverse("comments:consultation-detail", args=[consultation.pk])).content.decode()

    assert acts(shown) == ("", set())
    assert "The contact point or the deputy submits the response." in shown


def test_a_filed_comment_is_changed_for_a_new_response_alone(consultation, contact, page, set_clock):
    comments.draft(consultation, contact)
    assert LINK.findall(page()).count("Edit") == 1

    comments.answer(consultation, contact, Position.COMMENTS)
    links = LINK.findall(page())
    assert ("Edit" in links, links.count("Change for a new response")) == (False, 1)

    set_clock(AFTER)
    links = LINK.findall(page())
    assert {"Edit", "Change for a new response", "Files"} & set(links) == set()


def test_a_comment_changed_since_it_was_filed_is_edited(consultation, contact, page):
    comments.answer(consultation, contact, Position.COMMENTS)
    DraftComment.objects.update(sha256="1" * 64)

    assert "Edit" in LINK.findall(page())


def test_the_form_of_a_filed_comment_says_that_it_stands(consultation, contact, client):
    draft = comments.draft(consultation, contact)
    client.force_login(contact)

    def form() -> bool:
        shown = client.get(reverse("comments:draft-edit", args=[draft.pk])).content.decode()
        return "This comment has been submitted. What you save here is a draft for a new response" in shown

    assert not form()
    comments.answer(consultation, contact, Position.COMMENTS)
    assert form()


def test_the_page_of_the_new_response_says_what_it_replaces(consultation, contact, page):
    comments.answer(consultation, contact)
    shown = page("response-submit")
    assert f"<h1>{REPLACE}</h1>" in shown
    assert (
        "The response that your State submitted remains valid. To replace it, first write a comment" in shown
    )
    assert acts(shown)[1] == set()

    comments.draft(consultation, contact)
    assert "The new response replaces the one your State submitted before" in page("response-submit")


def test_comments_can_be_replaced_by_no_objection(consultation, contact, page):
    comments.answer(consultation, contact, Position.COMMENTS)

    assert "Declare no objection instead of commenting" in LINK.findall(page("response-submit"))
    assert '<form method="post">' in page("response-no-objection")


def test_no_objection_is_not_declared_twice(consultation, contact, page):
    comments.answer(consultation, contact)
    shown = page("response-no-objection")

    assert "Your State has already declared no objection" in shown
    assert 'name="request_key"' not in shown


def test_the_receipt_leads_to_the_new_response_as_long_as_it_counts(
    consultation, contact, other, client, signatory, set_clock
):
    first = comments.answer(consultation, contact)
    second = comments.answer(consultation, contact, Position.COMMENTS)

    def offers(response, reader=contact) -> bool:
        client.force_login(reader)
        number = response.receipt.number
        answer = client.get(reverse("comments:receipt-detail", args=[number]))
        assert answer.status_code == 200
        return REPLACE in LINK.findall(answer.content.decode())

    assert [offers(first), offers(second), offers(second, signatory)] == [False, True, False]
    set_clock(AFTER)
    assert not offers(second)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_act_is_in_the_readers_language(consultation, contact, page, language):
    comments.answer(consultation, contact)
    people.set_language(contact, language)
    with translation.override(language):
        word = translation.gettext(REPLACE)

    assert word != REPLACE
    assert ACT.search(page())[2] == word


def test_a_late_page_says_that_the_answer_in_time_stands(consultation, contact, client, page, set_clock):
    comments.answer(consultation, contact)
    comments.draft(consultation, contact)
    set_clock(AFTER)
    shown = page("response-submit")
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown))
    answer = client.post(reverse("comments:response-submit", args=[consultation.pk]), fields)

    assert answer.status_code == 409
    assert "The response that your State submitted in time remains valid." in answer.content.decode()

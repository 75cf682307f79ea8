"""How many clicks a delegation needs, each from its start page: 3 to ask for more time, 3 to join what
another State proposes, 7 to declare no objection and then to comment after all. Signing in, typing and
choosing in a list are not counted."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from cica_portal import clock
from comments.models import Comment, Consultation, DraftComment, TimeRequest
from tests.browser.conftest import SignIn, wait_until
from tests.browser.test_clicks import Hand
from tests.browser.test_joining import proposed
from tests.browser.words import words

MORE_TIME, JOINED, COMMENT_AFTER_ALL = 3, 3, 7


@pytest.fixture
def current(portal) -> Consultation:
    """Return the round that is open in the demonstration."""
    return Consultation.objects.get(closes_at__gt=clock.now())


@pytest.mark.parametrize(("language", "width"), [("ru", 1280), ("kk", 390)])
def test_more_time_is_asked_for_in_three_clicks(sign_in: SignIn, current, language, width):
    say, hand = words(language), Hand()
    page = sign_in("kz.contact", language=language, width=width)
    page.goto("/")
    hand.press(page.get_by_role("link", name=say("Request additional time")))
    page.locator("[name=wished_on]").fill((current.respond_by + dt.timedelta(days=7)).isoformat())
    page.locator("[name=reason]").fill("Үкімет ішінде келісу керек.")
    hand.press(page.get_by_role("button", name=say("Send request")))

    expect(page.get_by_role("heading", name=say("Requests of your State"))).to_be_visible()
    # Who asked, a comma, and when, in one line.
    expect(page.locator(".history .quiet time")).to_have_css("display", "inline")
    assert TimeRequest.objects.get(consultation=current, member_state__code="KZ").by.username == "kz.contact"
    assert hand.clicks <= MORE_TIME


def test_a_proposal_is_joined_in_three_clicks(sign_in: SignIn):
    say, hand = words("kk"), Hand()
    consultation = proposed()
    page = sign_in("kg.contact", language="kk", width=390)
    page.goto("/")
    opening = page.locator(f"a[href='/consultations/{consultation.pk}/']")
    hand.press(opening.filter(has_text=say("Read and comment")))
    hand.press(page.locator("details[data-comment] > summary").first)
    hand.press(page.get_by_role("link", name=say("Join proposal")))

    draft = DraftComment.objects.filter(consultation=consultation, member_state__code="KG")
    wait_until(page, draft.exists, "the proposal is joined")
    expect(page.locator(f"#c-{draft.get().pk}")).to_be_focused()
    assert draft.get().created_by.username == "kg.contact"
    assert hand.clicks <= JOINED


def test_no_objection_and_a_comment_after_all_take_seven_clicks(sign_in: SignIn, current):
    say, hand = words("ru"), Hand()
    page = sign_in("kg.contact", language="ru")
    page.goto("/")
    hand.press(page.get_by_role("link", name=say("Read and comment")))
    hand.press(page.get_by_role("link", name=say("Declare no objection")))
    hand.press(page.get_by_role("button", name=say("Declare no objection")))
    hand.press(page.get_by_role("link", name=say("Replace response")))
    hand.press(page.locator(".block-acts a").nth(2))
    expect(page.locator(".in-place")).to_be_focused()
    page.keyboard.type(" Это касается и больниц.")
    page.locator(".writing [name=rationale]").fill("На них тоже нападают.")
    hand.press(page.get_by_role("link", name=say("Replace response")))
    hand.press(page.get_by_role("button", name=say("Replace response")))

    expect(page.locator(".receipt")).to_be_visible()
    comment = Comment.objects.get(response__consultation=current, response__member_state__code="KG")
    assert comment.rationale == "На них тоже нападают."
    assert hand.clicks <= COMMENT_AFTER_ALL

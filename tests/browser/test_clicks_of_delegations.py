"""How many clicks a delegation needs, each from its start page: 3 to ask for more time, 7 to declare no
objection and then to comment after all. Signing in, typing and choosing in a list are not counted."""

import datetime as dt

from playwright.sync_api import expect

from comments.models import Comment, TimeRequest
from tests.browser.conftest import SignIn
from tests.browser.test_clicks import Hand
from tests.browser.words import words

MORE_TIME, COMMENT_AFTER_ALL = 3, 7


def test_more_time_is_asked_for_in_three_clicks(sign_in: SignIn, current):
    say, hand = words("kk"), Hand()
    page = sign_in("kz.contact", language="kk", width=390)
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

    expect(page.locator("#messages a[href*='/receipts/']")).to_be_visible()
    comment = Comment.objects.get(response__consultation=current, response__member_state__code="KG")
    assert comment.rationale == "На них тоже нападают."
    assert hand.clicks <= COMMENT_AFTER_ALL

"""The board of a consultation: every State once, as a tile, and a page that is read at a glance."""

from playwright.sync_api import expect

from cica_portal import clock
from comments.models import Consultation
from tests.browser.checks import violations
from tests.browser.conftest import SignIn

HEIGHT, WORDS = 2200, 480


def test_the_board_says_each_state_once_and_in_few_words(sign_in: SignIn, portal):
    current = Consultation.objects.get(closes_at__gt=clock.now())
    page = sign_in("officer", language="en", width=1280)
    page.goto(f"/consultations/{current.pk}/board/")
    expect(page.locator("#heat")).to_be_visible()
    for state in current.addressees.select_related("member_state"):
        said = page.locator("main").get_by_role("link").filter(has_text=state.member_state.name)
        expect(said).to_have_count(1)
    expect(page.locator("#cell-UZ")).to_contain_text("commented · 2")
    assert len(page.locator("main").inner_text().split()) <= WORDS
    assert page.evaluate("document.documentElement.scrollHeight") <= HEIGHT
    assert violations(page) == []
    page.locator("#cell-UZ").click()
    expect(page.locator("#state-UZ")).to_be_in_viewport()

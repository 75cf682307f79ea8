"""The text comes first: where the pages begin on which people read and write, as a browser lays them out."""

import pytest
from playwright.sync_api import Locator, Page, expect

from cica_portal import clock
from cica_portal.templatetags.portal import instant
from comments.models import Consultation
from members.models import User
from plans.outline import revision_outline
from tests.browser.conftest import SignIn
from tests.factories import comments

# In pixels from the top of a page that is 1280 or, on a phone, 390 wide; and in words around the draft.
FIRST_LINE, ON_A_PHONE, WORDS, CARD, MOVED = 320, 460, 90, 270, 1


def top_of(element: Locator) -> float:
    return float(element.evaluate("element => element.getBoundingClientRect().top + scrollY"))


def words_around(page: Page) -> int:
    """Return how many words of the page are not the draft's."""
    words = "all => all.reduce((sum, one) => sum + one.innerText.split(/\\s+/).filter(Boolean).length, 0)"
    main, blocks = (page.locator(of).evaluate_all(words) for of in ("main", "[data-block]"))
    return int(main - blocks)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_draft_begins_on_the_first_screen_and_stays_where_it_is(sign_in: SignIn, portal, language):
    current = Consultation.objects.get(closes_at__gt=clock.now())
    page = sign_in("in.contact", language=language)
    page.goto(f"/consultations/{current.pk}/")
    blocks = page.locator("[data-block]")
    # That a text is an unofficial translation stands above its first line.
    first = page.locator("#text .unofficial, #text .block-text").first
    assert top_of(first) <= FIRST_LINE
    assert words_around(page) <= WORDS
    following = blocks.nth(3).locator(".block-text")
    before = top_of(following)

    blocks.nth(2).locator(".block-text").click()
    card = blocks.nth(2).locator(".writing")
    expect(card).to_be_visible()
    expect(blocks.nth(2).locator(".in-place")).to_be_focused()
    assert card.evaluate("card => card.getBoundingClientRect().height") <= CARD
    assert abs(top_of(following) - before) <= MOVED

    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    assert top_of(first) <= ON_A_PHONE
    blocks.nth(2).locator(".block-text").click()
    expect(card).to_be_in_viewport()
    card.get_by_role("radio").last.click(trial=True)


# In pixels from the top, and in words, by the page as drawn.
FILED_BEGINS, FILED_WORDS = 240, 160


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_what_is_submitted_is_read_on_one_screen(sign_in: SignIn, current, language):
    contact = User.objects.get(username="th.contact")
    rows = [row for row in revision_outline(current.revision) if len(row.text(language)) > 150]
    assert len(rows) >= 3
    for row in rows[:3]:
        words = row.text(language).split()
        changed = " ".join([*words[:-3], "XXI", *words[-3:]])
        comments.draft(
            current, contact, block_key=row.key, language=language, remark="", proposed_text=changed
        )
    page = sign_in("th.contact", language=language)
    page.goto(f"/consultations/{current.pk}/answer/")
    expect(page.locator(".filed .redline")).to_have_count(3)
    for shown in page.locator(".filed .redline").all_inner_texts():
        assert shown.startswith("…") and "XXI" in shown and len(shown) <= 120
    closing = page.locator(f"main time[datetime='{instant(current.closes_at)}']")
    expect(closing).to_have_count(1)
    assert top_of(page.locator(".filed")) <= FILED_BEGINS
    assert len(page.locator("main").inner_text().split()) <= FILED_WORDS
    expect(page.locator(".answer-bar button")).to_be_in_viewport()

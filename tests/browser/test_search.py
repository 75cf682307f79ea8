"""Finding by keyboard: the box, its suggestions, the words marked, and the paragraph that a hit leads to."""

import pytest
from playwright.sync_api import expect

from cica_portal import clock
from comments.models import Consultation, DraftComment
from tests.browser.conftest import SignIn


@pytest.mark.both_databases
def test_delegate_finds_a_paragraph_by_keyboard_without_kazakh_letters(sign_in: SignIn, portal):
    page = sign_in("kz.contact", language="kk")
    page.goto("/consultations/")
    page.keyboard.press("/")
    box = page.locator("#search-words")
    expect(box).to_be_focused()
    with page.expect_response("**/search/suggestions/**"):
        page.keyboard.type("NCT/ICT")
    expect(page.locator("#search-suggestions option").first).to_have_attribute("value", "NCT/ICT/689")
    box.fill("кауипсиздик")
    page.keyboard.press("Enter")
    expect(page.locator("main mark").first).to_have_text("қауіпсіздігі", ignore_case=True)

    hit = page.locator(".item-title").first
    anchor = hit.get_attribute("href").partition("#")[2]
    hit.click()
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


def test_draft_is_found_by_its_delegation_and_by_nobody_else(sign_in: SignIn, portal):
    current = Consultation.objects.get(closes_at__gt=clock.now())
    draft = DraftComment.objects.get(
        consultation=current, member_state__code="AZ", remark__contains="письменном"
    )
    for name, is_found in (("az.reader", True), ("tr.reader", False), ("officer", False)):
        page = sign_in(name, language="ru")
        page.goto("/search/?q=письменный&kind=comments")
        marked = page.locator("main li", has=page.locator("mark", has_text="письменном"))
        expect(marked).to_have_count(1 if is_found else 0)
        assert (str(draft.pk) in page.content()) is is_found

"""Finding by keyboard: the search, its suggestions, and the paragraph that a hit leads to."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignIn


@pytest.mark.both_databases
def test_delegate_finds_a_paragraph_by_keyboard_without_kazakh_letters(sign_in: SignIn, portal):
    page = sign_in("kz.contact", language="kk")
    page.goto("/consultations/")
    page.keyboard.press("/")
    page.wait_for_url("**/search/")
    box = page.locator("#id_q")
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

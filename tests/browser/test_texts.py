"""An editor corrects a text of the interface: found by its words, proposed, approved, in use at once."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from phrases.texts import live
from tests.browser import checks
from tests.browser.conftest import NARROW
from tests.browser.words import words

NEW = "Завершить сеанс"


@pytest.fixture(autouse=True)
def own_words() -> Iterator[None]:
    live.forget()
    yield
    live.forget()


def examine(page: Page, name: str) -> None:
    """Look for what sticks out on a phone and for what nobody can use."""
    assert checks.violations(page) == []
    assert checks.leftovers(page) == set()
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)
    size = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 800})
    assert checks.overflow(page) == []
    if folder:
        page.screenshot(path=Path(folder, f"{name}-narrow.png"), full_page=True)
    page.set_viewport_size(size)


def test_an_editor_corrects_a_text_and_everybody_reads_it_at_once(sign_in):
    say = words("ru")
    officer = sign_in("officer", language="ru")
    officer.goto("/")
    officer.click("details.menu summary")
    officer.click(f"text={say('Interface texts')}")
    expect(officer.locator("h1")).to_have_text(say("Interface texts"))
    examine(officer, "list")
    # By keyboard: type, search, open, propose.
    officer.focus("[name=q] >> nth=-1")
    officer.keyboard.type("выйти")
    officer.keyboard.press("Enter")
    officer.wait_for_url("**q=*")
    officer.get_by_role("main").get_by_role("link", name="Выйти", exact=True).press("Enter")
    expect(officer.locator("h1")).to_have_text(say("Interface text"))
    examine(officer, "text")
    officer.locator("section", has=officer.locator("#text-ru")).get_by_role("link").last.press("Enter")
    officer.fill("[name=form_0]", "Отстранить <b>")
    officer.fill("[name=reason]", "Так принято на других порталах")
    officer.get_by_role("main").locator("button[type=submit]").press("Enter")
    expect(officer.locator(".alert-warning")).to_be_visible()
    examine(officer, "form")
    officer.check("[name=anyway]")
    officer.get_by_role("main").locator("button[type=submit]").press("Enter")
    expect(officer.locator(".error-summary")).to_be_visible()
    expect(officer.locator("[name=form_0]")).to_have_value("Отстранить <b>")
    officer.fill("[name=form_0]", NEW)
    officer.get_by_role("main").locator("button[type=submit]").press("Enter")
    expect(officer.locator("h1")).to_have_text(say("Correction of a text"))
    expect(officer.get_by_role("button", name=say("Approve correction"))).to_have_count(0)

    signatory = sign_in("signatory", language="kk")
    signatory.goto("/texts/corrections/")
    examine(signatory, "corrections")
    signatory.click(".item-title")
    expect(signatory.locator("h1")).to_have_text(words("kk")("Correction of a text"))
    examine(signatory, "correction")
    signatory.get_by_role("button", name=words("kk")("Approve correction")).press("Enter")
    expect(signatory.locator(".status-done").first).to_be_visible()

    delegate = sign_in("kz.contact", language="ru", javascript=False)
    delegate.goto("/")
    delegate.click("details.menu summary")
    expect(delegate.locator("details.menu button[type=submit]")).to_have_text(NEW)

    signatory.reload()
    signatory.locator("main details summary").press("Enter")
    signatory.fill("[name=reason]", "Бұрынғысы дұрыс")
    signatory.locator("main details button[type=submit]").press("Enter")
    expect(signatory.locator(".status-quiet").first).to_be_visible()
    delegate.reload()
    expect(delegate.locator("details.menu button[type=submit]")).to_have_text("Выйти")

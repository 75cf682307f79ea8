"""What the portal's script promises: typed text is not lost, keys move, only our own markup comes in."""

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenBrowser, eventually, session_for
from tests.factories import members

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def script_page(open_browser: OpenBrowser, live_server, settings) -> Page:
    """Return the sample page as a signed-in officer sees it."""
    settings.ROOT_URLCONF = "tests.browser.urls_of_script"
    page = open_browser(session_for(members.officer(language="en"))).new_page()
    page.goto(f"{live_server.url}/script/")
    return page


def leave_and_return(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(page.url.replace("/script/", "/accounts/2fa/"))
    page.goto(page.url.replace("/accounts/2fa/", "/script/"))


def test_unsaved_text_is_guarded_and_put_back(script_page):
    dialogs = []
    script_page.on("dialog", lambda dialog: dialogs.append(dialog.type))
    script_page.fill("#text", "Қосымша ұсыныс")
    leave_and_return(script_page)

    assert dialogs == ["beforeunload"]
    expect(script_page.locator("#text")).to_have_value("Қосымша ұсыныс")
    script_page.click("text=Discard text")
    expect(script_page.locator("#text")).to_have_value("")


def test_accepted_text_is_forgotten_and_the_clicked_button_travels(script_page):
    script_page.fill("#text", "agreed")
    script_page.click("text=Save")

    expect(script_page.locator("#messages")).to_contain_text("Saved by save: agreed")
    expect(script_page.locator("#text")).to_have_value("")
    leave_and_return(script_page)
    expect(script_page.locator("#text")).to_have_value("")


def test_text_outlives_a_lost_session(script_page):
    script_page.fill("#text", "typed for an hour")
    script_page.context.clear_cookies(name=django_settings.CSRF_COOKIE_NAME)
    script_page.click("text=Save")

    expect(script_page.locator("h1")).to_have_text("This page has expired and cannot be submitted")
    leave_and_return(script_page)
    expect(script_page.locator("#text")).to_have_value("typed for an hour")


def test_text_outlives_a_change_of_language_without_a_warning(script_page):
    dialogs = []
    script_page.on("dialog", lambda dialog: dialogs.append(dialog.type))
    script_page.fill("#text", "half a sentence")
    script_page.click(".language-switch [value=ru]")

    expect(script_page.locator("html")).to_have_attribute("lang", "ru")
    expect(script_page.locator("#text")).to_have_value("half a sentence")
    assert dialogs == []


def test_sign_out_forgets_what_was_typed(script_page):
    script_page.on("dialog", lambda dialog: dialog.accept())
    script_page.fill("#text", "secret")
    eventually(script_page, "Object.keys(sessionStorage).some((key) => key.startsWith('keep:'))")
    script_page.click("details.menu summary")
    script_page.click("details.menu button[type=submit]")

    expect(script_page.locator("h1")).to_have_text("Sign in")
    eventually(script_page, "!Object.keys(sessionStorage).some((key) => key.startsWith('keep:'))")


def test_fetched_markup_comes_in_but_script_does_not(script_page):
    script_page.click("text=Fetch >> nth=0")
    expect(script_page.locator("#fetched")).to_have_text("Fetched")

    script_page.evaluate(
        """() => ["htmx:swapError", "htmx:onLoadError"].forEach((name) =>
          document.body.addEventListener(name, () => { window.wasRefused = true; }))"""
    )
    script_page.click("#hostile")
    eventually(script_page, "window.wasRefused === true")
    expect(script_page.locator("#fetched")).to_have_text("Fetched")
    assert script_page.title() == "Script · CICA Consultations"


def test_what_is_brought_up_to_date_by_the_clock_leaves_the_focus_and_says_what_is_new(script_page):
    script_page.get_by_role("link", name="First").focus()

    script_page.dispatch_event("#progress", "look")

    expect(script_page.get_by_role("link", name="New")).to_be_visible()
    expect(script_page.get_by_role("link", name="First")).to_be_focused()
    expect(script_page.locator("#messages")).to_have_text("Both are ready.")

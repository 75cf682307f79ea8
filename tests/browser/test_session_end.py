"""When a session ends, its pages go from the screen, and what was typed cannot be read (rule 45)."""

import re

import pytest
from playwright.sync_api import Page, expect

from members.models import User
from tests.browser.conftest import OpenBrowser, eventually, no_connection, session_for
from tests.factories import members
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery"
TYPED = "Қосымша ұсыныс"
OVER = {"en": "Your session has ended", "ru": "Сеанс завершен"}


@pytest.fixture
def officer() -> User:
    return members.officer(language="en")


@pytest.fixture
def open_page(open_browser: OpenBrowser, complaints: list[str], live_server, settings, officer):
    """Return a function that opens the page of terms in one more tab of the officer's browser."""
    settings.PORTAL_ORIGIN = live_server.url
    context = open_browser(session_for(officer))

    def opened(path: str = "/script/", *, clock: bool = False) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        if clock:
            page.clock.install()
        page.goto(path)
        return page

    settings.ROOT_URLCONF = "tests.browser.urls_of_script"
    return opened


def sign_in(page: Page, person: User) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.locator("[name=login]").fill(person.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def stored(page: Page) -> dict[str, str]:
    return page.evaluate("Object.assign({}, sessionStorage, localStorage)")


def readable(page: Page) -> str:
    """Return everything that the tab stores, with what looks like JSON or base64 written out."""
    kept = stored(page)
    assert any(name.startswith("keep:") for name in kept)
    return page.evaluate(
        """(kept) => Object.entries(kept).flat().map((text) => {
            try { return text + new TextDecoder().decode(Uint8Array.from(atob(text.replace(/^1:/, "")),
                (letter) => letter.charCodeAt(0))); } catch { return text; }
        }).join("\\n")""",
        kept,
    )


def test_when_a_session_ends_by_itself_page_and_text_are_gone_without_the_server(
    open_page, officer, settings
):
    language = "ru"
    User.objects.filter(pk=officer.pk).update(language=language)
    page = open_page(clock=True)
    page.fill("#text", TYPED)
    with no_connection(page):
        page.clock.fast_forward((settings.SESSION_IDLE_LIMIT - 300) * 1000)
        expect(page.locator("#text")).to_have_value(TYPED)
        page.clock.fast_forward(400_000)
        expect(page.get_by_role("heading", level=1)).to_have_text(OVER[language])

    assert not re.search(f"{TYPED}|Block 1|{officer.display_name}", page.content())
    assert TYPED not in readable(page)
    expect(page.locator("[data-kept]")).to_be_visible()
    expect(page.locator("[data-unkept]")).to_be_hidden()


def test_after_signing_in_again_the_same_page_has_the_text_and_others_find_nothing(
    open_page, officer, settings
):
    page = open_page(clock=True)
    page.fill("#text", TYPED)
    settings.SESSION_IDLE_LIMIT = -1
    page.clock.fast_forward(7_300_000)
    expect(page.get_by_role("heading", level=1)).to_have_text(OVER["en"])
    settings.SESSION_IDLE_LIMIT = 7200
    page.context.clear_cookies()
    page.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert TYPED not in readable(page)
    sign_in(page, officer)
    expect(page).to_have_url(re.compile("/script/$"))
    expect(page.locator("#text")).to_have_value(TYPED)


def test_what_a_form_sent_after_the_end_of_the_session_cannot_be_read_in_the_tab(open_page, officer):
    page = open_page()
    page.fill("#text", TYPED)
    page.context.clear_cookies()
    page.click("text=Save")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert TYPED not in readable(page)
    sign_in(page, officer)
    expect(page.locator("#text")).to_have_value(TYPED)


def test_text_comes_back_after_a_new_key_of_the_portal_while_the_former_is_a_fallback(open_page, settings):
    page = open_page()
    page.fill("#text", TYPED)
    eventually(page, "Object.keys(sessionStorage).length > 0")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the portal, long enough for it"
    page.reload()
    expect(page.locator("#text")).to_have_value(TYPED)


@pytest.mark.both_databases
def test_signing_out_in_one_tab_clears_the_others_and_signing_in_brings_them_back(open_page, officer):
    other, page = open_page(), open_page()
    other.fill("#text", TYPED)
    page.click("details.menu summary")
    page.click("details.menu button[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    expect(other.get_by_role("heading", level=1)).to_have_text(OVER["en"])
    assert TYPED not in other.content() + readable(other)
    page.goto("/accounts/login/?next=/script/")
    sign_in(page, officer)
    expect(page.locator("#text")).to_have_value("")
    expect(other.locator("#text")).to_have_value(TYPED)


def test_a_page_that_hears_of_the_end_by_a_script_is_cleared_a_minute_later(open_page):
    page = open_page(clock=True)
    page.fill("#text", TYPED)
    page.route("**/fragment/", lambda route: route.fulfill(status=401))
    page.get_by_role("button", name="Fetch", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("You are signed out.")
    page.clock.fast_forward(50_000)
    expect(page.locator("#text")).to_have_value(TYPED)
    page.clock.fast_forward(15_000)
    expect(page.get_by_role("heading", level=1)).to_have_text(OVER["en"])


def test_text_that_cannot_be_kept_stays_on_the_screen_until_it_is_copied(open_page):
    page = open_page(clock=True)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    page.fill("#text", TYPED)
    page.clock.fast_forward(7_300_000)
    expect(page.get_by_role("heading", level=1)).to_have_text(OVER["en"])
    expect(page.locator("[data-unkept]")).to_be_visible()
    expect(page.locator("#text")).to_have_value(TYPED)
    expect(page.locator("button[type=submit]")).to_have_count(0)
    assert "Block 1" not in page.content()


def test_what_is_typed_the_moment_a_text_opens_is_kept_too(open_page, officer):
    paper = factory.paper(blocks=3, source_language="en")
    page = open_page(f"/plans/{paper.slug}/edit/", clock=True)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)  # what has come is not tied in from here on
    cell = page.locator(f"#cell-{paper.blocks.get(position=2).key}-ru")
    cell.locator("[data-edit]").click()
    cell.locator("textarea").fill(TYPED)
    page.clock.fast_forward(7_300_000)
    expect(page.get_by_role("heading", level=1)).to_have_text(OVER["en"])
    page.clock.resume()
    page.get_by_role("link", name="Sign in again").click()
    expect(cell.locator("textarea")).to_have_value(TYPED)

"""A contact point where a second factor is obligatory: sets up a passkey, and signs in with it alone."""

import pytest
from playwright.sync_api import Page, expect

from members.models import DelegationEntry, User
from tests.browser.conftest import SignIn

PASSWORD = "correct horse battery"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in_key(page: Page) -> None:
    """Give the browser a key that always agrees, as a finger on it would."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


@pytest.fixture
def person(portal, settings) -> User:
    settings.SECOND_FACTOR_REQUIRED = True
    found = User.objects.get(username="tj.contact")
    found.language = "kk"
    found.set_password(PASSWORD)
    found.save()
    return found


def test_passkey_is_set_up_before_anything_else_and_signs_in_alone(sign_in: SignIn, person: User):
    page = sign_in("", language="kk")
    plug_in_key(page)
    page.goto("/accounts/login/")
    page.fill("input[name=login]", person.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("Екінші фактор")
    page.goto("/consultations/")
    expect(page.locator("h1")).to_have_text("Екінші фактор")

    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.fill("main input[name=name]", "Кеңсе")
    page.check("input[name=passwordless]")
    page.locator("main form button").first.click()
    expect(page.locator("h1")).to_have_text("Қалпына келтіру кодтары")
    page.goto("/consultations/")
    expect(page.locator("h1")).to_have_text("Консультациялар")

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url(lambda address: "/login/" not in address)
    expect(page.locator("h1")).not_to_have_text("Кіру")
    page.goto("/delegation/record/")
    expect(page.locator(".item-title").first).to_have_text("Жүйеге кірді")
    assert DelegationEntry.objects.filter(action="user.sign_in", actor=person).count() == 2

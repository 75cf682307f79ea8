"""Every page of the accounts library that answers, in Russian and Kazakh, without a word of English left."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.urls import reverse

from members.models import User
from tests import authenticator
from tests.cica_portal.access_table import TABLE
from tests.clients import PortalClient
from tests.factories import members

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
NAMES = sorted(name for name in TABLE if name.startswith(("account_", "mfa_", "usersessions_")))
ARGUMENTS = {
    "account_confirm_email": {"key": "key"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "key"},
}
# Latin words that are no English: names, codes, what people typed.
OURS = re.compile(
    r"\b(?:EN|RU|KK|English|CICA|PIN|TOTP|WebAuthn|URL|Ctrl|Alt|Shift|Space|Enter|Esc|[jknpeasumdh]|aigerim|office|"
    r"JavaScript|UTC|QR|Browser)\b|\S+@\S+|\b[A-Z2-7]{16,}\b|\b\d+(?:\.\d+)+\b"
)


def visible(page: str) -> str:
    """Return what a person reads: no scripts, no tags, but the texts that tags carry."""
    page = re.sub(r"<(script|style|svg|head)\b.*?</\1>", " ", page, flags=re.S)
    carried = re.findall(r'(?:aria-label|placeholder|title|data-words-\w+|alt)="([^"]*)"', page)
    return " ".join([re.sub(r"<[^>]+>", " ", page), *carried])


def english(page: str) -> list[str]:
    text = OURS.sub(" ", re.sub(r"&\w+;|%\(\w+\)s", " ", visible(page)))
    return re.findall(r"[A-Za-z]{2,}(?:[ ,][A-Za-z]+)*", text)


def person(language: str) -> User:
    user = members.officer(username="aigerim", email="aigerim@example.org", language=language)
    return user


def client_of(user: User | None, language: str) -> PortalClient:
    client = PortalClient(HTTP_USER_AGENT="Browser")
    client.post(reverse("members:language-set"), {"language": language})
    if user is not None:
        client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def arguments(name: str, user: User) -> dict:
    if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"}:
        return {"pk": Authenticator.objects.get(user=user, type="webauthn").pk}
    return ARGUMENTS.get(name, {})


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_no_page_of_an_account_says_a_word_of_english(language):
    user = person(language)
    strange, bare = client_of(None, language), client_of(user, language)
    found: dict[str, list[str]] = {}
    answered = set()

    def look(client: PortalClient, name: str, method: str, state: str) -> None:
        url = reverse(name, kwargs=arguments(name, user))
        answer = client.get(url, follow=True) if method == "get" else client.post(url, {}, follow=True)
        if answer.headers["Content-Type"].startswith("text/html"):
            left = english(answer.content.decode())
            if left:
                found[f"{state} {method} {name}"] = left
            if answer.status_code == 200:
                answered.add(name)

    changing = {"account_logout", "mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_remove_webauthn"}
    quiet = [name for name in NAMES if name not in changing]
    for name in NAMES:
        if not name.endswith("_webauthn") or name in {"mfa_list_webauthn", "mfa_add_webauthn"}:
            look(strange, name, "get", "strange")
            look(bare, name, "get", "bare")
    for name in quiet:
        if not name.endswith("_webauthn"):
            look(strange, name, "post", "strange")
            look(bare, name, "post", "bare")
            cache.clear()
    Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "office", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}},
    )
    authenticator.protect(user)
    for name in NAMES:
        if name not in {"mfa_login_webauthn", "mfa_reauthenticate_webauthn", "mfa_add_webauthn"}:
            look(bare, name, "get", "protected")
    assert found == {}
    assert {"mfa_index", "mfa_view_recovery_codes", "mfa_edit_webauthn", "usersessions_list"} <= answered


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_step_of_the_second_factor_says_no_english(language):
    user = person(language)
    TOTP.activate(user, authenticator.SECRET)
    client = PortalClient()
    client.post(reverse("members:language-set"), {"language": language})
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    pages = [
        client.get(reverse("mfa_authenticate")),
        client.post(reverse("mfa_authenticate"), {"code": "000000"}),
        client.post(reverse("account_login"), {"login": "x", "password": "y"}),
    ]
    assert [english(page.content.decode()) for page in pages] == [[], [], []]

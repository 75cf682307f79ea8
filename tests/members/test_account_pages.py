"""The pages of the accounts library, in the portal's own dress and languages."""

import re
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from cica_portal import clock
from members.mailing import personal
from tests import authenticator
from tests.factories import members

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def heading(answer) -> str:
    return re.search(r"<h1>(.*?)</h1>", answer.content.decode(), re.S)[1]


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})


def confirm_identity(client):
    """Type the password once more, as the pages that change the protection of an account demand."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_sign_in_offers_password_and_passkey_but_no_registration(client):
    page = client.get(reverse("account_login")).content.decode()

    assert 'name="password"' in page
    assert page.index('id="passkey_login"') < page.index('type="password"')
    assert "signup" not in page


def test_too_many_attempts_are_slowed_down_in_the_readers_language(client):
    client.post(reverse("members:language-set"), {"language": "en"})
    user = members.officer()
    sign_in(client, user)
    for _ in range(11):
        answer = client.post(reverse("account_reauthenticate"), {"password": "wrong"})

    assert answer.status_code == 429
    assert heading(answer) == "Too many attempts in a short time"


def test_second_factor_is_set_up_asked_for_and_removed(client):
    user = members.officer(language="en")
    sign_in(client, user)
    confirm_identity(client)
    secret = re.search(
        r'<dd class="hash">(\w+)</dd>', client.get(reverse("mfa_activate_totp")).content.decode()
    )[1]
    answer = client.post(reverse("mfa_activate_totp"), {"code": authenticator.code(secret=secret)})
    assert answer.status_code == 302
    assert set(Authenticator.objects.filter(user=user).values_list("type", flat=True)) == {
        "totp",
        "recovery_codes",
    }
    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    codes = re.findall(r"<li>(\w{8})</li>", shown)
    assert len(codes) == 10
    saved = re.search(r'href="data:text/plain;charset=utf-8,(.*?)" download="recovery-codes.txt"', shown)[1]
    assert unquote(saved).split() == codes
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert codes[0] not in again
    assert "10 codes of 10 are unused." in client.get(reverse("mfa_index")).content.decode()
    assert heading(client.get(reverse("mfa_generate_recovery_codes"))) == "Create new recovery codes"
    assert heading(client.get(reverse("mfa_deactivate_totp"))) == "Remove authenticator app"
    assert heading(client.get(reverse("mfa_reauthenticate"))) == "Confirm identity"

    client.post(reverse("account_logout"))
    assert sign_in(client, user).url == reverse("mfa_authenticate")
    assert heading(client.get(reverse("mfa_authenticate"))) == "Second factor"
    refused = client.post(reverse("mfa_authenticate"), {"code": "00000000"})
    assert "Incorrect code." in refused.content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert "9 codes of 10 are unused." in client.get(reverse("mfa_index")).content.decode()

    confirm_identity(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=user).exists()


def test_keys_are_listed_renamed_and_removed(client):
    user = members.officer(language="en")
    sign_in(client, user)
    confirm_identity(client)
    key = Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "<my key>", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}},
    )
    listed = client.get(reverse("mfa_list_webauthn")).content.decode()
    assert "&lt;my key&gt;" in listed
    assert "Passkey: used without a password" in listed
    assert heading(client.get(reverse("mfa_edit_webauthn", args=[key.pk]))) == "Rename key"

    client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "office"})
    key.refresh_from_db()
    assert key.wrap().name == "office"
    assert heading(client.get(reverse("mfa_remove_webauthn", args=[key.pk]))) == "Remove key"
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert not Authenticator.objects.exists()


def test_forgotten_password_is_set_by_a_mailed_link(client):
    user = members.officer(language="en")
    client.post(reverse("account_reset_password"), {"email": user.email}, headers={"host": "localhost"})
    personal.deliver_due(clock.now())
    [message] = mail.outbox
    assert message.to == [user.email]
    assert user.username in message.body

    link = re.search(r"https://portal\.example\.org(/\S+)", message.body)[1]
    form = client.get(link, follow=True)
    assert heading(form) == "New Password"
    new = "a different long sentence"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    assert heading(client.get(link, follow=True)) == "This link is no longer valid"


def test_forgotten_password_of_an_unknown_address_is_answered_alike(client):
    user = members.officer()
    answers = [
        client.post(reverse("account_reset_password"), {"email": to}) for to in (user.email, "x@y.org")
    ]

    assert [(answer.status_code, answer.url) for answer in answers] == [
        (302, reverse("account_reset_password_done"))
    ] * 2
    personal.deliver_due(clock.now())
    assert [message.to for message in mail.outbox] == [[user.email]]  # nothing goes to who has no account

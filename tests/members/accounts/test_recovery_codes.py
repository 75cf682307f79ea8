"""Recovery codes are drawn at random, kept encrypted, and good once each."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from members.accounts import secrets
from tests import authenticator
from tests.factories import members
from tests.members.test_account_pages import confirm_identity, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, django_capture_on_commit_callbacks):
    """Return an officer who has set up an app, and got recovery codes by that."""
    user = members.officer(language="en")
    sign_in(client, user)
    confirm_identity(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<dd class="hash">(\w+)</dd>', page)[1]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": authenticator.code(secret=secret)})
    return user


def kept(user) -> Authenticator:
    return Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)


def shown(client) -> list[str]:
    return re.findall(r"<li>(\d{8})</li>", client.get(reverse("mfa_view_recovery_codes")).content.decode())


def test_codes_are_drawn_each_by_itself_and_kept_encrypted(client, officer):
    data = kept(officer).data
    assert "seed" not in data
    assert all(code.startswith(secrets.MARK) for code in data["migrated_codes"])
    codes = shown(client)
    assert (len(codes), len(set(codes))) == (10, 10)
    assert [secrets.decrypt(code) for code in data["migrated_codes"]] == codes
    assert not any(code in str(data) for code in codes)
    assert shown(client) == []


def test_a_code_opens_once_and_new_ones_take_the_place_of_all(
    client, officer, django_capture_on_commit_callbacks
):
    code = shown(client)[0]
    for opens in (True, False):
        client.post(reverse("account_logout"))
        sign_in(client, officer)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert (client.get(reverse("usersessions_list")).status_code == 200) is opens
        if opens:
            assert "9 codes of 10 are unused." in client.get(reverse("mfa_index")).content.decode()

    client.post(
        reverse("mfa_authenticate"), {"code": secrets.decrypt(kept(officer).data["migrated_codes"][0])}
    )
    confirm_identity(client)
    before = kept(officer).data["migrated_codes"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    after = shown(client)
    assert len(after) == 10 and not set(after) & {secrets.decrypt(one) for one in before}

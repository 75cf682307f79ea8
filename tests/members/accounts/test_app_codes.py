"""A code opens an account once; by what somebody signed in is on record; sessions and secrets ask again."""

import json
import logging
import re
import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.urls import reverse

from cica_portal.web.security import security_log
from members.accounts import secrets
from members.models import AuditEntry, DelegationEntry, FailedSignIn, User
from tests import authenticator
from tests.authenticator import protect
from tests.clients import PortalClient
from tests.factories import members
from tests.members.test_protection import PASSWORD, is_in, sign_in

pytestmark = pytest.mark.django_db
PERIOD = 30


@pytest.fixture
def at(monkeypatch):
    """Set by how many seconds the clock of the codes has gone on since the beginning of a half minute."""
    begun = int(time.time()) // PERIOD * PERIOD

    def set_seconds(seconds: int) -> None:
        monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: begun + seconds))

    set_seconds(0)
    return set_seconds


def opens(user, code: str) -> bool:
    client = PortalClient()
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code})
    return is_in(client)


@pytest.mark.parametrize(("later", "seconds"), [(0, 0), (0, 31), (0, 59), (1, PERIOD * 3 - 1)])
def test_a_code_works_once_to_the_very_end_of_its_time_and_in_every_process(at, later, seconds):
    user = members.officer()
    protect(user)
    code = authenticator.code(later)
    assert opens(user, code)
    at(seconds)
    cache.clear()  # another process, or Redis that was away

    assert auth.validate_totp_code(authenticator.SECRET, code)
    assert not opens(user, code)
    assert opens(user, authenticator.code(1))


def test_the_code_by_which_an_app_was_set_up_opens_nothing_afterwards(
    client, at, django_capture_on_commit_callbacks
):
    user = members.officer(language="en")
    sign_in(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    code = authenticator.code(secret=re.search(r'<dd class="hash">(\w+)</dd>', page)[1])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code})
    cache.clear()

    assert auth.validate_totp_code(
        secrets.decrypt(Authenticator.objects.get(type="totp").data["secret"]), code
    )
    assert not opens(user, code)
    assert FailedSignIn.objects.get().step == "code"


def test_which_codes_were_used_is_kept_no_longer_than_they_are_good(at):
    user = members.officer()
    protect(user)
    for number in range(4):
        at(PERIOD * number)
        assert opens(user, authenticator.code())

    assert len(Authenticator.objects.get(type="totp").data["used"]) <= 3


def means() -> list[list[str]]:
    entries = [*AuditEntry.objects.filter(action="user.sign_in"), *DelegationEntry.objects.all()]
    return [entry.after["means"] for entry in entries]


def test_the_record_says_by_what_somebody_signed_in(client, at):
    officer, drafter = members.officer(language="en"), members.drafter(language="en")
    [recovery, *_others] = protect(officer)
    sign_in(client, drafter)
    assert opens(officer, authenticator.code())
    assert opens(officer, recovery)
    assert means() == [["password", "totp"], ["password", "recovery_codes"], ["password"]]

    client.logout()
    sign_in(client, officer)
    client.post(reverse("mfa_authenticate"), {"code": authenticator.code(1)})
    shown = client.get(reverse("members:record")).content.decode()
    assert "signed in with" in shown and "code of an authenticator app" in shown


def test_who_authenticates_again_goes_on_in_a_new_session_that_the_list_knows(client, caplog):
    user = members.officer()
    sign_in(client, user)
    former = client.session.session_key
    with caplog.at_level(logging.INFO, logger=security_log.logger.name):
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert client.session.session_key != former
    assert UserSession.objects.get(user=user).session_key == client.session.session_key
    assert is_in(client)
    stolen = PortalClient()
    stolen.cookies["session"] = former
    assert not is_in(stolen)
    assert "authenticated again by password: POST /accounts/reauthenticate/" in caplog.messages


@pytest.mark.parametrize(
    "given", [{"id": "AA"}, {"id": "AA", "response": {"userHandle": "AA"}}, ["none"], "none"]
)
def test_a_refused_passkey_is_written_down(client, caplog, given):
    with caplog.at_level(logging.WARNING, logger=security_log.logger.name):
        answer = client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(given)})

    assert answer.status_code == 302
    assert FailedSignIn.objects.get().step == "passkey"
    assert "passkey: POST /accounts/2fa/webauthn/login/" in caplog.messages


def test_a_first_password_is_set_only_after_the_passkey_was_asked_for_again(client, monkeypatch):
    user = members.officer(language="en")
    user.set_unusable_password()
    user.save()
    protect(user)
    client.force_login(user)
    asked, sent = reverse("account_set_password"), {"password1": "a different long sentence"}
    sent["password2"] = sent["password1"]

    assert "reauthenticate" in client.get(asked).url
    assert client.post(asked, sent).url == asked
    assert not User.objects.get(pk=user.pk).has_usable_password()
    assert sent["password1"] not in str(dict(client.session))
    client.post(reverse("mfa_reauthenticate"), {"code": authenticator.code()})
    assert client.get(asked).status_code == 200
    client.post(asked, sent)
    assert User.objects.get(pk=user.pk).check_password(sent["password1"])


def test_who_manages_an_account_authenticates_again_before_its_address_changes(client):
    officer = members.officer(language="en")
    person = members.contact_point(members.member_state("KZ"), email="before@example.org")
    sign_in(client, officer)
    to = reverse("members:person-address", args=[person.key])
    asked = client.post(to, {"address": "after@example.org"})
    assert "reauthenticate" in asked.url
    person.refresh_from_db()
    assert person.email == "before@example.org"

    client.post(asked.url, {"password": PASSWORD})
    person.refresh_from_db()
    assert person.email == "after@example.org"

"""Whom a request comes from: what our own proxies saw, not what the client says of itself (rule 36)."""

import os
import subprocess
import sys

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as portal
from django.core.cache import cache
from django.test import RequestFactory
from django.urls import reverse

from cica_portal.web.security import clients
from members.models import PersonalMail
from tests.clients import PortalClient
from tests.factories import members
from tests.members.test_protection import NEW, PASSWORD


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, "10.0.0.1"),
        (0, "203.0.113.9", "10.0.0.1"),  # without a proxy the header is the client's own word
        (1, None, "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "192.0.2.66, 203.0.113.9", "203.0.113.9"),  # the client wrote the first
        (2, "192.0.2.66, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),  # not through all of them: no error
        (1, "203.0.113.9:51234", "203.0.113.9"),
        (1, "[2001:db8::7]:443", "2001:db8::7"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "unknown", "0.0.0.0"),
        (1, "', ", "0.0.0.0"),
        (1, " , ", "10.0.0.1"),
    ],
)
def test_the_address_is_what_our_outermost_proxy_saw(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers=headers)
    assert clients.address_of(request) == expected


def test_a_socket_without_an_address_is_no_error():
    assert clients.address_of(RequestFactory().get("/", REMOTE_ADDR="")) == "0.0.0.0"


@pytest.mark.parametrize(
    ("address", "expected"),
    [("203.0.113.9", "203.0.113.9"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")],
)
def test_a_house_that_chooses_its_ipv6_addresses_is_one_client(address, expected):
    assert clients.network_of(address) == expected


@pytest.mark.django_db
def test_sessions_and_mail_name_the_clients_own_address(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    client = PortalClient(headers={"X-Forwarded-For": "192.0.2.66, 203.0.113.9"})
    user = members.drafter()
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    passwords = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_change_password"), passwords)

    assert set(UserSession.objects.values_list("ip", flat=True)) == {"203.0.113.9"}
    assert PersonalMail.objects.get(kind="account_notice").values["ip"] == "203.0.113.9"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proxies", "expected"), [(1, [False, False, True, False]), (0, [False, False, True, True])]
)
def test_questions_are_counted_by_client_and_a_forged_header_counts_for_nothing(
    client, settings, monkeypatch, proxies, expected
):
    """Two clients behind one proxy; without a proxy the header of the second is a forgery of the first."""
    cache.clear()
    settings.TRUSTED_PROXY_COUNT = proxies
    monkeypatch.setattr("cica_portal.web.security.checks.ASKED_A_MINUTE", 2)
    data = {"number": "2022-0001", "sha256": "0" * 64}
    url = reverse("comments:receipt-check")
    seen = [
        client.post(url, data, headers={"X-Forwarded-For": address}).status_code == 429
        for address in ("203.0.113.9", "203.0.113.9", "203.0.113.9", "198.51.100.9")
    ]
    assert seen == expected


def settings_with(**variables: str) -> str:
    """Read the settings in a process of its own; return the number of trusted proxies, or what it says."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from cica_portal import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)",
        ],
        cwd=portal.BASE_DIR,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or told.stderr.strip().splitlines()[-1]


def test_the_number_of_proxies_is_a_setting_of_the_environment():
    assert settings_with() == "0"
    assert settings_with(BEHIND_PROXY="true") == "1"
    assert settings_with(BEHIND_PROXY="true", TRUSTED_PROXY_COUNT="2") == "2"
    assert "TRUSTED_PROXY_COUNT is 0 or more" in settings_with(TRUSTED_PROXY_COUNT="-1")
    none = settings_with(BEHIND_PROXY="true", TRUSTED_PROXY_COUNT="0")
    assert "TRUSTED_PROXY_COUNT is how many proxies" in none

"""What processes print: no line, of access, error or refusal, holds an address with a secret in it."""

import io
import json
import logging

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from pythonjsonlogger.json import JsonFormatter

from cica_portal.operation import requests_log
from cica_portal.web.security import checks
from members.enums import Role
from tests.factories import members

SECRET = "Secret-of-a-person-that-nobody-else-may-know-0123"
ADDRESSES = [
    f"/calendars/{SECRET}.ics",
    f"/calendars/{SECRET}/plans/plan.ics",
    f"/calendars/{SECRET}/wrong/{SECRET}",
    f"/feeds/{SECRET}.atom",
    f"/feeds/{SECRET}",
    f"/invitation/{SECRET}/",
    f"/invitation/{SECRET}.",
    f"/accounts/password/reset/key/1-{SECRET}/",
    f"/accounts/password/reset/key/1-{SECRET}ы/",
    f"/{SECRET}",
    f"/plans/?q={SECRET}",
    f"/metrics?key={SECRET}",
]


@pytest.fixture(params=["line", "json"])
def printed(request):
    """Return what is printed from now on, in one of the two forms, by the filter of the settings."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    fields = settings.LOGGING["formatters"]["line"]["format"]
    made = {"line": logging.Formatter, "json": JsonFormatter}[request.param](fields, style="{")
    handler.setFormatter(made)
    handler.addFilter(requests_log.RequestIdFilter())
    root, access = logging.getLogger(), logging.getLogger("portal.access")
    levels = root.level, access.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    access.setLevel(logging.INFO)
    yield text
    root.removeHandler(handler)
    root.setLevel(levels[0])
    access.setLevel(levels[1])


def raised(error: Exception):
    def fail(*args, **kwargs):
        raise error

    return fail


@pytest.mark.django_db
def test_no_line_of_any_answer_holds_a_secret(printed):
    client = Client(raise_request_exception=False)
    for address in ADDRESSES:
        client.get(address)
        client.post(address)
        client.get(address, headers={"host": "strange.example.org"})
    lines = printed.getvalue()

    assert SECRET[:20] not in lines
    assert lines.count("django.request") >= len(ADDRESSES)
    assert "/calendars/<slug:token>.ics" in lines


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("away"), ValueError("a fault"), PermissionDenied()])
def test_no_line_of_a_fault_holds_a_secret(printed, monkeypatch, error):
    client = Client(raise_request_exception=False)
    for name in (
        "comments.views.procedure.calendars.PersonCalendar.get",
        "dashboard.views.feeds.Feed.get",
        "members.views.invitations.InvitationOpen.get",
        "allauth.account.views.PasswordResetFromKeyView.dispatch",
    ):
        monkeypatch.setattr(name, raised(error))
    for address in (*ADDRESSES[:2], ADDRESSES[3], ADDRESSES[5], ADDRESSES[7]):
        client.get(address)
    lines = printed.getvalue()

    assert SECRET[:20] not in lines
    assert "/invitation/<slug:token>/" in lines


@pytest.mark.django_db
def test_a_denied_act_has_a_line_of_its_own_with_who_and_from_where(client, caplog):
    reader = members.user(Role.READER)
    client.force_login(reader)
    with caplog.at_level(logging.WARNING, logger="portal.security"):
        assert client.get(reverse("members:record")).status_code == 403

    [line] = [one for one in caplog.records if one.name == "portal.security"]
    assert (line.getMessage(), line.user, line.address) == (
        "permission: GET /record/",
        reader.pk,
        "127.0.0.1",
    )


@pytest.mark.django_db
def test_a_forged_form_a_foreign_page_and_too_many_questions_have_lines_of_their_own(
    client, caplog, settings
):
    client.force_login(members.officer())
    client.be_served_to(members.user(Role.READER))
    with caplog.at_level(logging.WARNING, logger="portal.security"):
        client.post(reverse("members:language-set"), {"language": "en"})
        client.handler.enforce_csrf_checks = True
        client.post(reverse("members:language-set"), {"language": "en"})
        for _ in range(checks.ASKED_A_MINUTE + 1):
            client.get(reverse("notes:note-check"), {"number": "1", "code": "A"})
        client.get("/api/v1/plans/", headers={"authorization": "Bearer wrong"})

    found = {one.getMessage().partition(":")[0] for one in caplog.records if one.name == "portal.security"}
    assert found == {"served to another", "forged", "too many", "token"}


def test_a_report_of_an_error_has_no_address():
    event = {
        "transaction": "/invitation/{token}/",
        "request": {"url": f"https://x/invitation/{SECRET}/", "query_string": SECRET, "method": "GET"},
    }
    assert SECRET not in json.dumps(requests_log.without_address(event, {}))
    assert requests_log.without_address({}, {}) == {"request": {}}

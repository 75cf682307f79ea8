"""Who is signed out learns it: a script by its answer, a form by signing in, which leads back to it."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from cica_portal.web import kept
from comments.models import DraftComment
from tests.factories import comments, members

HTMX = {"HX-Request": "true"}
TOKEN = "0123456789abcdef" * 2
SENTENCE = "Your session has ended. The text you entered is kept in this browser."

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(set_clock) -> DraftComment:
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    consultation = comments.consultation()
    return comments.draft(consultation, members.drafter(members.member_state("KZ")))


@pytest.fixture
def form_url(draft) -> str:
    return reverse("comments:draft-edit", args=[draft.pk])


def end_by_row(client: Client) -> None:
    Session.objects.filter(session_key=client.session.session_key).delete()


def end_by_cookie(client: Client) -> None:
    del client.cookies[settings.SESSION_COOKIE_NAME]


def end_by_limit(client: Client) -> None:
    session = client.session
    session["started"] = session["seen"] = 0
    session.save()


ENDS = [end_by_row, end_by_cookie, end_by_limit]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_script_is_told_that_nobody_is_signed_in(client, draft, form_url, end, method):
    client.force_login(draft.created_by)
    client.get(form_url)
    end(client)
    answer = getattr(client, method)(form_url, {"remark": "Typed"}, headers=HTMX)
    assert (answer.status_code, answer.content, answer.headers.get("Text-Saved")) == (401, b"", None)


@pytest.mark.parametrize("end", ENDS)
def test_a_form_is_led_to_sign_in_and_back_to_its_page(client, draft, form_url, end):
    client.force_login(draft.created_by)
    client.get(form_url)
    end(client)
    answer = client.post(
        reverse("comments:comment-clarify", args=[draft.consultation_id, draft.pk]),
        {"text": "Typed", kept.FIELD: TOKEN},
        headers={"Referer": f"http://testserver{form_url}?language=kk"},
    )
    assert (answer.status_code, urlsplit(answer.url).path) == (302, reverse("account_login"))
    assert parse_qs(urlsplit(answer.url).query) == {"next": [f"{form_url}?language=kk"]}
    assert f"saved-{TOKEN}" not in answer.cookies
    assert client.get(answer.url).content.decode().count(SENTENCE) == 1


def test_another_site_does_not_say_where_to_come_back_to(client, form_url):
    answer = client.post(form_url, {kept.FIELD: TOKEN}, headers={"Referer": "https://elsewhere.example/x"})
    assert parse_qs(urlsplit(answer.url).query) == {"next": [form_url]}


def test_signing_out_leads_to_no_page(client, draft, form_url):
    client.force_login(draft.created_by)
    answer = client.post(reverse("account_logout"), headers={"Referer": f"http://testserver{form_url}"})
    assert "next" not in answer.url


@pytest.mark.parametrize(
    ("data", "headers", "status"), [({}, HTMX, 401), ({kept.FIELD: TOKEN}, {}, 302), ({}, {}, 403)]
)
def test_with_all_cookies_gone_it_is_the_session_that_is_lost(form_url, data, headers, status):
    answer = Client(enforce_csrf_checks=True).post(form_url, data, headers=headers)
    assert answer.status_code == status
    if status == 302:
        assert urlsplit(answer.url).path == reverse("account_login")


@pytest.mark.parametrize(("data", "headers"), [({}, HTMX), ({kept.FIELD: TOKEN}, {})])
def test_a_form_of_who_is_signed_in_is_refused_without_its_token(draft, form_url, data, headers):
    client = Client(enforce_csrf_checks=True)
    client.force_login(draft.created_by)
    assert client.post(form_url, data, headers=headers).status_code == 403
    assert DraftComment.objects.get().remark == draft.remark


def test_a_programme_that_asks_by_a_method_of_calendars_is_told_which_are_taken():
    answer = Client(enforce_csrf_checks=True).generic("PROPFIND", "/calendars/own.ics")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]

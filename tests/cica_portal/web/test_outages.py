"""The database is away: 503 in three languages, the text kept, the attempt noted without the words."""

from io import StringIO

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.management import call_command
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from cica_portal import spaces
from cica_portal.operation import outages
from comments.models import Response
from comments.writing import responses
from members.accounts import served
from members.models import User
from tests.factories import comments, members

pytestmark = pytest.mark.django_db

SENTENCES = {
    "en": "The portal cannot reach its database at the moment",
    "ru": "Портал сейчас не может обратиться к базе данных",
    "kk": "Портал қазір дерекқорға қосыла алмай тұр",
}


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.AUDIT_HEAD_FILE = str(tmp_path / "audit-head.log")


@pytest.fixture
def contact(client, set_clock):
    consultation = comments.consultation()
    set_clock("2022-06-01T12:00:00+06:00")
    person = members.contact_point(members.member_state("KZ"), username="aigerim")
    client.force_login(person)
    client.raise_request_exception = False
    return consultation


def away(error):
    def refuse(*args, **kwargs):
        raise error("the server closed the connection")

    return refuse


FIELDS = {
    "request_key": "6a7d5c1e-0000-4000-8000-000000000000",
    "shown": "none",
    "remark": "words of the State",
}


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_an_attempt_is_answered_503_and_noted_without_its_words(client, contact, monkeypatch, error):
    monkeypatch.setattr(responses, "submit", away(error))
    path = reverse("comments:response-no-objection", args=[contact.pk])
    answer = client.post(path, FIELDS)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    page = answer.content.decode()
    assert [sentence in spaces.ordinary(page) for sentence in SENTENCES.values()] == [True] * 3
    assert not Response.objects.exists()
    (attempt,) = outages.noted()
    assert (attempt.method, attempt.path) == ("POST", path)
    assert "words" not in outages.file().read_text()
    out = StringIO()
    call_command("outage_attempts", stdout=out)
    assert out.getvalue().endswith(f"Z KZ aigerim POST {path}\n")


def test_without_sessions_the_page_itself_says_whom_it_was_served_to(client, contact, monkeypatch):
    path = reverse("comments:response-no-objection", args=[contact.pk])
    browser = Client(raise_request_exception=False)
    browser.cookies = client.cookies
    person = User.objects.get(username="aigerim")
    fields = FIELDS | {served.FIELD: served.mark(person)}
    monkeypatch.setattr(SessionStore, "load", away(OperationalError))
    for language in ("ru", "kk"):
        answer = browser.get(path, headers={"accept-language": language})
        assert answer.status_code == 503
        assert f'<html lang="{language}"' in answer.content.decode()
    assert list(outages.noted()) == []
    assert browser.post(path, fields).status_code == 503
    (attempt,) = outages.noted()
    assert served.named(attempt.mark) == (str(person.key), "KZ")


def test_an_attempt_that_fails_in_two_layers_is_noted_once(client, contact, monkeypatch):
    """What the database refuses in the view, it refuses the session on the way out, too."""
    monkeypatch.setattr(responses, "submit", away(OperationalError))
    path = reverse("comments:response-no-objection", args=[contact.pk])
    monkeypatch.setattr(SessionMiddleware, "process_response", away(OperationalError))
    assert client.post(path, FIELDS).status_code == 503
    assert [attempt.path for attempt in outages.noted()] == [path]


def test_a_forged_mark_names_nobody_and_a_half_line_is_none(client, contact, capsys):
    outages.note("POST", "/", "1-1:forged")
    with open(outages.file(), "a") as file:
        file.write('{"at": "2022')
    call_command("outage_attempts")
    assert capsys.readouterr().out.endswith("Z - - POST /\n")


def test_other_errors_are_500_as_ever(client, contact, monkeypatch):
    monkeypatch.setattr(responses, "submit", away(ZeroDivisionError))
    path = reverse("comments:response-no-objection", args=[contact.pk])
    assert client.post(path, FIELDS).status_code == 500
    assert list(outages.noted()) == []

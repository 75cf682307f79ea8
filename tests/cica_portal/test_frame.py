"""The frame of every page: mode, language, health and failures."""

import datetime as dt
import re

import pytest
from django.db.utils import OperationalError
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cica_portal.messages import overlay
from cica_portal.operation import health
from cica_portal.uploads.keeping import AlteredFile, MissingFile
from cica_portal.web import failures, fonts
from tests.factories import members

pytestmark = pytest.mark.django_db


def test_demonstration_shows_the_portals_clock_on_every_page(client, settings, set_clock):
    settings.DEMONSTRATION = True
    set_clock("2022-05-30T09:00:00+06:00")
    page = client.get(reverse("account_login")).content.decode()

    assert "The time in the portal is Monday, 30\u00a0May\u00a02022, 09:00 (UTC+06:00)." in page


def test_production_shows_no_banner(client, settings):
    settings.DEMONSTRATION, settings.PORTAL_CLOCK = False, None
    page = client.get(reverse("account_login")).content.decode()

    assert 'class="demonstration"' not in page


def test_health_answers_200_while_every_check_holds(client):
    answer = client.get(reverse("health"))

    assert answer.status_code == 200
    assert answer.json()["checks"]["database"] is True


def test_work_left_undone_takes_no_server_out_of_service(client, monkeypatch):
    monkeypatch.setitem(health._checks, "sweeps", lambda: False)
    answers = {name: client.get(reverse(name)) for name in ("health", "readiness", "life")}
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "health": 503,
        "readiness": 200,
        "life": 200,
    }
    assert answers["readiness"].json()["checks"]["sweeps"] is False


def test_a_server_without_its_database_is_out_of_service(client, monkeypatch):
    def no_database() -> bool:
        raise OperationalError("the database is gone")

    monkeypatch.setitem(health._checks, "database", no_database)
    answer = client.get(reverse("readiness"))
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert client.get(reverse("life")).status_code == 200
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()["healthy"]) == (503, False)
    assert answer.json()["checks"]["database"] is False


def test_server_error_gives_a_reference_that_the_log_holds(rf, caplog, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = failures.server_error(rf.post("/consultations/"))
    reference = re.search(r"this reference to the Secretariat: ([0-9A-F]{8})", answer.content.decode())[1]

    assert answer.status_code == 500
    assert [record.getMessage() for record in caplog.records] == [
        f"Reference {reference}: POST /consultations/"
    ]


@pytest.mark.parametrize("error", [AlteredFile, MissingFile])
def test_a_file_that_is_altered_or_gone_is_named_as_such(rf, error):
    with translation.override("en"):
        try:
            raise error
        except error:
            answer = failures.server_error(rf.get("/documents/1/"))
    page = answer.content.decode()

    assert answer.status_code == 500
    assert "is no longer the one that was stored" in page
    assert re.search(r"quote this reference: [0-9A-F]{8}", page)


def test_bad_request_keeps_the_typed_text(rf):
    answer = failures.bad_request(rf.post("/consultations/"), None)

    assert answer.status_code == 400
    assert 'data-page="failed"' in answer.content.decode()


def test_missing_page_is_a_page_of_the_portal(client):
    client.force_login(members.officer(language="en"))
    answer = client.get("/no/such/page/")

    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_refused_token_is_explained():
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {})

    assert answer.status_code == 403
    assert "This page has expired and cannot be submitted" in answer.content.decode()


@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "login/code/", "phone/change/"])
def test_pages_that_the_portal_does_not_offer_do_not_exist(client, path):
    client.force_login(members.officer())

    assert client.get(f"/accounts/{path}").status_code == 404


def test_bare_pages_need_no_request():
    assert failures._page(HttpRequest(), 400).status_code == 400


def test_head_asks_early_for_the_face_of_the_headings_and_names_icon_and_manifest(client):
    page = client.get(reverse("account_login")).content.decode()

    preload = re.search(r'<link rel="preload" href="([^"]+)" as="font" type="font/woff2" crossorigin>', page)
    assert preload is not None
    assert "NotoSerif-Bold" in preload[1]
    assert preload.start() < page.index('rel="stylesheet"')
    assert 'rel="manifest"' in page
    assert 'rel="icon"' in page


@pytest.fixture
def new_process():
    """Forget what a process keeps of the layout, before and after."""
    overlay.put({}, "")
    yield
    overlay.put({}, "")


def test_a_server_without_the_fonts_promises_none(client, monkeypatch, new_process):
    monkeypatch.setattr(fonts, "font_folder", lambda *folders: None)

    assert "preload" not in client.get(reverse("account_login")).content.decode()


def test_whom_to_tell_of_a_vulnerability_stands_where_it_is_looked_for(client, settings, set_clock):
    set_clock(dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC))
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text.splitlines() == [
        "Contact: mailto:security@example.org",
        "Expires: 2027-06-30T12:00:00Z",
        "Preferred-Languages: en, ru, kk",
    ]

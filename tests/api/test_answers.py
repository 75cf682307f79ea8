"""What every answer of the API is: read-only, marked, by pages, throttled; and how it refuses."""

import json

import pytest
from django.test import Client

from api.views import answers, plans
from tests.factories import api, comments, members

pytestmark = pytest.mark.django_db

PLANS = "/api/v1/plans/"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Bearer cica_x", "Basic cica_x", "Bearer cica_\0"]
)
def test_question_without_a_good_token_is_refused(header):
    response = Client(headers={"authorization": header} if header else {}).get(PLANS)
    assert response.status_code == 401 and response.headers["WWW-Authenticate"] == 'Bearer realm="api"'
    assert response.json()["error"]["code"] == "token_needed"


def test_session_is_no_token():
    client = Client()
    client.force_login(members.officer(), backend="members.accounts.backends.PortalBackend")
    assert client.get(PLANS).status_code == 401


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_nothing_but_reading_exists(method):
    client = api.client(members.officer())
    client.handler.enforce_csrf_checks = True
    response = getattr(client, method)(PLANS)
    assert response.status_code == 405 and response.headers["Allow"] == "GET, HEAD"
    assert response.json()["error"]["code"] == "read_only"


@pytest.mark.parametrize(
    "path",
    [
        "plans/nothing/",
        "consultations/999/",
        "notes/00000000-0000-4000-8000-000000000000/",
        "initiatives/12345678-1234-1234-1234-123456789abc/",
        "nowhere",
        "plans/a/revisions/1/",
    ],
)
def test_what_one_may_not_read_does_not_exist(path):
    response = api.client(members.officer(language="kk")).get(f"/api/v1/{path}")
    assert response.status_code == 404 and response.headers["Content-Type"].startswith("application/json")
    assert response.json() == {"error": {"status": 404, "code": "not_found", "message": "Not found."}}


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=x", "size=101", "size=-1", "page=99999999", "size=1%00", "pages=1", "size=1&size=2"],
)
def test_parameter_that_does_not_hold_is_named(query):
    response = api.client(members.officer()).get(f"{PLANS}?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in response.json()["error"]["message"]


def test_list_leads_to_its_next_page():
    for _number in range(3):
        comments.revision()
    asking = api.client(members.officer())
    first = asking.get(f"{PLANS}?size=2").json()
    assert len(first["items"]) == 2 and first["next"] == "http://testserver/api/v1/plans/?size=2&page=2"
    second = asking.get(first["next"]).json()
    assert len(second["items"]) == 1 and second["next"] is None
    assert {item["id"] for item in first["items"]}.isdisjoint({item["id"] for item in second["items"]})


def test_answer_that_one_has_is_not_sent_again():
    comments.revision()
    asking = api.client(members.officer())
    first = asking.get(PLANS)
    assert first.headers["Cache-Control"] == "private, no-cache" and "Last-Modified" not in first.headers
    again = asking.get(PLANS, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    comments.revision()
    assert asking.get(PLANS, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_frozen_text_says_since_when():
    revision = comments.revision()
    asking = api.client(members.officer())
    url = f"{PLANS}{revision.paper.slug}/revisions/0/"
    first = asking.get(url)
    assert first.headers["Last-Modified"] == "Thu, 26 May 2022 03:00:00 GMT"
    since = {"if-modified-since": first.headers["Last-Modified"]}
    assert asking.get(url, headers=since).status_code == 304
    assert asking.head(url).status_code == 200 and asking.head(url).content == b""


def test_token_asks_so_often_and_no_more(monkeypatch):
    monkeypatch.setattr(answers, "OF_TOKEN", 2)
    asking, other = api.client(members.officer()), api.client(members.officer())
    assert [asking.get(PLANS).status_code for _ in range(3)] == [200, 200, 429]
    refused = asking.get(PLANS)
    assert refused.headers["Retry-After"] == "60" and refused.json()["error"]["code"] == "too_many"
    assert other.get(PLANS).status_code == 200


def test_stranger_guesses_so_often_and_no_more(monkeypatch):
    monkeypatch.setattr(answers, "OF_STRANGER", 2)
    assert [Client().get(PLANS).status_code for _ in range(3)] == [401, 401, 429]


def test_failure_is_told_with_a_reference_and_nothing_else(monkeypatch, caplog):
    monkeypatch.setattr(plans, "read_plans", lambda request: 1 / 0)
    response = api.client(members.officer()).get(PLANS)
    assert response.status_code == 500 and "division" not in response.content.decode()
    reference = response.json()["error"]["message"].rpartition(" ")[2]
    assert reference in caplog.text and json.loads(response.content)["error"]["code"] == "failed"

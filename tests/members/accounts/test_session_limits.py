"""When a session ends by itself, and what its pages and the browser are told of that (rules 30 and 45)."""

import re
import time

import pytest
from django.urls import reverse

from tests.factories import members

pytestmark = pytest.mark.django_db

PAGE = reverse("usersessions_list")


def seen(client) -> int:
    return client.session["seen"]


def idle_for(client, seconds: int) -> None:
    session = client.session
    session["seen"] = int(time.time()) - seconds
    session.save()


def test_what_a_page_asks_by_its_clock_keeps_no_session_alive(client, settings):
    client.force_login(members.officer())
    client.get(PAGE)
    idle_for(client, 3600)
    before = seen(client)
    client.get(PAGE, headers={"X-By-Itself": "yes", "HX-Request": "true"})
    assert seen(client) == before
    client.get(PAGE)
    assert seen(client) > before
    idle_for(client, settings.SESSION_IDLE_LIMIT + 5)
    answer = client.get(PAGE, headers={"X-By-Itself": "yes", "HX-Request": "true"})
    assert answer.status_code == 401


def test_a_page_and_the_answer_to_a_script_say_when_the_session_ends_by_itself(client, settings):
    client.force_login(members.officer())
    client.get(PAGE)
    idle_for(client, 250)  # the session is not written anew so soon
    told = int(re.search(r'data-session-ends-in="(\d+)"', client.get(PAGE).content.decode()).group(1))
    assert 0 <= settings.SESSION_IDLE_LIMIT - 250 - told <= 30
    answer = client.get(PAGE, headers={"HX-Request": "true"})
    assert 0 <= settings.SESSION_IDLE_LIMIT - 250 - int(answer.headers["Session-Ends-In"]) <= 30

    session = client.session
    session["started"] = int(time.time()) - settings.SESSION_ABSOLUTE_LIMIT + 100
    session.save()
    answer = client.get(PAGE, headers={"HX-Request": "true"})
    assert 0 <= 100 - int(answer.headers["Session-Ends-In"]) <= 30


def test_the_browser_empties_its_cache_when_a_person_signs_out_or_the_session_ends(client, settings):
    client.force_login(members.officer())
    assert "Clear-Site-Data" not in client.get(PAGE).headers
    answer = client.post(reverse("account_logout"))
    assert (answer.status_code, answer.headers.get("Clear-Site-Data")) == (302, '"cache"')
    assert "Clear-Site-Data" not in client.get(PAGE).headers

    client.force_login(members.officer())
    client.get(PAGE)
    idle_for(client, settings.SESSION_IDLE_LIMIT + 5)
    assert client.get(PAGE).headers.get("Clear-Site-Data") == '"cache"'

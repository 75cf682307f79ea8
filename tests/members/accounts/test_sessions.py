"""A person's own sessions, told apart by what a reader knows: browser and system."""

import pytest
from django.urls import reverse

from members.accounts import sessions
from tests.factories import members

ON_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        (f"{ON_WINDOWS}Chrome/131.0.0.0 Safari/537.36", "Chrome, Windows"),
        (f"{ON_WINDOWS}Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Microsoft Edge, Windows"),
        (f"{ON_WINDOWS}Chrome/130.0.0.0 YaBrowser/24.12.0 Safari/537.36", "Yandex Browser, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 "
            "Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile", "Chrome, Android"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("x" * 200, "x" * 60),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_people_call_it(agent, named):
    assert sessions.browser_of(agent) == named


@pytest.mark.django_db
def test_the_list_names_the_browser_and_escapes_what_it_says_of_itself(client):
    person = members.drafter(members.member_state("KZ"))
    client.post(
        reverse("account_login"),
        {"login": person.username, "password": "correct horse battery"},
        headers={"user-agent": "<script>Firefox/128.0 Linux"},
    )
    page = client.get(reverse("usersessions_list")).content.decode()
    assert ">Firefox, Linux</span>" in page
    assert "<script>Firefox" not in page and "&lt;script&gt;Firefox/128.0 Linux" in page

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import members

pytestmark = pytest.mark.django_db


def test_language_is_kept_with_the_person(client):
    user = members.officer(language="en")
    client.force_login(user)
    answer = client.post(reverse("members:language-set"), {"language": "kk", "next": "/accounts/2fa/?a=b"})
    user.refresh_from_db()

    assert (answer.status_code, answer.url) == (302, "/accounts/2fa/?a=b")
    assert user.language == "kk"
    assert '<html lang="kk">' in client.get("/accounts/2fa/").content.decode()


def test_language_before_sign_in_is_kept_in_a_cookie(client):
    client.post(reverse("members:language-set"), {"language": "ru"})

    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ru"
    assert '<html lang="ru">' in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""]
)
def test_language_leads_back_into_the_portal_only(client, target):
    answer = client.post(reverse("members:language-set"), {"language": "ru", "next": target})

    assert answer.url == "/"


def test_language_that_the_portal_does_not_speak_is_not_found(client):
    user = members.officer(language="en")
    client.force_login(user)
    answer = client.post(reverse("members:language-set"), {"language": "de"})
    user.refresh_from_db()

    assert answer.status_code == 404
    assert user.language == "en"


def test_language_changes_by_post_only(client):
    assert client.get(reverse("members:language-set")).status_code == 405

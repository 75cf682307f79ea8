"""Another SECRET_KEY: what the former one signed is read as long as it is named as a fallback."""

import pytest
from django.core import signing
from django.urls import reverse

from cica_portal import clock
from members.accounts import feed_keys
from tests.factories import members

pytestmark = pytest.mark.django_db

FORMER, NEXT = "the-former-key-of-this-portal", "the-next-key-of-this-portal"


@pytest.fixture
def signed_in(client, settings):
    """Return a browser that signed in under the former key, and the address of a private calendar."""
    settings.SECRET_KEY = FORMER
    client.force_login(members.officer(language="en"))
    return client


def test_sessions_go_on_under_the_next_key(signed_in, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEXT, [FORMER]

    assert signed_in.get("/").status_code == 200
    assert "_auth_user_id" in signed_in.session


def test_sessions_end_with_a_key_that_is_no_fallback(signed_in, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEXT, []

    assert signed_in.get("/").status_code == 302
    assert signed_in.get(reverse("account_login")).status_code == 200


def test_what_was_signed_is_read_by_the_fallback_and_written_anew_by_the_next_key(settings):
    settings.SECRET_KEY = FORMER
    word = signing.dumps("a calendar", salt="test")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEXT, [FORMER]

    assert signing.loads(word, salt="test") == "a calendar"
    again = signing.dumps("a calendar", salt="test")
    settings.SECRET_KEY_FALLBACKS = []
    assert signing.loads(again, salt="test") == "a calendar"
    with pytest.raises(signing.BadSignature):
        signing.loads(word, salt="test")


def test_private_addresses_of_calendars_open_under_the_next_key(settings):
    settings.SECRET_KEY = FORMER
    person = members.officer()
    token = feed_keys.token(feed_keys.make(person, at=clock.now()))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEXT, [FORMER]

    assert feed_keys.person_of(token) == person
    settings.SECRET_KEY_FALLBACKS = []
    assert feed_keys.person_of(token) is None

"""The key of kept text: of each account its own, in no cache, good after a new SECRET_KEY (rule 45)."""

import base64
import re

import pytest
from django.urls import reverse

from members.accounts import kept_keys
from tests.factories import members

pytestmark = pytest.mark.django_db


def unmasked(shown: str) -> list[bytes]:
    both = [base64.b64decode(one) for one in shown.split()]
    return [bytes(a ^ b for a, b in zip(one[:32], one[32:], strict=True)) for one in both]


def test_each_account_has_a_key_of_its_own_that_does_not_change():
    one, other = members.officer(), members.officer()
    assert kept_keys.keys(one) == kept_keys.keys(one)
    assert kept_keys.keys(one) != kept_keys.keys(other)
    assert [len(key) for key in kept_keys.keys(one)] == [32]


def test_a_former_key_still_reads_while_it_is_a_fallback(settings):
    user, former = members.officer(), settings.SECRET_KEY
    (before,) = kept_keys.keys(user)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "next-" * 12, [former]
    present, fallback = kept_keys.keys(user)
    assert fallback == before != present
    settings.SECRET_KEY_FALLBACKS = []
    assert kept_keys.keys(user) == [present]


def test_a_page_bears_the_key_of_its_person_masked_anew_in_no_cache(client):
    user = members.officer()
    client.force_login(user)
    shown = []
    for _ in range(2):
        answer = client.get(reverse("usersessions_list"))
        assert answer.headers["Cache-Control"] == "no-store"
        shown.append(re.search(r'data-kept-keys="([^"]+)"', answer.content.decode()).group(1))
    assert shown[0] != shown[1]
    assert [unmasked(one) for one in shown] == [kept_keys.keys(user)] * 2


def test_a_page_for_nobody_bears_no_key(client):
    assert 'data-kept-keys=""' in client.get(reverse("account_login")).content.decode()

"""Tokens: shown once, stored as a hash, good for their person alone, revoked at once."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from api import tokens
from api.models import Token, TokenUse
from cica_portal import clock
from cica_portal.errors import AlreadyMoved
from members.models import AuditEntry, DelegationEntry
from tests.clients import PortalClient
from tests.factories import api, members
from tests.refusing import refused

pytestmark = pytest.mark.django_db

START = "/api/v1/me/"
PASSWORD = "correct horse battery"  # of the factories


def signed_in(user, *, lately=True) -> PortalClient:
    client = PortalClient()
    client.force_login(user, backend="members.accounts.backends.PortalBackend")
    if lately:
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.mark.parametrize(("role", "record"), [("officer", AuditEntry), ("contact_point", DelegationEntry)])
def test_token_is_stored_as_its_hash_and_recorded_where_it_may_be_known(role, record):
    user = members.user(role, None if role == "officer" else members.member_state("KZ"))
    token, key = tokens.make(user, label="Weekly report", at=clock.now())
    assert key.startswith("cica_") and len(key) > 40
    assert token.sha256 == tokens.digest(key) and key not in str(Token.objects.values())
    tokens.revoke(token, by=user, at=clock.now())
    entries = [*AuditEntry.objects.filter(action__startswith="token."), *DelegationEntry.objects.all()]
    assert [(type(one), one.action, one.actor) for one in entries] == [
        (record, "token.make", user),
        (record, "token.revoke", user),
    ]
    assert not any("Weekly" in f"{one.before}{one.after}" or key in str(one.after) for one in entries)


def test_every_person_has_the_own_tokens_alone():
    mine, other = members.contact_point(), members.officer()
    token, _key = tokens.make(mine, label="Mine", at=clock.now())
    assert list(Token.objects.visible_to(mine)) == [token]
    assert not Token.objects.visible_to(other).exists()
    with pytest.raises(AlreadyMoved):
        tokens.revoke(token, by=other, at=clock.now())
    assert signed_in(other).post("/api/tokens/1/revoke/").status_code == 404
    assert "Mine" not in signed_in(other).get("/api/tokens/").content.decode()


def test_there_is_an_end_to_tokens_and_each_says_what_it_is_for():
    user = members.officer()
    for number in range(tokens.MOST):
        tokens.make(user, label=f"Token {number}", at=clock.now())
    with refused("api.too_many_tokens"):
        tokens.make(user, label="One more", at=clock.now())
    with refused("api.label_needed"):
        tokens.make(user, label=" ", at=clock.now())
    tokens.revoke(Token.objects.first(), by=user, at=clock.now())
    assert tokens.make(user, label="One more", at=clock.now())


def test_key_is_shown_once():
    client = signed_in(members.contact_point(language="en"))
    response = client.post("/api/tokens/new/", {"label": "<Report>"})
    page = response.content.decode()
    key = page.split('<code class="hash">')[1].split("</code>")[0]
    assert "&lt;Report&gt;" in page and response.headers["Cache-Control"] == "no-store"
    assert Client(headers={"authorization": f"Bearer {key}"}).get(START).status_code == 200
    again = client.get("/api/tokens/").content.decode()
    assert key not in again and "&lt;Report&gt;" in again


def test_form_without_a_label_says_so():
    response = signed_in(members.contact_point()).post("/api/tokens/new/", {"label": ""})
    assert response.status_code == 422 and not Token.objects.exists()

    response = signed_in(members.contact_point(), lately=False).post("/api/tokens/new/", {"label": "Report"})
    assert response.status_code == 302 and "reauthenticate" in response.url
    assert not Token.objects.exists()


def test_revoked_token_opens_nothing_from_the_next_question_on():
    user = members.contact_point()
    asking = api.client(user)
    assert asking.get(START).status_code == 200
    signed_in(user).post("/api/tokens/1/revoke/")
    assert asking.get(START).status_code == 401
    assert DelegationEntry.objects.filter(action="token.revoke", actor=user).count() == 1
    signed_in(user).post("/api/tokens/1/revoke/")
    assert DelegationEntry.objects.filter(action="token.revoke").count() == 1


def test_token_that_expired_or_of_a_person_who_left_opens_nothing(set_clock):
    at = set_clock("2022-06-01T12:00:00+06:00")
    asking = api.client(members.contact_point())
    assert asking.get(START).status_code == 200
    set_clock(at + dt.timedelta(days=366))
    assert asking.get(START).status_code == 401

    user = members.contact_point()
    asking = api.client(user)
    user.is_active = False
    user.save()
    assert asking.get(START).status_code == 401


def test_role_changes_on_the_next_question(client):
    user = members.officer()
    asking = api.client(user)
    assert asking.get("/api/v1/notes/").status_code == 200
    user.role, user.member_state = "reader", members.member_state("KZ")
    user.save()
    assert asking.get("/api/v1/plans/").json() == {"items": [], "next": None}


def test_token_needs_the_second_factor_where_pages_do(settings):
    asking = api.client(members.officer())
    settings.SECOND_FACTOR_REQUIRED = True
    response = asking.get(START)
    assert response.status_code == 403 and response.json()["error"]["code"] == "second_factor_needed"


def test_use_is_noted_once_a_day(set_clock, django_assert_num_queries):
    set_clock("2022-06-01T12:00:00+06:00")
    asking = api.client(members.contact_point())
    asking.get(START)
    assert TokenUse.objects.get().last_on == dt.date(2022, 6, 1)
    with django_assert_num_queries(1):
        asking.get(START)

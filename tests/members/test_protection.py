"""Second factor, forgotten password, sessions and their limits (rules 30 and 31)."""

import datetime as dt
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from cica_portal import clock
from members.accounts import sessions
from members.accounts.adapters import MFAAdapter
from members.enums import SECOND_FACTOR_ROLES, Role
from members.mailing import personal
from members.models import AuditEntry, DelegationEntry, PersonalMail, User
from tests.authenticator import protect
from tests.clients import PortalClient
from tests.factories import members

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
NEW = "a different long sentence"


def sign_in(client, user, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": user.username, "password": password})


def is_in(client) -> bool:
    return client.get(reverse("usersessions_list")).status_code == 200


# second factor


def test_who_must_have_a_second_factor():
    assert {Role.OFFICER, Role.SIGNATORY, Role.CONTACT_POINT, Role.DEPUTY} == SECOND_FACTOR_ROLES


@pytest.mark.parametrize("role", sorted(Role))
def test_in_production_a_role_that_needs_a_factor_sees_nothing_before_it_is_set_up(client, settings, role):
    settings.SECOND_FACTOR_REQUIRED = True
    user = members.user(role)
    client.force_login(user)
    pages = ("home", "comments:consultation-list", "notes:note-list")
    sent_away = [client.get(reverse(name)).headers.get("Location") for name in pages]
    assert sent_away == [reverse("mfa_index") if role in SECOND_FACTOR_ROLES else None] * len(pages)
    protect(user)
    assert [client.get(reverse(name)).status_code for name in pages] == [200] * len(pages)


def test_a_factor_taken_away_is_missed_at_once_in_that_session_and_soon_in_others(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    user = members.officer()
    protect(user)
    client.force_login(user)
    assert client.get(reverse("home")).status_code == 200
    Authenticator.objects.all().delete()
    session = client.session
    session["second_factor"] = int(time.time()) - 301
    session.save()
    assert client.get(reverse("home")).headers["Location"] == reverse("mfa_index")


def test_a_new_role_needs_its_factor_at_the_next_request(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    user = members.drafter()
    client.force_login(user)
    assert client.get(reverse("home")).status_code == 200
    User.objects.filter(pk=user.pk).update(role=Role.DEPUTY)
    assert client.get(reverse("home")).headers["Location"] == reverse("mfa_index")


def test_the_last_factor_of_a_role_that_needs_one_stays(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    officer, drafter = members.officer(language="en"), members.drafter()
    for user in (officer, drafter):
        protect(user)
    factors = {item.user: item for item in Authenticator.objects.filter(type="totp")}
    adapter = MFAAdapter()
    assert [adapter.can_delete_authenticator(factors[user]) for user in (officer, drafter)] == [False, True]
    Authenticator.objects.create(user=officer, type="webauthn", data={})
    assert adapter.can_delete_authenticator(factors[officer])


@pytest.mark.good_path
def test_changes_of_password_and_factors_are_on_record(client):
    user = members.drafter()
    sign_in(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert [(entry.action, entry.actor) for entry in AuditEntry.objects.all()] == [
        ("user.set_password", user)
    ]


# forgotten password


def reset_link(client, user) -> str:
    client.post(reverse("account_reset_password"), {"email": user.email})
    personal.deliver_due(clock.now())
    return re.search(r"https://portal\.example\.org(/\S+)", mail.outbox[-1].body)[1]


def set_password(client, link):
    form = client.get(link, follow=True)
    return client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})


def test_a_forgotten_password_never_skips_the_second_factor(client):
    user = members.contact_point()
    codes = protect(user)
    set_password(client, reset_link(client, user))
    assert not is_in(client)  # setting a password signs nobody in
    assert sign_in(client, user, NEW).url == reverse("mfa_authenticate")
    assert not is_in(client)
    for url in ("home", "comments:consultation-list", "mfa_index"):
        assert client.get(reverse(url)).url.startswith(reverse("account_login"))
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert is_in(client)
    assert Authenticator.objects.filter(user=user).count() == 2  # and takes none away


def test_a_new_password_ends_the_sessions_that_are_open(client):
    user = members.drafter()
    elsewhere = PortalClient()
    sign_in(elsewhere, user)
    assert is_in(elsewhere)
    set_password(client, reset_link(client, user))
    assert not is_in(elsewhere)


def test_a_removed_person_gets_no_link(client):
    user = members.drafter(is_active=False)
    answer = client.post(reverse("account_reset_password"), {"email": user.email})
    personal.deliver_due(clock.now())
    assert (answer.url, mail.outbox) == (reverse("account_reset_password_done"), [])


def test_a_person_removed_after_the_link_left_does_not_get_in(client):
    user = members.drafter()
    link = reset_link(client, user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    set_password(client, link)
    sign_in(client, user, NEW)
    assert not is_in(client)


def test_the_link_is_good_for_four_hours(client, monkeypatch):
    link, now = reset_link(client, members.drafter(language="en")), PasswordResetTokenGenerator()._now()
    for hours, said in ((3.9, "New Password"), (4.1, "no longer valid")):
        later = now + dt.timedelta(hours=hours)
        monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self, later=later: later)
        assert said in client.get(link, follow=True).content.decode(), hours


def test_the_link_is_good_once_and_stored_nowhere(client):
    user = members.drafter()
    link = reset_link(client, user)

    key = link.strip("/").rpartition("/")[2].partition("-")[2]
    assert key and key not in str(list(PersonalMail.objects.values()))
    set_password(client, link)
    assert "no longer valid" in client.get(link, follow=True).content.decode()


# sessions


def test_signing_in_begins_a_new_session(client):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.cookies["session"] = before
    sign_in(client, members.drafter())
    assert client.session.session_key != before


def test_one_of_the_own_sessions_is_ended(client):
    user = members.drafter(language="en")
    elsewhere, third = PortalClient(), PortalClient()
    for each in (client, elsewhere, third):
        sign_in(each, user)
    names = re.findall(
        r'name="session" value="(\w+)"', client.get(reverse("usersessions_list")).content.decode()
    )
    assert len(names) == 2  # the present one is ended by signing out
    answer = client.post(reverse("members:session-end"), {"session": names[0]})
    assert (answer.url, UserSession.objects.count()) == (reverse("usersessions_list"), 2)
    assert sorted([is_in(elsewhere), is_in(third)]) == [False, True]
    assert is_in(client)
    client.post(reverse("usersessions_list"))
    assert (is_in(client), is_in(elsewhere), is_in(third)) == (True, False, False)
    own = DelegationEntry.objects.filter(action="user.end_sessions").order_by("pk")
    assert [(entry.actor_id, entry.after) for entry in own] == [(user.pk, {"sessions": 1})] * 2
    assert not AuditEntry.objects.filter(action="user.end_sessions").exists()


@pytest.mark.good_path
def test_sessions_that_staff_end_stand_in_the_portals_record(client):
    user = members.officer()
    for each in (client, PortalClient()):
        sign_in(each, user)
    client.post(reverse("usersessions_list"))
    entry = AuditEntry.objects.get(action="user.end_sessions")
    assert (entry.actor_id, entry.after) == (user.pk, {"sessions": 1})


def test_an_operator_ends_the_sessions_of_one_person_or_of_all(client, capsys):
    clients = {
        members.officer(): client,
        members.drafter(): PortalClient(),
        members.officer(): PortalClient(),
    }
    for user, each in clients.items():
        sign_in(each, user)
    first, *others = clients
    call_command("end_sessions", first.username)
    assert [is_in(each) for each in clients.values()] == [False, True, True]
    assert [entry.subject_id for entry in AuditEntry.objects.filter(action="user.end_sessions")] == [
        str(first.pk)
    ]
    call_command("end_sessions", "--all")
    assert [is_in(each) for each in clients.values()] == [False, False, False]
    assert AuditEntry.objects.filter(action="user.end_sessions", actor=None).count() == 1 + len(others)
    with pytest.raises(CommandError, match="no person of the username nobody"):
        call_command("end_sessions", "nobody")
    assert [line[-3:] for line in capsys.readouterr().out.splitlines()] == [" 1.", " 2."]


def test_nobody_ends_a_session_of_somebody_else(client):

    other = PortalClient()
    sign_in(other, members.officer())
    name = sessions.name_of(UserSession.objects.get())
    sign_in(client, members.drafter())
    assert client.post(reverse("members:session-end"), {"session": name}).status_code == 404
    assert is_in(other)


@pytest.mark.parametrize(
    ("key", "limit"), [("seen", "SESSION_IDLE_LIMIT"), ("started", "SESSION_ABSOLUTE_LIMIT")]
)
def test_a_session_idle_too_long_or_too_old_ends(client, settings, key, limit):
    client.force_login(members.drafter())
    assert is_in(client)
    for seconds, expected in ((-5, True), (5, False)):
        session = client.session
        session[key] = int(time.time()) - getattr(settings, limit) - seconds
        if key == "started":
            session["seen"] = int(time.time())
        session.save()
        assert is_in(client) is expected

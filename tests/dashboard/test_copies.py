"""A restored copy is silent until two people release it."""

import datetime as dt
import re

import pytest
from allauth.mfa.utils import is_mfa_enabled
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from comments.enums import Position
from comments.models import Consultation, Response
from dashboard import sweeps
from dashboard.views import copies
from members.audit import witness
from members.installation import installations
from members.mailing import backends
from members.models import AuditEntry, Installation
from tests import authenticator
from tests.factories import comments, members
from tests.members.test_account_pages import confirm_identity
from tests.members.test_protection import sign_in

pytestmark = pytest.mark.django_db

CLOSED = comments.CLOSES_AT + dt.timedelta(minutes=5)


@pytest.fixture(autouse=True)
def production(settings, tmp_path):
    """An installation in use, with a log of heads; each question looks anew."""
    settings.SUSPENDS_COPIES = True
    settings.AUDIT_HEAD_FILE = str(tmp_path / "heads.log")
    installations.forget()
    yield
    installations.forget()


@pytest.fixture
def consultation(set_clock):
    found = comments.consultation()
    set_clock("2022-06-01T12:00:00+06:00")
    return found


def restore(monkeypatch):
    """Be the same rows in another place."""
    assert not installations.is_suspended()
    monkeypatch.setattr(installations, "_database", lambda: ["another server", "1"])
    installations.forget()
    assert installations.is_suspended()


def test_the_first_installation_is_known_and_stays_so():
    assert not installations.is_suspended()
    installations.forget()
    assert not installations.is_suspended()
    assert [one.fingerprint for one in Installation.objects.all()] == [installations.fingerprint()]


def test_a_database_put_back_in_its_own_place_is_told_by_the_log_of_heads(consultation, settings):
    assert not installations.is_suspended()
    witness.keep_head(CLOSED)
    installations.forget()
    assert not installations.is_suspended()
    with open(settings.AUDIT_HEAD_FILE, "a") as file:
        file.write(f"2022-06-07T00:00:00Z 10000 {'0' * 64}\n")
    installations.forget()
    assert installations.is_suspended()
    assert [kept.sequence for kept in copies.would_do(CLOSED)["beyond"]] == [10000]


def test_a_demonstration_is_never_suspended(settings, monkeypatch):
    restore(monkeypatch)
    settings.SUSPENDS_COPIES = False
    assert not installations.is_suspended()


def test_whatever_starts_first_does_nothing_on_a_copy(consultation, monkeypatch, set_clock):
    restore(monkeypatch)
    before = AuditEntry.objects.count()
    set_clock(CLOSED)
    assert list(sweeps.run(CLOSED)) == [
        "this is a restored copy: nothing is done until two people release it"
    ]
    consultation.refresh_from_db()
    assert (consultation.status, AuditEntry.objects.count()) == ("open", before)


def test_a_copy_sends_no_mail_of_any_kind(monkeypatch):
    class Backend(backends.SMTPBackend, EmailBackend):
        def send_messages(self, messages):
            return super().send_messages(messages)

    monkeypatch.setattr(backends.DjangoSMTPBackend, "send_messages", EmailBackend.send_messages)
    mail.outbox = []
    message = mail.EmailMessage("Subject", "Body", to=["kz@example.org"])
    assert Backend().send_messages([message]) == 1
    restore(monkeypatch)
    assert Backend().send_messages([message]) == 0
    assert len(mail.outbox) == 1


def test_delegates_read_and_change_nothing(client, consultation, monkeypatch):
    client.force_login(members.contact_point(members.member_state("KZ"), language="en"))
    path = reverse("comments:consultation-detail", args=[consultation.pk])
    sentence = "Restored copy, suspended."
    assert sentence not in client.get(path).content.decode()
    restore(monkeypatch)
    page = client.get(path)
    assert (page.status_code, sentence in page.content.decode()) == (200, True)
    answer = client.post(
        reverse("comments:response-no-objection", args=[consultation.pk]),
        {"request_key": "6a7d5c1e-0000-4000-8000-000000000000", "despite_drafts": "on"},
    )
    assert answer.status_code == 503
    assert not Response.objects.exists()


def test_a_receipt_that_the_copy_does_not_know_is_unknown_to_this_copy(client, consultation, monkeypatch):
    contact = members.contact_point(members.member_state("KZ"))
    receipt = comments.answer(consultation, contact, Position.NO_OBJECTION).receipt
    restore(monkeypatch)
    path = reverse("comments:receipt-check")
    known = client.post(path, {"number": receipt.number, "sha256": receipt.sha256}).content.decode()
    assert "Genuine: a receipt" in known
    unknown = client.post(path, {"number": "NCT/T/999-KZ-1", "sha256": "0" * 64}).content.decode()
    assert "Unknown to this copy of the portal." in unknown
    assert "Not genuine" not in unknown


@pytest.mark.good_path
def test_two_people_release_a_copy_after_seeing_what_it_would_do(
    client, consultation, monkeypatch, set_clock
):
    first, second = members.signatory(username="first"), members.signatory(username="second")
    path = reverse("dashboard:copy")
    client.force_login(first)
    assert client.get(path).status_code == 404
    restore(monkeypatch)
    set_clock(CLOSED)
    page = client.get(path).content.decode()
    assert f"close the consultation {consultation.reference}" in page
    client.post(path)
    installations.forget()
    assert installations.is_suspended()
    client.post(path)
    installations.forget()
    assert installations.is_suspended()
    client.force_login(second)
    assert f"{first.display_name} released it" in client.get(path).content.decode()
    client.post(path)
    installations.forget()
    assert not installations.is_suspended()
    acts = AuditEntry.objects.filter(action__startswith="installation.").values_list("action", "actor")
    assert list(acts) == [
        ("installation.release", first.pk),
        ("installation.release", second.pk),
        ("installation.begin", second.pk),
    ]
    list(sweeps.close_consultations(CLOSED))
    assert Consultation.objects.get().status == "closed"


def test_who_has_no_second_factor_any_more_sets_one_up_on_a_copy_to_release_it(client, monkeypatch, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    signatory = members.signatory()
    restore(monkeypatch)
    sign_in(client, signatory)
    confirm_identity(client)
    assert client.post(reverse("dashboard:copy")).headers["Location"] == reverse("mfa_index")
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<dd class="hash">(\w+)</dd>', page)[1]
    client.post(reverse("mfa_activate_totp"), {"code": authenticator.code(secret=secret)})
    assert is_mfa_enabled(signatory)
    client.post(reverse("dashboard:copy"))
    assert [one.by for one in installations.released_by()] == [signatory]


def test_nobody_else_releases_a_copy(client, monkeypatch):
    restore(monkeypatch)
    client.force_login(members.officer())
    assert client.post(reverse("dashboard:copy")).status_code == 403
    assert installations.released_by() == []

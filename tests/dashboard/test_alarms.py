"""What calls the operators when nothing else can."""

import datetime as dt

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from cica_portal.spaces import ordinary
from dashboard import sweep_health, sweeps
from dashboard.models import Alarm, SweepRecord
from dashboard.operators import alarms
from members import mailing
from members.mailing import Kind, personal
from members.models import PersonalMail
from tests.factories import members, notes

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
SENTENCES = {
    "en": "Messages have waited for more than fifteen minutes",
    "ru": "Сообщения находятся в очереди на отправку дольше пятнадцати минут",
    "kk": "Хабарламалар он бес минуттан астам уақыт жіберілмей тұр",
}


@pytest.fixture(autouse=True)
def operators(settings):
    settings.OPERATOR_ADDRESS = "operators@example.org"


def now():
    return dt.datetime.now(dt.UTC)


def swept(at):
    for name in sweeps.ALL:
        SweepRecord.objects.update_or_create(name=name, defaults={"succeeded_at": at})


def subjects(at):
    return [call.subject for call in alarms.due_letters(at)]


def test_sweeps_that_stand_still_are_told_once_then_again_after_hours_and_when_it_is_over():
    swept(now() - sweep_health.LATELY - MINUTE)

    assert subjects(now()) == ["CICA Consultations: sweeps stand still"]
    assert subjects(now()) == []
    assert subjects(now() + alarms.AGAIN + MINUTE) == ["CICA Consultations: sweeps stand still"]
    swept(now())
    assert subjects(now()) == ["CICA Consultations: sweeps stand still no more"]
    assert Alarm.objects.get().ended_at is not None
    assert subjects(now()) == []


def test_messages_that_nobody_sends_are_told():
    swept(now())
    mailing.write(Kind.ACCOUNT_NOTICE, members.officer(), at=now() - alarms.WAITED - MINUTE)
    assert subjects(now()) == ["CICA Consultations: messages wait"]

    PersonalMail.objects.update(not_before=now() + MINUTE)
    assert subjects(now()) == ["CICA Consultations: messages wait no more"]


def test_messages_that_the_mail_server_refuses_are_told_where_no_mail_can_tell_it(
    client, monkeypatch, set_clock, settings
):
    settings.DEMONSTRATION = False
    monkeypatch.setattr(alarms, "_found", [])

    def refuse(self):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "open", refuse)
    at = notes.AT
    values = {"template": "account/email/password_changed", "changed_at": at.isoformat()}
    mailing.write(Kind.ACCOUNT_NOTICE, members.officer(), at=at, ip="", user_agent="", **values)
    for minutes in (0, 6, 12):
        set_clock(at + minutes * MINUTE)
        personal.deliver_due(at + minutes * MINUTE)
        assert client.get("/healthz").json()["checks"]["messages"] is True
    set_clock(at + alarms.WAITED + MINUTE)
    assert client.get("/healthz").json()["checks"]["messages"] is False
    for language, sentence in SENTENCES.items():
        client.force_login(members.officer(language=language))
        assert sentence in ordinary(client.get("/").content.decode())
    assert "CICA Consultations: messages wait" in subjects(at + alarms.WAITED + MINUTE)
    monkeypatch.setattr(alarms.silence, "is_kept", lambda: True)
    assert client.get("/healthz").json()["checks"]["messages"] is True
    monkeypatch.setattr(alarms.silence, "is_kept", lambda: False)
    assert client.get("/healthz").json()["checks"]["messages"] is False
    settings.DEMONSTRATION = True
    assert client.get("/healthz").json()["checks"]["messages"] is True


@pytest.mark.both_databases
def test_whoever_asks_whether_the_portal_is_ready_makes_it_look(client, monkeypatch):
    class AtOnce:
        def __init__(self, target, args, daemon):
            self.work = lambda: target(*args)

        def start(self):
            self.work()

    monkeypatch.setattr(alarms.threading, "Thread", AtOnce)
    monkeypatch.setattr(alarms.connection, "close", lambda: None)  # the test goes on with it
    swept(now() - sweep_health.LATELY - MINUTE)

    assert client.get(reverse("readiness")).status_code == 200
    [sent] = mail.outbox
    assert sent.to == ["operators@example.org"]
    assert "stood still" in sent.body


def test_without_an_address_nothing_is_looked_for(client, settings):
    settings.OPERATOR_ADDRESS = ""
    swept(now() - sweep_health.LATELY - MINUTE)
    client.get(reverse("readiness"))

    assert not Alarm.objects.exists()


def test_a_mail_that_does_not_leave_is_tried_again(monkeypatch):
    def refuse(self, messages):
        raise OSError("no route to host")

    swept(now() - sweep_health.LATELY - MINUTE)
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    monkeypatch.setattr(alarms.connection, "close", lambda: None)
    [call] = alarms.due_letters(now())
    alarms.send(call)

    assert mail.outbox == []
    assert subjects(now()) == ["CICA Consultations: sweeps stand still"]


def test_a_restored_copy_calls_nobody(client, monkeypatch):
    swept(now() - sweep_health.LATELY - MINUTE)
    monkeypatch.setattr(alarms.silence, "is_kept", lambda: True)
    client.get(reverse("readiness"))

    assert not Alarm.objects.exists()
    assert mail.outbox == []

"""Clocks of database and host that disagree: nothing is closed, and staff and operators are told."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal import clock
from cica_portal.operation import clocks
from comments.enums import ConsultationStatus
from comments.models import HeldClosing
from comments.procedure import consultations
from dashboard.models import Alarm
from dashboard.operators import alarms
from members.installation import presence
from tests.factories import comments, members, notes

SENTENCES = {
    "en": "The clocks of the portal and of its database differ.",
    "ru": "Часы портала и его базы данных расходятся.",
    "kk": "Портал мен оның дерекқорының сағаттары сәйкес келмейді.",
}


@pytest.fixture
def consultation(db, set_clock):
    set_clock("2022-06-01T12:00:00+06:00")
    return comments.consultation()


@pytest.fixture
def jump(monkeypatch):
    """Return what lets the database's clock jump by so many seconds."""
    monkeypatch.setattr(clocks, "_found", [])
    true = clock.database_now

    def by(seconds):
        monkeypatch.setattr(clock, "database_now", lambda *_args: true() + dt.timedelta(seconds=seconds))

    return by


@pytest.mark.parametrize(
    ("seconds", "apart"), [(0, False), (4, False), (-4, False), (6, True), (-1200, True)]
)
def test_clocks_are_apart_from_five_seconds_on(db, jump, seconds, apart):
    jump(seconds)
    assert clock.are_apart() is apart


def test_a_slow_answer_is_no_jump(db, monkeypatch):
    instants = iter([dt.datetime(2022, 6, 6, tzinfo=dt.UTC), dt.datetime(2022, 6, 6, 0, 1, tzinfo=dt.UTC)])
    monkeypatch.setattr(clock, "now", lambda: next(instants))
    monkeypatch.setattr(clock, "database_now", lambda: dt.datetime(2022, 6, 6, 0, 0, 30, tzinfo=dt.UTC))
    assert clock.are_apart() is False


@pytest.mark.parametrize("seconds", [1200, -1200])
def test_no_consultation_is_closed_until_the_clocks_agree(consultation, set_clock, jump, seconds):
    at = set_clock(consultation.closes_at + dt.timedelta(hours=1))
    jump(seconds)
    assert consultations.close(consultation, at=at) is False
    consultation.refresh_from_db()
    assert consultation.status == ConsultationStatus.OPEN
    jump(0)
    assert consultations.close(consultation, at=at) is True


def test_a_signatory_decides_where_clocks_disagreed_in_the_last_minutes(
    consultation, set_clock, jump, settings
):
    settings.HOLDS_CLOSINGS = True
    jumped = consultation.closes_at - dt.timedelta(minutes=4)
    # The portal wrote down each minute that it was there, or tried to.
    for minutes in range(-60, 2):
        set_clock(consultation.closes_at + dt.timedelta(minutes=minutes))
        jump(1200 if -4 < minutes < 1 else 0)
        presence.seen_by_web()
    at = set_clock(consultation.closes_at + dt.timedelta(hours=1))
    assert consultations.close(consultation, at=at) is False
    held = HeldClosing.objects.get()
    assert abs(held.away_since - jumped) < dt.timedelta(seconds=30)
    assert abs(held.away_until - jumped - dt.timedelta(minutes=5)) < dt.timedelta(seconds=30)


@pytest.mark.parametrize("language", SENTENCES)
def test_staff_and_operators_are_told_until_the_clocks_agree(client, db, settings, jump, language):
    settings.OPERATOR_ADDRESS = "operators@example.org"
    officer = members.officer()
    type(officer).objects.filter(pk=officer.pk).update(language=language)
    client.force_login(officer)
    jump(1200)
    assert client.get("/healthz").json()["checks"]["clocks"] is False
    page = client.get(reverse("home")).content.decode().replace("\u00a0", " ")
    assert [code for code, sentence in SENTENCES.items() if sentence in page] == [language]
    (call,) = [one for one in alarms.due_letters(notes.AT) if one.kind == "clocks"]
    assert call.subject == "CICA Consultations: clocks disagree"
    jump(0)
    assert client.get("/healthz").json()["checks"]["clocks"] is True
    assert SENTENCES[language] not in client.get(reverse("home")).content.decode().replace("\u00a0", " ")
    assert "clocks" in [one.kind for one in alarms.due_letters(notes.AT)]
    assert Alarm.objects.get(kind="clocks").ended_at == notes.AT

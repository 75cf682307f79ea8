"""Nobody stops the portal near a deadline alone."""

import datetime as dt
import getpass
import os

import pytest
from django.core.management import CommandError, call_command

from comments.procedure.deadlines import grants
from dashboard.management.commands import maintenance
from members.models import AuditEntry
from tests.factories import comments, members

pytestmark = pytest.mark.django_db

NEAR = comments.CLOSES_AT - dt.timedelta(hours=5)


@pytest.fixture
def two(monkeypatch):
    people = [members.signatory(), members.signatory()]
    for person in people:
        person.set_password("a quiet river bends")
        person.save()
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "a quiet river bends")
    monkeypatch.setattr(maintenance, "TERMINAL", os.devnull)
    return [person.username for person in people]


def maintain(*names):
    call_command("maintenance", reason="New kernel", signatory=list(names), verbosity=0)


def test_far_from_a_deadline_it_is_only_recorded(set_clock, two):
    comments.consultation()
    set_clock(comments.CLOSES_AT - dt.timedelta(hours=25))
    maintain()
    assert AuditEntry.objects.get(action="maintenance.begin").after["near"] == []


def test_near_a_deadline_it_takes_two_signatories(set_clock, two):
    made = comments.consultation()
    set_clock(NEAR)
    for names in ((), two[:1], (two[0], two[0])):
        with pytest.raises(CommandError, match=f"deadline of {made.reference}"):
            maintain(*names)
    assert not AuditEntry.objects.filter(action="maintenance.begin").exists()
    maintain(*two)
    assert AuditEntry.objects.get(action="maintenance.begin").after["agreed"] == sorted(two)


def test_additional_time_counts_as_well(set_clock, two):
    made = comments.consultation()
    state = members.member_state("KZ")
    at = set_clock(comments.CLOSES_AT + dt.timedelta(days=2))
    until = at + dt.timedelta(hours=3)
    grants.give(made, state, until=until, reason="Why", by=members.signatory(), at=at)
    with pytest.raises(CommandError, match="additional time of KZ"):
        maintain()


@pytest.mark.parametrize("wrong", ["password", "role"])
def test_only_signatories_with_their_passwords_agree(set_clock, two, monkeypatch, wrong):
    comments.consultation()
    set_clock(NEAR)
    if wrong == "password":
        monkeypatch.setattr(getpass, "getpass", lambda prompt: "another")
        names = two
    else:
        officer = members.officer()
        officer.set_password("a quiet river bends")
        officer.save()
        names = [two[0], officer.username]
    with pytest.raises(CommandError, match="no authorized signatory"):
        maintain(*names)


def test_without_a_terminal_nobody_is_waited_for(set_clock, two, monkeypatch, tmp_path):
    """By cron there is nobody to type: the command says so and ends."""
    comments.consultation()
    set_clock(NEAR)
    monkeypatch.setattr(maintenance, "TERMINAL", str(tmp_path / "none"))
    monkeypatch.setattr(getpass, "getpass", lambda prompt: pytest.fail("a password was asked for"))
    with pytest.raises(CommandError, match="at a terminal"):
        maintain(*two)
    assert not AuditEntry.objects.filter(action="maintenance.begin").exists()


def test_without_a_terminal_what_nobody_has_to_agree_to_is_recorded(set_clock, two, monkeypatch, tmp_path):
    monkeypatch.setattr(maintenance, "TERMINAL", str(tmp_path / "none"))
    maintain()
    assert AuditEntry.objects.filter(action="maintenance.begin").count() == 1

"""Whose a message is, and that a State opened its note, is changed by nobody (rule 41)."""

import pytest
from django.db import DatabaseError, transaction

from cica_portal import clock
from comments.models import Addressee
from comments.procedure import reaching
from notes.models import Dispatch
from tests.factories import members, notes

pytestmark = pytest.mark.django_db


def refused(act):
    with pytest.raises(DatabaseError, match="official rows"), transaction.atomic():
        act()


def test_a_message_stays_that_of_its_recipient(set_clock):
    notes.delegations()
    set_clock(notes.AT)
    notes.circulated()
    messages = Dispatch.objects.all()
    other = members.officer()
    for change in (
        {"recipient": other},
        {"message_id": "<other@example.org>"},
        {"remark": "Another"},
        {"is_copy": True},
    ):
        refused(lambda change=change: messages.update(**change))
    refused(messages.delete)
    assert messages.update(error="not yet") == messages.count() > 0


def test_that_a_state_opened_the_note_is_never_taken_back(set_clock):
    people = notes.delegations()
    set_clock(notes.AT)
    made = notes.circulated()
    reaching.mark_opened(made, by=people["KZ"], at=clock.now())
    opened = Addressee.objects.filter(opened_at__isnull=False)
    for change in ({"opened_at": None}, {"opened_at": notes.CLOSES_AT}, {"opened_by": people["TR"]}):
        refused(lambda change=change: opened.update(**change))
    assert opened.count() == 1

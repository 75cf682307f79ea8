"""No page, answer or feed of a delegation has a number that counts the rows of others (rule 4)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from members.accounts import feed_keys
from notes.models import Dispatch, VerbalNote
from tests.factories import api, comments, members, notes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(notes.AT)


@pytest.fixture
def people():
    return notes.delegations()


def has_number(answer, number: int) -> bool:
    """Tell whether a page holds the number of a row; each table counts from another thousand in tests."""
    return re.search(rf"\b{number}\b", answer.content.decode()) is not None


def test_two_notes_tell_nothing_of_a_draft_between_them(client, people):
    officer = members.officer()
    consultation = notes.circulated()
    first = notes.note_of(consultation)
    notes.free_note(by=officer)
    second = notes.extended(consultation, dt.date(2022, 6, 14), by=members.signatory())
    assert second.pk - first.pk > 1
    reader = people["KZ"]
    client.force_login(reader)
    feed = feed_keys.token(feed_keys.make(reader, at=notes.AT))
    pages = [reverse("home"), reverse("notes:note-list"), reverse("search:find") + "?q=NCT"]
    pages += [reverse("dashboard:feed", args=[feed])]
    pages += [reverse("notes:note-detail", args=[one.key]) for one in (first, second)]
    answers = [client.get(page) for page in pages]
    answers += [api.client(reader).get(reverse("api:note-list"))]
    answers += [api.client(reader).get(reverse("api:note-detail", args=[one.key])) for one in (first, second)]
    assert {answer.status_code for answer in answers} == {200}
    assert str(second.key) in answers[0].content.decode()
    for answer in answers:
        for note in VerbalNote.objects.all():
            assert not has_number(answer, note.pk), answer.request["PATH_INFO"]


def test_an_issued_note_does_not_count_the_messages_of_others(client, people):
    note = notes.note_of(notes.circulated())
    address = reverse("notes:note-detail", args=[note.key])
    own = Dispatch.objects.filter(note=note, member_state=people["TR"].member_state).first()
    client.force_login(people["TR"])
    page = client.get(address)
    assert own.address in page.content.decode() and not has_number(page, own.pk)
    client.force_login(members.officer())
    assert f'<tr id="message-{own.pk}">' in client.get(address).content.decode()


def test_a_request_for_time_does_not_count_those_of_others(client, people):
    consultation = notes.circulated()
    at = notes.AT + dt.timedelta(hours=1)
    comments.time_request(consultation, people["RU"], at=at)
    asked = comments.time_request(consultation, people["KZ"], at=at)
    client.force_login(people["KZ"])
    page = client.get(reverse("comments:time-request", args=[consultation.pk]))
    assert reverse("comments:time-request-withdraw", args=[asked.key]) in page.content.decode()
    assert not has_number(page, asked.pk)

"""No page, answer or feed of a delegation has a number that counts the rows of others (rule 4)."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse

from cica_portal import clock, uploads
from cica_portal.languages import LANGUAGES
from comments.models import Consultation
from dashboard import sweeps
from members.accounts import feed_keys
from members.mailing import backends
from notes.acts import attaching, issuing
from notes.models import Dispatch, VerbalNote
from tests.cica_portal.access_table import TABLE
from tests.cica_portal.access_world import World, built
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
    assert str(second.key) in answers[1].content.decode()
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
    assert f'id="message-{own.pk}"' in client.get(address).content.decode()


def test_a_request_for_time_does_not_count_those_of_others(client, people):
    consultation = notes.circulated()
    at = notes.AT + dt.timedelta(hours=1)
    comments.time_request(consultation, people["RU"], at=at)
    asked = comments.time_request(consultation, people["KZ"], at=at)
    client.force_login(people["KZ"])
    page = client.get(reverse("comments:time-request", args=[consultation.pk]))
    assert reverse("comments:time-request-withdraw", args=[asked.key]) in page.content.decode()
    assert not has_number(page, asked.pk)


def test_a_file_that_a_note_encloses_does_not_count_those_of_others(client, people):
    note, signatory = notes.prepared(), members.signatory()
    file = uploads.Admitted("agenda.docx", "docx", b"PK", is_scanned=False)
    titles = dict.fromkeys(LANGUAGES, "agenda")
    made = attaching.attach(note, {"all": file}, titles=titles, by=signatory, at=notes.AT)
    issuing.issue(note, by=signatory, at=notes.AT)
    client.force_login(people["KZ"])
    page = client.get(reverse("notes:note-detail", args=[note.key]))
    assert reverse("notes:note-enclosure", args=[note.key, "file-2", "en"]) in page.content.decode()
    assert not has_number(page, made.pk)


# Every State is asked in each consultation: its number counts nothing that is not known to all.
KNOWN_TO_ALL = {Consultation}
# Each table counts from another thousand in tests (tests/states.py).
FIRST_OF_TESTS = 1000
DELEGATES = ("contact", "drafter", "reader", "other")


@pytest.fixture
def world(db) -> Iterator[World]:
    with built() as made:
        yield made


def numbers_of_rows() -> dict[str, str]:
    """Return the tables that count their rows, by each number that they have given."""
    counted = [one for one in apps.get_models() if isinstance(one._meta.pk, models.AutoField)]
    return {
        str(number): one.__name__
        for one in counted
        if one not in KNOWN_TO_ALL
        for number in one._base_manager.values_list("pk", flat=True)
        if number >= FIRST_OF_TESTS
    }


def texts_of(answer) -> Iterator[str]:
    """Yield the texts that an answer holds: its own, or those of the parts of an office file."""
    content = b"".join(answer) if answer.streaming else answer.content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            yield from (parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    elif not re.match(r"image/|application/pdf", answer.headers.get("Content-Type", "")):
        yield content.decode()


def mails() -> Iterator[tuple[str, str]]:
    """Yield what was mailed, by whom it went to."""
    for path in Path(settings.OUTBOX_DIR).rglob("*.eml"):
        message = backends.read(path)
        yield message.to, f"{message.message.items()}{message.body}"


def test_nothing_that_a_delegate_gets_counts_the_rows_of_others(world, set_clock):
    at = clock.now()
    assert not [line for line in sweeps.run(at, sweeps.PLANNING | sweeps.DELIVERING) if "failed" in line]
    given = {
        (role, name): text
        for role in DELEGATES
        for name in TABLE
        if (answer := world.client(role).get(world.url(name))).status_code == 200
        for text in texts_of(answer)
    }
    staff = {one.email for role, one in world.people.items() if role not in DELEGATES}
    given |= {("mail", number): text for number, (to, text) in enumerate(mails()) if to not in staff}
    assert len(given) > 200 and sum(role == "mail" for role, _name in given) > 3

    numbers = numbers_of_rows()
    found = {
        (numbers[one], at): text[max(0, text.index(one) - 60) : text.index(one) + 20]
        for at, text in given.items()
        for one in re.findall(r"(?<![0-9A-Fa-f])\d{4,6}(?![0-9A-Fa-f])", text)
        if one in numbers
    }
    assert found == {}

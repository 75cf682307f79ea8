"""The nightly check of the record, of official rows and of stored files."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from comments.models import Response
from dashboard import sweeps
from dashboard.enums import AlarmKind
from dashboard.operators import alarms
from documents.models import Document
from members.audit import checks, seals
from members.models import AuditEntry, RecordCheck
from tests.factories import comments, members, notes

pytestmark = pytest.mark.django_db

NIGHT = dt.datetime(2022, 6, 1, 21, tzinfo=dt.UTC)  # three o'clock in Astana, on 2 June


@pytest.fixture(autouse=True)
def apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.AUDIT_HEAD_FILE = str(tmp_path / "audit-head.log")


@pytest.fixture
def filed(set_clock):
    made = comments.reached(comments.consultation())
    set_clock("2022-06-01T12:00:00+06:00")
    person = members.contact_point(members.member_state("KZ"))
    response = comments.answer(made, person)
    seals.seal(NIGHT)
    set_clock(NIGHT)
    return response


def tamper(response):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE comments_response DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER comments_response_no_update")
    Response.objects.filter(pk=response.pk).update(version=7)


def test_the_check_is_made_once_a_night_and_kept(filed):
    assert list(checks.check_due(NIGHT - dt.timedelta(hours=2))) == []
    assert checks.last() is None
    assert list(sweeps.run(NIGHT, sweeps.CHECKING)) == []
    made = checks.last()
    assert (made.day, made.is_good, made.entries) == (dt.date(2022, 6, 2), True, AuditEntry.objects.count())
    assert made.rows > 1
    tamper(filed)
    assert list(checks.check_due(NIGHT + dt.timedelta(hours=5))) == []
    assert len(list(checks.check_due(NIGHT + dt.timedelta(days=1)))) == 1
    assert not checks.is_sound()
    assert RecordCheck.objects.count() == 2


def test_a_check_that_was_stopped_is_made_anew(filed):
    RecordCheck.objects.create(day=dt.date(2022, 6, 2), began_at=NIGHT)
    assert list(checks.check_due(NIGHT + dt.timedelta(hours=1))) == []
    assert checks.last() is None
    assert list(checks.check_due(NIGHT + dt.timedelta(hours=4))) == []
    assert checks.last().is_good


def test_every_damaged_file_is_named(people, set_clock):
    notes.circulated()
    set_clock(notes.AT)
    list(sweeps.run(notes.AT))
    altered, gone = Document.objects.filter(status="stored").order_by("pk")[:2]
    with default_storage.open(altered.file.name, "ab") as file:
        file.write(b"x")
    default_storage.delete(gone.file.name)
    found = list(seals.damaged_files())
    assert [str(altered.pk) in found[0], str(gone.pk) in found[1], len(found)] == [True, True, 2]
    list(checks.check_due(notes.AT + dt.timedelta(days=1)))
    made = checks.last()
    assert (made.files, made.contradiction) == (found, "")
    assert not checks.is_sound()


def test_the_first_contradiction_calls_the_operators_until_it_is_over(filed, settings, client):
    settings.OPERATOR_ADDRESS = "operators@example.org"
    tamper(filed)
    list(checks.check_due(NIGHT))
    now = dt.datetime.now(dt.UTC)
    assert AlarmKind.RECORD in [call.kind for call in alarms.due_letters(now)]
    assert client.get("/healthz").json()["checks"]["record"] is False
    assert AlarmKind.RECORD not in [call.kind for call in alarms.due_letters(now)]


def test_the_secretariat_reads_what_was_found(filed, client):
    client.force_login(members.signatory(language="en"))
    on_start = "The nightly check found"
    list(checks.check_due(NIGHT))
    assert "unchanged" in client.get("/record/").content.decode()
    assert on_start not in client.get("/").content.decode()
    tamper(filed)
    list(checks.check_due(NIGHT + dt.timedelta(days=1)))
    page = client.get("/record/").content.decode()
    assert "found what is not as it was stored" in page
    assert f"comments.response {filed.pk.hex}" in page
    assert on_start in client.get("/").content.decode()


@pytest.fixture
def people(db):
    return notes.delegations()

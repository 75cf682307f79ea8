"""A full disk: nothing half written, a sentence in the reader's language, staff told (rules 26 and 35)."""

import errno
import os
import shutil
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from cica_portal import spaces
from cica_portal.database import claims
from cica_portal.operation import disk, outages, whole_files
from comments.models import Attachment, DraftComment
from comments.writing import attachments
from dashboard.models import Alarm
from dashboard.operators import alarms
from documents import renders
from documents.models import Document
from tests.factories import comments, members, notes
from tests.factories.comments import PICTURE

SENTENCES = {
    "en": "The portal has no storage space left, and nothing was recorded",
    "ru": "В портале не осталось места для хранения данных, и ничего не записано",
    "kk": "Порталда деректерді сақтайтын орын қалмады, ештеңе жазылған жоқ",
}


@pytest.fixture(autouse=True)
def own(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(disk, "_failed_at", [])
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.AUDIT_HEAD_FILE = str(tmp_path / "audit-head.log")


def no_room(*_args, **_named):
    raise OSError(errno.ENOSPC, "No space left on device")


def fill(monkeypatch):
    """Let every file that is written whole find no room when it is flushed, the last instant to learn it."""
    real = {name: getattr(os, name) for name in ("replace", "open", "close", "O_RDONLY")}
    monkeypatch.setattr(whole_files, "os", SimpleNamespace(**real | {"fsync": no_room}))


def files(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_a_file_without_room_leaves_nothing_and_can_be_sent_again(
    client, monkeypatch, consultation, drafter, settings
):
    fill(monkeypatch)
    draft = comments.draft(consultation, drafter)
    client.force_login(drafter)
    client.raise_request_exception = False
    url = reverse("comments:draft-files", args=[draft.pk])
    answer = client.post(url, {"files": SimpleUploadedFile("a.png", PICTURE), "language": "en"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (507, "30")
    page = spaces.ordinary(answer.content.decode())
    assert [code for code, sentence in SENTENCES.items() if sentence in page] == ["en"]
    assert (files(settings.MEDIA_ROOT), Attachment.objects.count()) == ([], 0)
    assert not DraftComment.objects.get().attachments
    assert [attempt.path for attempt in outages.noted()] == [url]
    assert client.get("/healthz").json()["checks"]["disk"] is False

    monkeypatch.setattr(whole_files, "os", os)
    assert (
        client.post(url, {"files": SimpleUploadedFile("a.png", PICTURE), "language": "en"}).status_code == 302
    )
    assert [entry["name"] for entry in DraftComment.objects.get().attachments] == ["a.png"]
    (kept,) = files(settings.MEDIA_ROOT)
    assert kept.read_bytes() == PICTURE


def test_before_the_reader_is_known_the_page_says_it_in_all_languages(db, monkeypatch):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", no_room)
    client.cookies["session"] = "x" * 32
    answer = client.get("/")
    page = spaces.ordinary(answer.content.decode())
    assert (answer.status_code, [sentence in page for sentence in SENTENCES.values()]) == (507, [True] * 3)


def test_a_database_without_room_is_told_from_one_that_is_away(client, consultation, drafter, monkeypatch):
    """PostgreSQL and SQLite have a word of their own for it."""

    def full(*_args, **_named):
        cause = OperationalError("could not extend file")
        cause.pgcode = "53100"
        raise OperationalError("could not extend file") from cause

    client.force_login(drafter)
    client.raise_request_exception = False
    draft = comments.draft(consultation, drafter)
    monkeypatch.setattr(attachments, "attach", full)
    url = reverse("comments:draft-files", args=[draft.pk])
    answer = client.post(url, {"files": SimpleUploadedFile("a.png", PICTURE), "language": "en"})
    assert answer.status_code == 507
    assert not disk.is_full(OperationalError("server closed the connection"))


def test_sqlite_says_that_it_is_full(tmp_path):
    base = sqlite3.connect(tmp_path / "small.sqlite3")
    base.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as found:
        base.execute("CREATE TABLE large AS SELECT hex(randomblob(100000)) AS words")
    base.close()
    assert disk.is_full(found.value)


def test_where_there_is_no_room_sqlite_may_say_that_it_cannot_write(monkeypatch):
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    assert not disk.is_full(error)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=0))
    assert disk.is_full(error)


def test_documents_wait_for_room_and_lose_no_try(monkeypatch, people, settings):
    notes.circulated()
    kept = files(settings.MEDIA_ROOT)
    fill(monkeypatch)
    wanted = Document.objects.filter(status="wanted").count()
    at = notes.AT
    for _ in range(claims.ATTEMPTS + 1):
        with pytest.raises(OSError, match="No space left"):
            renders.render_wanted(at)
    rows = Document.objects.filter(status="wanted").values_list("attempts", "claimed_at")
    assert list(rows) == [(0, None)] * wanted
    assert files(settings.MEDIA_ROOT) == kept
    monkeypatch.setattr(whole_files, "os", os)
    assert len(renders.render_wanted(at)) == wanted


def test_staff_and_operators_are_told_of_little_room(client, db, settings, monkeypatch):
    settings.OPERATOR_ADDRESS = "operators@example.org"
    sentence = "The portal has little or no storage space left"
    assert sentence not in client.signed_in(members.officer()).page("home")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=disk.LEAST - 1))
    assert sentence in client.page("home")
    now = notes.AT
    (call,) = [one for one in alarms.due_letters(now) if one.kind == "disk"]
    assert call.subject == "CICA Consultations: little room on a disk"
    monkeypatch.undo()
    assert "disk" in [one.kind for one in alarms.due_letters(now)]
    assert Alarm.objects.get(kind="disk").ended_at == now


def test_an_alarm_that_cannot_be_written_keeps_the_portal_in_service(client, db, monkeypatch):
    def full(_now):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(alarms, "due_letters", full)
    monkeypatch.setattr("django.conf.settings.OPERATOR_ADDRESS", "operators@example.org")
    assert client.get("/readyz").status_code == 200


def test_an_attempt_after_a_line_that_was_cut_is_noted_whole():
    outages.note("POST", "/one/", "")
    with open(outages.file(), "a") as file:
        file.write('{"at": "2022-06-0')
    outages.note("POST", "/two/", "")
    outages.note("POST", "/three/", "")
    assert [one.path for one in outages.noted()] == ["/one/", "/two/", "/three/"]

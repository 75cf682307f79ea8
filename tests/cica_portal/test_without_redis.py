"""Redis is away: people sign in, check receipts and file; nothing fails or hangs, and health says it."""

import datetime as dt
import http.cookiejar
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
from celery import Celery
from django.conf import settings as portal_settings
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection, transaction
from django.urls import reverse

from cica_portal.operation import caches
from comments.models import Response
from documents import queue
from tests.factories import comments, members
from tests.members.test_protection import PASSWORD
from tests.ports import free_port


@pytest.fixture(params=["closed", "mute"])
def away(request) -> Iterator[str]:
    """The address of a Redis that refuses connections, or takes them and never answers."""
    if request.param == "closed":
        yield f"redis://127.0.0.1:{free_port()}/0"
        return
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(100)
        yield f"redis://127.0.0.1:{mute.getsockname()[1]}/0"


class Visitor:
    """A person with a browser that keeps cookies."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        try:
            with self.opener.open(self.origin + path, body, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def send(self, path: str, data: dict[str, str]) -> tuple[int, str]:
        """Send the form of a page, with what is hidden in it."""
        _status, page = self.ask(path)
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
        return self.ask(path, dict(hidden) | data)


@pytest.fixture
def served(transactional_db, away, tmp_path) -> Iterator[str]:
    """Serve the database of the test by a process of its own, without its Redis."""
    port = free_port()
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        login = f"{database['USER']}:{urllib.parse.quote(database['PASSWORD'])}"
        url = f"postgres://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    command = ["gunicorn", "cica_portal.wsgi", "--threads", "4", "--no-control-socket", "--bind"]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.cica_portal.settings_without_redis",
        "DATABASE_URL": url,
        "REDIS_URL": away,
    }
    with open(tmp_path / "server.log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", *command, f"127.0.0.1:{port}"],
            cwd=portal_settings.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            yield wait_for(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()
            server.wait(30)


def wait_for(origin: str, server: subprocess.Popen) -> str:
    end = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{origin}/livez", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return origin
    raise AssertionError("the server did not start")


def test_people_sign_in_check_receipts_and_file(served):
    now = dt.datetime.now(dt.UTC)  # the server's clock is the machine's
    consultation = comments.consultation(opens_at=now, respond_by=now.date() + dt.timedelta(days=7))
    contact = members.contact_point(consultation.addressees.first().member_state, language="en")
    visitor = Visitor(served)

    status, page = visitor.send("/accounts/login/", {"login": contact.username, "password": PASSWORD})
    assert (status, contact.username in page or "Sign out" in page) == (200, True)
    url = reverse("comments:response-no-objection", args=[consultation.pk])
    status, page = visitor.send(url, {})
    assert (status, f"/receipts/{Response.objects.get().receipt.number}" in page) == (200, True)
    receipt = Response.objects.get().receipt
    check = {"number": receipt.number, "sha256": receipt.sha256}
    status, page = Visitor(served).send(reverse("comments:receipt-check"), check)
    assert (status, "genuine" in page) == (200, True)

    status, page = visitor.ask("/healthz")
    assert (status, json.loads(page)["checks"]["redis"]) == (503, False)
    assert visitor.ask("/livez")[0] == 200


def test_the_bell_takes_a_second_at_most_and_then_is_silent(
    away, settings, monkeypatch, django_capture_on_commit_callbacks, db, caplog
):
    """An act is committed whether the queue takes the ring or not."""
    settings.CELERY_TASK_ALWAYS_EAGER, settings.REDIS_URL = False, away
    broken = Celery("bell", broker=away, set_as_current=False)
    monkeypatch.setattr(queue, "import_string", lambda name: broken)
    monkeypatch.setattr(queue, "_silent_until", 0.0)
    took = []
    for _ in range(3):
        before = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            queue.notify(queue.DELIVER)
        took.append(time.monotonic() - before)

    assert max(took) < 10  # of a busy machine; without a limit it would be a minute, or for ever
    assert sum("The queue did not take" in record.message for record in caplog.records) == 1


def test_the_cache_counts_in_the_process_and_asks_redis_again_later(away, monkeypatch):
    monkeypatch.setattr(caches.SparedRedisCache, "asked_again_at", 0.0)
    cache = caches.SparedRedisCache(away, {"OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1}})
    cache.clear()

    assert cache.add("a", 1) and not cache.add("a", 2)
    assert (cache.incr("a"), cache.get("a"), "a" in cache) == (2, 2, True)
    cache.set_many({"b": 3, "c": 4})
    assert cache.get_many(["a", "b", "x"]) == {"a": 2, "b": 3}
    cache.delete_many(["b"])
    assert cache.delete("a") and not cache.has_key("a")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")
    assert cache.touch("c") and cache.get("b", "gone") == "gone"
    assert cache.asked_again_at > time.monotonic()


def test_the_cache_goes_to_redis_while_it_answers(monkeypatch):
    """As Redis does after it came back: what failed before is asked again."""
    asked = []
    monkeypatch.setattr(caches.SparedRedisCache, "asked_again_at", time.monotonic() - 1)
    monkeypatch.setattr(
        caches.RedisCache, "get", lambda cache, *given, **more: asked.append(given) or "there"
    )
    cache = caches.SparedRedisCache("redis://127.0.0.1:1/0", {})
    monkeypatch.setattr(LocMemCache, "get", lambda *given, **more: "here")
    assert (cache.get("a"), asked) == ("there", [("a",)])

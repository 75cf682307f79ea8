"""When a request had arrived: what it waited for here is taken off, whatever it was."""

import datetime as dt
import io
import socket
import sys
import time
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.http import UnreadablePostError
from django.urls import reverse

from cica_portal import clock
from cica_portal.web import arrivals, failures
from members.models import User
from tests.factories import members

# Of what the kernel says in whole milliseconds: it counts in ticks of at most ten of them.
TICK = 0.02
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says when data came")


@pytest.fixture
def line():
    """A line of TCP: the client's end, and ours."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        taken, _address = server.accept()
        with client, taken:
            yield client, taken


@on_linux
def test_the_kernel_says_since_when_the_last_byte_has_been_there(line):
    client, taken = line
    client.sendall(b"first")
    time.sleep(0.2)
    before = time.monotonic()
    client.sendall(b"last")
    after = time.monotonic()
    time.sleep(0.4)
    asked = time.monotonic()
    since = arrivals.silent_for(taken)
    answered = time.monotonic()
    taken.recv(100)
    assert asked - after - TICK <= since <= answered - before + TICK
    assert arrivals.silent_for(taken) >= since


def test_a_line_that_is_not_tcp_says_nothing():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert arrivals.silent_for(ours) is None
    assert arrivals.silent_for(None) is None


def _served(environ, body=b"a=1&b=2"):
    """Serve a request by an application that reads its body and waits; return what it says of the arrival."""
    said = {}

    def application(environ, start_response):
        said["body"] = environ["wsgi.input"].read()
        said["read"] = clock.now()
        time.sleep(0.3)
        said["ended"] = clock.now()
        said["arrived"] = clock.arrived()
        return [b""]

    given = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    arrivals.Arrivals(application)(given | environ, None)
    assert said["body"] == body
    return said


def test_without_the_kernel_the_last_byte_that_was_read_counts(db):
    said = _served({})
    assert abs(said["arrived"] - said["read"]) < (said["ended"] - said["read"]) / 2


@on_linux
def test_a_request_has_arrived_before_it_was_read(db, line):
    client, taken = line
    client.sendall(b"POST / HTTP/1.1")
    sent = clock.now()
    time.sleep(0.5)
    said = _served({"gunicorn.socket": taken})
    assert abs(said["arrived"] - sent) < (said["read"] - sent) / 2


def test_outside_a_request_it_is_the_clock_of_the_database(monkeypatch):
    instant = dt.datetime(2022, 6, 6, 17, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "database_now", lambda using="default": instant)
    assert clock.arrived() == instant


def test_a_database_that_answers_slowly_is_asked_again(monkeypatch):
    start, delays, passed = dt.datetime(2022, 6, 6, 17, tzinfo=dt.UTC), [0.2, 0.001], [0.0]

    def slow(using="default"):
        passed.append(passed[-1] + delays.pop(0))
        return start

    monkeypatch.setattr(clock, "time", SimpleNamespace(monotonic=lambda: passed[-1]))
    monkeypatch.setattr(clock, "database_now", slow)
    with clock.serving(lambda: 2.0):
        assert clock.arrived() == start - dt.timedelta(seconds=2)
    assert delays == []


def test_the_body_of_a_form_is_read_as_ever():
    body = arrivals.Body(io.BytesIO(b"one\ntwo\nthree"), 13, "POST /")
    assert body.readline() == b"one\n"
    assert list(body) == [b"two\n", b"three"]
    assert (body.read(), body.readlines(), body.readline(5), body.read(None)) == (b"", [], b"", b"")


@pytest.mark.parametrize(
    "read", [arrivals.Body.read, arrivals.Body.readlines, lambda body: (body.read(3), body.read(64))]
)
def test_half_a_body_cannot_be_read(read, caplog):
    body = arrivals.Body(io.BytesIO(b"one\ntwo"), 13, "POST /consultations/1/answer/")
    with pytest.raises(arrivals.CutOff):
        read(body)
    assert caplog.messages == ["POST /consultations/1/answer/ was cut off: 7 of 13 bytes came"]


@pytest.mark.parametrize(("headers", "status"), [({}, 403), ({"HTTP_X_CSRFTOKEN": "a" * 32}, 409)])
def test_half_a_form_is_no_form(db, client, headers, status, caplog):
    """Gunicorn hands on what came before a line was closed: its fields must not count as the whole form."""
    person = members.officer()
    client.force_login(person)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    body = b"language=ru&next=%2F"
    request = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": reverse("members:language-set"),
        "CONTENT_LENGTH": str(len(body)),
    }
    request |= {"CONTENT_TYPE": "application/x-www-form-urlencoded", "wsgi.input": io.BytesIO(body[:11])}
    client.handler.enforce_csrf_checks = True
    portal = arrivals.Arrivals(lambda environ, _start: client.handler(environ))
    assert portal(client._base_environ(**request | headers), None).status_code == status
    assert User.objects.get(pk=person.pk).language == person.language != "ru"
    assert any(message.endswith("was cut off: 11 of 20 bytes came") for message in caplog.messages)


def test_a_page_that_reads_a_cut_body_itself_answers_400(rf):
    try:
        raise UnreadablePostError("11 of 20 bytes came")
    except UnreadablePostError:
        assert failures.server_error(rf.post("/mail/reports/")).status_code == 400

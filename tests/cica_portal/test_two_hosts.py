"""Two web hosts behind one proxy: they share the database and the storage of files, and nothing else."""

import concurrent.futures
import datetime as dt
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import boto3
import pytest
from django.conf import settings as portal_settings
from django.db import connection
from django.urls import reverse
from moto.server import ThreadedMotoServer
from urllib3.filepost import encode_multipart_formdata

from comments.models import Attachment, Response
from tests.cica_portal.test_without_redis import Visitor, wait_for
from tests.factories import comments, members
from tests.members.test_protection import PASSWORD
from tests.ports import free_port

pytestmark = [
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


class _KeepRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def proxy(origins: list[str]) -> ThreadingHTTPServer:
    """Return a proxy that hands each request to the next of the hosts, and says to which."""
    turns, opener = count(), urllib.request.build_opener(_KeepRedirects)

    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            host = next(turns) % len(origins)
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else None
            kept = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
            asked = urllib.request.Request(origins[host] + self.path, body, kept, method=self.command)
            try:
                answer = opener.open(asked, timeout=60)
            except urllib.error.HTTPError as refusal:
                answer = refusal
            with answer:
                content = answer.read()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    if name.lower() not in {"connection", "transfer-encoding", "content-length"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("X-Host", str(host))
                self.end_headers()
                self.wfile.write(content)

        do_GET = do_POST = handle_one

        def log_message(self, *_: object) -> None:
            return

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def storage() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        keys = {"aws_access_key_id": "portal", "aws_secret_access_key": "its-secret-key"}
        boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys).create_bucket(
            Bucket="two-hosts"
        )
        yield endpoint
        server.stop()


@pytest.fixture
def portal(transactional_db, storage, tmp_path) -> Iterator[str]:
    """Serve the database of the test by two processes, each with a folder of its own; return the proxy."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        login = f"{database['USER']}:{urllib.parse.quote(database['PASSWORD'])}"
        url = f"postgres://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.cica_portal.settings_one_host",
        "DATABASE_URL": url,
        "TEST_ENDPOINT": storage,
    }
    servers, origins = [], []
    with open(tmp_path / "hosts.log", "wb") as log:
        try:
            for _host in range(2):
                port = free_port()
                command = ["gunicorn", "cica_portal.wsgi", "--threads", "4", "--no-control-socket", "--bind"]
                servers.append(
                    subprocess.Popen(
                        [sys.executable, "-m", *command, f"127.0.0.1:{port}"],
                        cwd=portal_settings.BASE_DIR,
                        env=environment,
                        stdout=log,
                        stderr=log,
                    )  # fmt: skip
                )
                origins.append(f"http://127.0.0.1:{port}")
            for origin, server in zip(origins, servers, strict=True):
                wait_for(origin, server)
            front = proxy(origins)
            threading.Thread(target=front.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{front.server_address[1]}"
            front.shutdown()
            front.server_close()
        finally:
            for server in servers:
                server.terminate()
            for server in servers:
                server.wait(30)


def test_a_person_is_served_by_both_and_files_once(portal):
    now = dt.datetime.now(dt.UTC)
    consultation = comments.consultation(opens_at=now, respond_by=now.date() + dt.timedelta(days=7))
    contact = members.contact_point(consultation.addressees.first().member_state, language="en")
    visitor = Visitor(portal)

    # The page with the form comes from one host, what it sends goes to the other: session and token hold.
    status, page = visitor.send("/accounts/login/", {"login": contact.username, "password": PASSWORD})
    assert (status, "Sign out" in page) == (200, True)
    for _turn in range(4):
        assert visitor.ask("/")[0] == 200

    # A style sheet has one name on both.
    styles = {re.findall(r'href="(/static/[^"]+\.css)"', visitor.ask("/")[1])[0] for _turn in range(2)}
    assert len(styles) == 1

    # The same form sent to both at once is one response.
    url = reverse("comments:response-no-objection", args=[consultation.pk])
    _status, form = visitor.ask(url)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _turn: visitor.ask(url, hidden)[0], range(2)))
    assert set(answers) <= {200, 409, 422} and 200 in answers
    assert Response.objects.count() == 1


def test_a_file_that_one_host_took_in_is_served_by_both(portal):
    now = dt.datetime.now(dt.UTC)
    consultation = comments.consultation(opens_at=now, respond_by=now.date() + dt.timedelta(days=7))
    contact = members.contact_point(consultation.addressees.first().member_state, language="en")
    draft = comments.draft(consultation, contact)
    visitor = Visitor(portal)
    assert visitor.send("/accounts/login/", {"login": contact.username, "password": PASSWORD})[0] == 200

    url = reverse("comments:draft-files", args=[draft.pk])
    _status, form = visitor.ask(url)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    picture = ("map.png", comments.PICTURE, "image/png")
    body, kind = encode_multipart_formdata(hidden | {"language": "en", "files": picture})
    sent = urllib.request.Request(portal + url, body, {"Content-Type": kind})
    with visitor.opener.open(sent, timeout=60) as answer:
        assert "map.png" in answer.read().decode()

    kept = Attachment.objects.get()
    found = {}
    for _turn in range(4):
        at = portal + reverse("comments:attachment-download", args=[kept.pk])
        with visitor.opener.open(at, timeout=60) as answer:
            found[answer.headers["X-Host"]] = answer.read()
    assert found == dict.fromkeys(("0", "1"), comments.PICTURE)
    # It lies in the bucket, and in neither host's folder.
    assert not (Path(portal_settings.MEDIA_ROOT) / kept.stored_as).exists()

"""The composition's proxy, as it answers: its own answers are guarded, and it believes no client."""

import contextlib
import http.client
import http.server
import os
import shutil
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.ports import free_port

pytestmark = pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed")
PATIENCE = 30


class Upstream(http.server.BaseHTTPRequestHandler):
    """Answers with the id that the proxy gave the request."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.headers.get("X-Request-ID", "").encode())

    def log_message(self, *args) -> None:
        """Say nothing."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args) -> None:
        return None


@pytest.fixture(scope="module")
def upstream():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def proxy(folder: Path, upstream: int):
    """Run the proxy as in production, on ports of its own."""
    plain, tls = free_port(), free_port()
    text = (Path(settings.BASE_DIR) / "production" / "Caddyfile").read_text()
    config = folder / "Caddyfile"
    config.write_text(
        text.replace("skip_install_trust", f"skip_install_trust\n\tadmin off\n\thttp_port {plain}")
    )
    variables = {"PORTAL_ORIGIN": f"https://localhost:{tls}", "PORTAL_UPSTREAM": f"127.0.0.1:{upstream}"}
    kept = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    running = subprocess.Popen(
        ["caddy", "run", "--config", str(config), "--adapter", "caddyfile"],
        env=os.environ | variables | kept,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return running, f"http://localhost:{plain}", f"https://localhost:{tls}"


@contextlib.contextmanager
def running(folder: Path, upstream: int):
    process, plain, tls = proxy(folder, upstream)
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                ask(f"{tls}/livez")
                break
            time.sleep(0.2)
        yield plain, tls
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def served(upstream, tmp_path_factory):
    with running(tmp_path_factory.mktemp("proxy"), upstream.server_address[1]) as addresses:
        yield addresses


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # its own authority
    return context


def ask(url: str, **headers: str):
    """Return status, headers and text of the answer."""
    opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPSHandler(context=trusting()))
    asked = urllib.request.Request(
        url, headers={key.replace("_", "-"): value for key, value in headers.items()}
    )
    try:
        with opener.open(asked, timeout=PATIENCE) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


def is_guarded(headers) -> bool:
    return (
        "max-age=31536000; includeSubDomains" in headers["Strict-Transport-Security"]
        and headers["X-Content-Type-Options"] == "nosniff"
        and headers["Referrer-Policy"] == "same-origin"
        and "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        and headers["Content-Type"] == "text/plain; charset=utf-8"
    )


def test_the_id_that_a_client_sent_does_not_reach_the_portal(served):
    _plain, tls = served
    status, _headers, given = ask(f"{tls}/plans/", X_Request_ID="forged-12345678")

    assert status == 200 and len(given) >= 32
    assert "forged" not in given


def test_what_is_too_large_is_refused_with_guarded_words_in_three_languages(served):
    _plain, tls = served
    asked = http.client.HTTPSConnection(urlsplit(tls).netloc, context=trusting(), timeout=PATIENCE)
    with contextlib.closing(asked):
        asked.putrequest("POST", "/consultations/")
        asked.putheader("Content-Length", "12500000")
        asked.endheaders()  # nothing of it has to be sent
        answer = asked.getresponse()
        status, headers, said = answer.status, answer.headers, answer.read().decode()

    assert status == 413 and is_guarded(headers)
    assert [word for word in ("12 MB", "12 МБ.", "12 МБ-тан") if word not in said] == []


def test_while_the_portal_is_away_the_answer_is_guarded_and_says_when_to_ask_again(tmp_path):
    with running(tmp_path, free_port()) as (_plain, tls):
        status, headers, said = ask(f"{tls}/plans/")

    assert status == 503 and is_guarded(headers)
    assert headers["Retry-After"] == "30"
    assert [word for word in ("half a minute", "полминуты", "Жарты минут") if word not in said] == []


@pytest.mark.parametrize(
    "path", ["/api/v1/plans/", "/calendars/secret.ics", "/feeds/secret.atom", "/metrics"]
)
def test_a_program_that_asks_in_clear_is_refused(served, path):
    plain, _tls = served
    status, headers, _said = ask(f"{plain}{path}", Authorization="Bearer secret")

    assert status == 403
    assert headers["Location"] is None


def test_a_person_who_asks_in_clear_is_led_to_tls(served):
    plain, _tls = served
    status, headers, _said = ask(f"{plain}/plans/?page=2")

    assert (status, headers["Location"]) == (308, "https://localhost/plans/?page=2")

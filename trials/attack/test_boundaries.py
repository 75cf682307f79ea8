"""Where one request ends and the next begins, gunicorn and the composition's proxy say alike (ASVS 4.2.1).

Each request hides a second one behind what two servers may read differently. The portal refuses it and closes
the line; the proxy refuses it, or passes on just those requests that it answers itself.
"""

import contextlib
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cica_portal.operation.test_proxy import PATIENCE, running, trusting
from tests.ports import free_port

HIDDEN = "GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n"
UPSTREAM = """
def application(environ, start_response):
    body = environ["wsgi.input"].read()
    said = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {len(body)}\\n".encode()
    with open("seen", "ab") as seen:
        seen.write(said)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said]
"""


def chunked(size: str = "0", ending: str = "\r\n") -> str:
    return f"{size}{ending}\r\n{HIDDEN}"


# What is sent before the hidden request, and behind what it hides.
SMUGGLED = {
    "both lengths": f"Content-Length: {len(chunked())}\r\nTransfer-Encoding: chunked\r\n\r\n{chunked()}",
    "two lengths": f"Content-Length: 0\r\nContent-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "two lengths in one": f"Content-Length: 0, {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "length with a sign": f"Content-Length: +0\r\n\r\n{HIDDEN}",
    "length in another base": f"Content-Length: 0x0\r\n\r\n{HIDDEN}",
    "length with an underscore": f"Content-Length: 0_0\r\n\r\n{HIDDEN}",
    "space before the colon": f"Content-Length : {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "encoding after a space": f"Transfer-Encoding : chunked\r\n\r\n{chunked()}",
    "encoding twice": f"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n{chunked()}",
    "unknown encoding": f"Transfer-Encoding: xchunked\r\n\r\n{chunked()}",
    "encoding not last": f"Transfer-Encoding: chunked, gzip\r\n\r\n{chunked()}",
    "folded line": f"X-Folded: one\r\n Transfer-Encoding: chunked\r\n\r\n{HIDDEN}",
    "folded encoding": f"Transfer-Encoding:\r\n chunked\r\n\r\n{chunked()}",
    "bare newline between headers": f"X-Bare: a\nTransfer-Encoding: chunked\r\n\r\n{chunked()}",
    "bare newline behind a size": f"Transfer-Encoding: chunked\r\n\r\n{chunked('0', chr(10))}",
    "bare newline in an extension": f"Transfer-Encoding: chunked\r\n\r\n{chunked('0;a', chr(10))}",
    "control in a name": f"Content\x0b-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "null in a value": f"X-Null: a\0b\r\nContent-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "bare return in a value": f"X-Bare: a\rContent-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "size of a chunk with a sign": f"Transfer-Encoding: chunked\r\n\r\n{chunked('+0')}",
    "size of a chunk in another base": f"Transfer-Encoding: chunked\r\n\r\n{chunked('0x0')}",
    "size of a chunk with an underscore": f"Transfer-Encoding: chunked\r\n\r\n{chunked('0_0')}",
    "chunk longer than it says": f"Transfer-Encoding: chunked\r\n\r\n1\r\nAA{chunked()}",
}

# What the proxy may read, by RFC 9112: chunks go before a length, a folded line is one, a newline alone ends
# it. It writes all that anew, so that what follows is a second request to both.
READ_ALIKE = {"both lengths", "folded line", "folded encoding", "bare newline between headers"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("boundaries")


@pytest.fixture(scope="module")
def web(folder) -> Iterator[int]:
    """Run gunicorn as the composition does, with an application that notes what it is asked."""
    (folder / "upstream.py").write_text(UPSTREAM)
    port = free_port()
    program = [sys.executable, "-m", "gunicorn", "upstream:application", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*program, "--workers", "1", "--threads", "8", "--no-control-socket"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.1)
    yield port
    process.terminate()
    process.wait(PATIENCE)


@pytest.fixture(scope="module")
def proxy(web, tmp_path_factory) -> Iterator[int]:
    if shutil.which("caddy") is None:
        pytest.skip("caddy is not installed")
    with running(tmp_path_factory.mktemp("proxy"), web) as (_plain, tls):
        yield int(tls.rpartition(":")[2])


def send(port: int, head: str, *, by_tls: bool) -> str:
    """Send it on one line, with another request behind it; return all that is answered."""
    whole = f"POST /sent HTTP/1.1\r\nHost: localhost:{port}\r\n{head}".encode("latin-1")
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as plain, contextlib.ExitStack() as stack:
        line = plain
        if by_tls:
            context: ssl.SSLContext = trusting()
            context.set_alpn_protocols(["http/1.1"])
            line = stack.enter_context(context.wrap_socket(plain, server_hostname="localhost"))
        line.settimeout(2)
        line.sendall(whole)
        answer = b""
        with contextlib.suppress(OSError):
            while part := line.recv(65536):
                answer += part
        return answer.decode("latin-1")


def passed_on(folder: Path) -> list[str]:
    return (folder / "seen").read_text().splitlines()


@pytest.fixture(autouse=True)
def nothing_seen(folder) -> None:
    (folder / "seen").write_bytes(b"")


def at(port: int, kind: str) -> str:
    return SMUGGLED[kind].replace("Host: localhost\r", f"Host: localhost:{port}\r")


@pytest.mark.parametrize(
    "body",
    [
        "Content-Length: 2\r\n\r\nAA",
        "Transfer-Encoding: chunked\r\n\r\n2;extension=a\r\nAA\r\n0\r\n\r\n",
    ],
)
@pytest.mark.parametrize("name", ["web", "proxy"])
def test_what_is_whole_is_answered_and_so_is_the_request_behind_it(name, body, folder, request):
    port = request.getfixturevalue(name)
    (folder / "seen").write_bytes(b"")
    send(port, f"{body}GET /next HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n", by_tls=name == "proxy")
    assert passed_on(folder) == ["POST /sent 2", "GET /next 0"]


@pytest.mark.parametrize("kind", SMUGGLED)
def test_the_portal_refuses_what_two_servers_may_read_differently(web, folder, kind):
    answer = send(web, at(web, kind), by_tls=False)
    assert answer.split()[1] in {"400", "501"}
    assert answer.count("HTTP/1.1 ") == 1 and "GET /hidden 0" not in passed_on(folder)


@pytest.mark.parametrize("kind", SMUGGLED)
def test_the_proxy_passes_on_only_what_it_answers_itself(proxy, folder, kind):
    """What it reads by the letter of RFC 9112 it writes anew: the portal sees the requests that it saw."""
    answer = send(proxy, at(proxy, kind), by_tls=True)
    hidden = [one for one in passed_on(folder) if one.startswith("GET /hidden")]
    assert answer.count("HTTP/1.1 200") == len(passed_on(folder))
    assert bool(hidden) == (kind in READ_ALIKE)

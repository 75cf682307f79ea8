"""Gunicorn as in the Procfile, with the portal and with the floors, and a client that keeps its line."""

import contextlib
import http.client
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from tests.ports import free_port

SECONDS_TO_ANSWER = 60


def web_command(port: int, application: str) -> list[str]:
    """Return the Procfile's own command for the web process, with another application in it."""
    lines = (settings.BASE_DIR / "Procfile").read_text(encoding="utf-8").splitlines()
    command = next(line.partition(":")[2] for line in lines if line.startswith("web:"))
    _python, *words = shlex.split(command.replace("${PORT}", str(port)))
    return [sys.executable, *(application if word == "cica_portal.wsgi" else word for word in words)]


@dataclass
class Server:
    """A running web server and one signed-in person's line to it."""

    process: subprocess.Popen[bytes]
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _line: http.client.HTTPConnection | None = None

    def request(
        self, method: str, path: str, fields: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Send one request and read the whole answer."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for is_last in (False, True):
            line = self._line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                line.request(method, path, body, headers)
                answer = line.getresponse()
                content = answer.read()
            except (http.client.HTTPException, OSError):
                self._hang_up()
                if is_last:
                    raise
                continue
            self._line = line
            return answer.status, dict(answer.getheaders()), content
        raise AssertionError("unreachable")

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def get(self, path: str) -> bytes:
        """Return the page at `path`; anything but 200 ends the measurement."""
        status, _headers, content = self.request("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path} answered {status}")
        return content

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Post a form and return where it leads; anything but a redirect ends the measurement."""
        status, headers, content = self.request("POST", path, fields)
        if status not in (302, 303):
            raise RuntimeError(f"POST {path} answered {status}: {content[:300]!r}")
        return headers["Location"]

    def _worker(self) -> Path:
        """Return what Linux says of the one worker."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        (worker,) = children
        return Path("/proc") / worker

    def processor(self) -> float:
        """Return the seconds of processor that the worker has taken, all its threads together."""
        threads = (self._worker() / "task").iterdir()
        return sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e9

    def worker_memory(self) -> float:
        """Return the resident memory of the one worker in MiB, its master's pages included."""
        status = (self._worker() / "status").read_text()
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(kilobytes) / 1024

    def loads(self, name: str) -> bool:
        """Tell whether the worker has files of the library `name` mapped."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return any(name in Path(f"/proc/{worker}/maps").read_text() for worker in children)


@contextlib.contextmanager
def running(settings_module: str, application: str, environment: dict[str, str]) -> Iterator[Server]:
    """Start a server, wait until it answers, and stop it again."""
    port = free_port()
    process = subprocess.Popen(
        web_command(port, application),
        cwd=settings.BASE_DIR,
        env=os.environ | environment | {"DJANGO_SETTINGS_MODULE": settings_module},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    server = Server(process, port)
    try:
        _wait(server)
        yield server
    finally:
        server._hang_up()
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(server: Server) -> None:
    end = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise RuntimeError("The web server ended before it answered.")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("The web server did not answer in time.")

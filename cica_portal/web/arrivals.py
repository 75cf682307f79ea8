"""When a request had arrived: asked of the kernel, which takes it while the portal is still busy.

A request waits for a thread, for the processor and for locks before anything of the portal sees it. The
kernel knows since when the last of its bytes has been there (`TCP_INFO` of Linux): that is the instant of
receipt, and nobody is late because others were served first (rule 46). Where the kernel is not asked, as with
another system or a socket of the file system, the time counts from the last byte that was read.

What ends before it is whole has not arrived at all: half a form is no form, though the server hands it on.
"""

import logging
import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from cica_portal import clock

logger = logging.getLogger(__name__)

# The member `tcpi_last_data_recv` of the kernel's `struct tcp_info`, in milliseconds.
_LAST_DATA = struct.Struct("<52xI")
# The kernel counts in ticks, at most so many seconds long: the last one is counted in favour of who sent it.
TICK = 0.01

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Arrivals:
    """A WSGI application that lets `clock.arrived` know when each request had arrived."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        what = f"{environ.get('REQUEST_METHOD')} {environ.get('PATH_INFO')}"
        body = environ["wsgi.input"] = Body(environ["wsgi.input"], int(length), what)
        line: socket.socket | None = environ.get("gunicorn.socket")

        def waited() -> float:
            since_read = time.monotonic() - body.read_at
            return max(since_read, silent_for(line) or 0.0)

        with clock.serving(waited):
            return self.application(environ, start_response)


class CutOff(OSError):
    """A line ended before the request that came over it was whole: Django answers as for one that broke."""


class Body:
    """The body of a request, which remembers when it was read from last, and is whole or cannot be read."""

    def __init__(self, stream: BinaryIO, length: int, what: str) -> None:
        self._stream = stream
        self._length = self._left = length
        self._what = what
        self.read_at = time.monotonic()

    def read(self, size: int | None = -1) -> bytes:
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        found = self._stream.read(wanted) if wanted else b""
        return self._noted(found, is_cut=len(found) < wanted)

    def readline(self, size: int | None = -1) -> bytes:
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        found = self._stream.readline(wanted) if wanted else b""
        return self._noted(found, is_cut=len(found) < wanted and not found.endswith(b"\n"))

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _noted(self, found: bytes, *, is_cut: bool) -> bytes:
        self.read_at = time.monotonic()
        self._left -= len(found)
        if is_cut:
            came = self._length - self._left
            logger.warning("%s was cut off: %d of %d bytes came", self._what, came, self._length)
            raise CutOff(f"{came} of {self._length} bytes came")
        return found


def silent_for(line: socket.socket | None) -> float | None:
    """Return for how many seconds nothing more has come over a line; None where the kernel does not say."""
    if line is None or not hasattr(socket, "TCP_INFO"):
        return None
    try:
        found = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_DATA.size)
        (milliseconds,) = _LAST_DATA.unpack(found)
    except (OSError, struct.error):
        return None
    return float(milliseconds) / 1000 + TICK

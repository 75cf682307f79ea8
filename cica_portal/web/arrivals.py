"""When a request had arrived: asked of the kernel, which takes it while the portal is still busy.

A request waits for a thread, for the processor and for locks before anything of the portal sees it. The
kernel knows since when the last of its bytes has been there (`TCP_INFO` of Linux): that is the instant of
receipt, and nobody is late because others were served first (rule 46). Where the kernel is not asked, as with
another system or a socket of the file system, the time counts from the last byte that was read.
"""

import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, TypeVar

from cica_portal import clock

# The member `tcpi_last_data_recv` of the kernel's `struct tcp_info`, in milliseconds.
_LAST_DATA = struct.Struct("<52xI")
# The kernel counts in ticks, at most so many seconds long: the last one is counted in favour of who sent it.
TICK = 0.01

Found = TypeVar("Found", bytes, list[bytes])
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Arrivals:
    """A WSGI application that lets `clock.arrived` know when each request had arrived."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"] = Body(environ["wsgi.input"])
        line: socket.socket | None = environ.get("gunicorn.socket")

        def waited() -> float:
            since_read = time.monotonic() - body.read_at
            return max(since_read, silent_for(line) or 0.0)

        with clock.serving(waited):
            return self.application(environ, start_response)


class Body:
    """The body of a request, which remembers when it was read from last."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.read_at = time.monotonic()

    def read(self, *size: int) -> bytes:
        return self._noted(self._stream.read(*size))

    def readline(self, *size: int) -> bytes:
        return self._noted(self._stream.readline(*size))

    def readlines(self, *hint: int) -> list[bytes]:
        return self._noted(self._stream.readlines(*hint))

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _noted(self, found: Found) -> Found:
        self.read_at = time.monotonic()
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

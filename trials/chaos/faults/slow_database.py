"""A database that answers slowly: each answer late, or none for some seconds across a deadline."""

import contextlib
import selectors
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.db import connection

from tests.ports import free_port
from trials.benchmarks.servers import running
from trials.chaos.faults.found import PORTAL, Found, Ground, close_in, open_pages
from trials.load.last_seconds import judged, press_all

DELEGATES = 12
# Of each answer on PostgreSQL.
LATE = 0.04
# No answer at all for so long, from so long before the deadline on.
STALL, BEFORE = 4.0, 2.0


class SlowLine:
    """A proxy before the database that holds back its answers."""

    def __init__(self, host: str, port: int) -> None:
        self.server = socket.create_server(("127.0.0.1", free_port()))
        self.port = self.server.getsockname()[1]
        self.behind = (host, port)
        self.late = 0.0
        self.stalled_until = 0.0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _address = self.server.accept()
                threading.Thread(target=self._carry, args=(line,), daemon=True).start()

    def _carry(self, line: socket.socket) -> None:
        with line, socket.create_connection(self.behind) as database, selectors.DefaultSelector() as ready:
            for one in (line, database):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                ready.register(one, selectors.EVENT_READ)
            with contextlib.suppress(OSError):
                while True:
                    for key, _events in ready.select():
                        said = key.fileobj.recv(65536)
                        if not said:
                            return
                        if key.fileobj is database:
                            time.sleep(max(self.late, self.stalled_until - time.monotonic()))
                        (line if key.fileobj is database else database).sendall(said)

    def close(self) -> None:
        self.server.close()


@contextlib.contextmanager
def slowed(ground: Ground) -> Iterator[tuple[dict[str, str], SlowLine | None]]:
    """Yield the environment of a server whose database can be slowed, and by what; None on SQLite."""
    if connection.vendor == "sqlite":
        yield ground.environment, None
        return
    address = ground.environment["DATABASE_URL"]
    parts = urlsplit(address)
    line = SlowLine(parts.hostname or "127.0.0.1", parts.port or 5432)
    user = parts.netloc.rpartition("@")[0]
    netloc = f"{user}@127.0.0.1:{line.port}" if user else f"127.0.0.1:{line.port}"
    try:
        yield ground.environment | {"DATABASE_URL": parts._replace(netloc=netloc).geturl()}, line
    finally:
        line.close()


def _held(path: str, begin: float) -> None:
    """Hold the one lock for writing that SQLite has, as a slow writer would."""
    time.sleep(max(begin - time.monotonic(), 0))
    base = sqlite3.connect(path, isolation_level=None, timeout=30)
    base.execute("BEGIN IMMEDIATE")
    time.sleep(STALL)
    base.execute("ROLLBACK")
    base.close()


def attempt(ground: Ground) -> Iterator[Found]:
    consultation, crowd = ground.round(DELEGATES)
    with slowed(ground) as (environment, line), running(*PORTAL, environment) as server:
        open_pages(crowd, server.port)
        closes_at = close_in(consultation, BEFORE + 2)
        begin = time.monotonic() + 2
        if line is not None:
            line.late, line.stalled_until = LATE, begin + STALL
            stall = None
        else:
            stall = threading.Thread(target=_held, args=(str(connection.settings_dict["NAME"]), begin))
            stall.start()
        press_all(crowd, [], consultation, closes_at, BEFORE, 0.0)
        if stall is not None:
            stall.join()
    consultation.refresh_from_db()
    slowest = max(delegate.seconds for delegate in crowd)
    how = (
        f"each answer {LATE * 1000:.0f} ms late, none for {STALL:.0f} s"
        if line
        else f"locked for {STALL:.0f} s"
    )
    seen = f"{how} across the deadline; all on time, answered in {slowest:.1f} s at most"
    yield Found("slow database", len(crowd), seen, judged(crowd, consultation))

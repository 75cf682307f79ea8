"""What people tried while the database was away: noted in a file that is only ever added to.

A line says when, where and from which page it was sent (the mark names the account and the State), and
nothing of what was typed. It stands beside the log of heads, which is kept with the backups.
"""

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.urls import Resolver404, resolve

NAME = "outage-attempts.log"


class Attempt(NamedTuple):
    """One attempt, by the clock of the web server's host. `mark` is what the page was served with."""

    at: dt.datetime
    method: str
    path: str
    mark: str

    @property
    def page(self) -> str:
        """The name of the page that it was sent to, as addresses are named; empty where there is none."""
        try:
            return resolve(self.path).view_name
        except Resolver404:
            return ""


def file() -> Path:
    return Path(settings.AUDIT_HEAD_FILE or settings.DATA_DIR / "audit-head.log").with_name(NAME)


def note(method: str, path: str, mark: str) -> None:
    """Add one attempt, in one write that others do not mix with; behind a line that was cut, a new one."""
    at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    line = json.dumps({"at": at, "method": method, "path": path[:300], "mark": mark[:200]})
    descriptor = os.open(file(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        size = os.fstat(descriptor).st_size
        is_cut = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, b"\n" * is_cut + f"{line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def noted() -> Iterator[Attempt]:
    """Yield the attempts, the earliest first; a line that was only half written is none."""
    if not file().exists():
        return
    for line in file().read_text(encoding="utf-8").splitlines():
        try:
            found = json.loads(line)
            yield Attempt(
                dt.datetime.fromisoformat(found["at"]), found["method"], found["path"], found["mark"]
            )
        except (ValueError, KeyError):
            continue

"""The clock of the web server's host jumps: the database's clock decides, and nobody is late by it."""

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from cica_portal import clock
from comments.models import Response
from comments.procedure import consultations
from trials.benchmarks.servers import running
from trials.chaos.faults.found import PORTAL, Found, Ground, close, close_in, open_pages
from trials.load.last_seconds import judged

LIBRARY = "libfaketime.so.1"
FOLDERS = ("/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib/faketime")
JUMP = dt.timedelta(minutes=20)
EACH = 6
NOT_INSTALLED = "libfaketime is not installed (Debian: libfaketime)"


def library() -> Path | None:
    return next((path for folder in FOLDERS if (path := Path(folder) / LIBRARY).exists()), None)


def faked(found: Path, told: Path) -> dict[str, str]:
    """Return the environment of a process whose clock is ahead by what the file `told` says."""
    shared = {"LD_PRELOAD": str(found), "FAKETIME_TIMESTAMP_FILE": str(told), "FAKETIME_NO_CACHE": "1"}
    # The clock that only counts does not jump, as on a real host; nor do the times of files.
    return shared | {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}


def tell(told: Path, ahead: str) -> None:
    """Set by how many seconds the clock is ahead; whoever reads meanwhile reads the one or the other."""
    aside = told.with_suffix(".new")
    aside.write_text(ahead)
    aside.chmod(0o644)
    aside.replace(told)


def attempt(ground: Ground) -> Iterator[Found]:
    name = "clock of the web server jumps"
    if connection.vendor == "sqlite":
        why = "SQLite has no clock of its own, the host's decides (docs/operations.md: NTP)"
        yield Found(name, skipped=why)
        return
    found = library()
    if found is None:
        yield Found(name, skipped=NOT_INSTALLED)
        return
    told = ground.folder / "clock"
    shared = faked(found, told)
    for sign, word in (("+", "forward"), ("-", "back")):
        yield from _jump(ground, told, ground.environment | shared, f"{name} {word}", sign)


def _jump(ground: Ground, told: Path, environment: dict[str, str], name: str, sign: str) -> Iterator[Found]:
    tell(told, "+0")
    consultation, crowd = ground.round(2 * EACH)
    early, late = crowd[:EACH], crowd[EACH:]
    with running(*PORTAL, environment) as server:
        open_pages(crowd, server.port)
        closes_at = close_in(consultation, 4)
        tell(told, f"{sign}{JUMP.total_seconds():.0f}")
        skew = JUMP if sign == "+" else -JUMP
        # A worker on a host with that clock may not close before the database says so.
        is_early = consultations.close(consultation, at=clock.now() + skew)
        for delegate in early:
            delegate.press_at = closes_at - dt.timedelta(seconds=2)
        for delegate in late:
            delegate.press_at = closes_at + dt.timedelta(seconds=1)
        threads = [threading.Thread(target=delegate.press) for delegate in crowd]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    close(consultation)
    lost = judged(crowd, consultation)
    if is_early:
        lost.append("the round was closed before its deadline")
    rows = Response.objects.filter(consultation=consultation)
    on_time = {one.member_state.code for one in rows.select_related("member_state") if not one.is_late}
    if on_time != {one.user.username for one in early}:
        lost.append(f"on time are {sorted(on_time)}")
    seen = f"by {JUMP.total_seconds() / 60:.0f} min before the deadline: {len(early)} sent before it on time,"
    yield Found(name, len(crowd), f"{seen} {len(late)} after it late, by the database's clock", lost)

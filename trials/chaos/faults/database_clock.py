"""The database's own clock jumps: nothing is closed by it, staff are told, and a signatory decides."""

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from django.db import connection, transaction
from django.test import override_settings

from cica_portal import clock
from comments.enums import ClosingDecision
from comments.models import Consultation, Response
from comments.procedure import away, consultations
from members.installation import presence
from members.models import User
from trials.benchmarks.servers import running
from trials.chaos.faults import clocks
from trials.chaos.faults.cluster import Cluster
from trials.chaos.faults.found import PORTAL, Found, Ground, close, close_in, open_pages
from trials.chaos.faults.full_disk import checks_of
from trials.load.last_seconds import judged

EACH = 6
JUMP = dt.timedelta(minutes=20)
# In place of three minutes, so that the run does not wait for them.
PAUSE = dt.timedelta(seconds=1)
# What the count of `judged` says of who pressed in time by a clock that nobody could see.
OVERTAKEN = ": sent "


def attempt(ground: Ground) -> Iterator[Found]:
    library, name = clocks.library(), "clock of the database jumps"
    if ground.cluster is None:
        yield Found(name, skipped="not a PostgreSQL of the run's own (--postgresql)")
        return
    if library is None:
        yield Found(name, skipped=clocks.NOT_INSTALLED)
        return
    told = ground.cluster.folder.parent / "clock"
    try:
        for sign, word in (("+", "forward"), ("-", "back")):
            clocks.tell(told, "+0")
            _restart(ground.cluster, clocks.faked(library, told))
            with mock.patch.object(presence, "PAUSE", PAUSE), override_settings(HOLDS_CLOSINGS=True):
                yield _jump(ground, told, Found(f"{name} {word}", tried=2 * EACH), sign)
    finally:
        _restart(ground.cluster, {})


def _restart(cluster: Cluster, environment: dict[str, str]) -> None:
    connection.close()
    cluster.stop()
    cluster.start(environment)


def _jump(ground: Ground, told: Path, found: Found, sign: str) -> Found:
    consultation, crowd = ground.round(2 * EACH)
    early, during = crowd[:EACH], crowd[EACH:]
    with running(*PORTAL, ground.environment) as server:
        open_pages(crowd, server.port)
        closes_at = close_in(consultation, 6)
        _there_until(closes_at - dt.timedelta(seconds=4))
        for delegate in early:
            delegate.press()
        clocks.tell(told, f"{sign}{JUMP.total_seconds():.0f}")
        _wait(1.5)
        presence.seen_by_web()  # says nothing while the clock is wrong
        for delegate in during:
            delegate.press()
        _wait((closes_at - clock.now()).total_seconds() + 1)
        if consultations.close(consultation, at=clock.now()):
            found.lost.append("the round was closed while the clocks disagreed")
        if checks_of(server.port)["clocks"]:
            found.lost.append("nobody is told: the clocks count as well")
        clocks.tell(told, "+0")
        _wait(1.5)
    presence.seen_by_web()
    if consultations.close(consultation, at=clock.now()) or away.waiting(consultation) is None:
        found.lost.append("with the clock put right nobody is asked before the round is closed")
    found.lost += _decided(consultation, crowd[0].user)
    found.lost += [one for one in judged(crowd, consultation) if OVERTAKEN not in one]
    late = Response.objects.filter(consultation=consultation, is_late=True).count()
    found.seen = (
        f"by {JUMP.total_seconds() / 60:.0f} min before the deadline: {EACH} on time; of {EACH} sent then"
        f" {late} got a late time, were told so and are kept; nothing closed, /healthz says it, and once the"
        " clock is right a signatory decides"
    )
    return found


def _there_until(instant: dt.datetime) -> None:
    """Write down until then that the portal is there, as its proxy's questions do."""
    while clock.now() < instant:
        presence.seen_by_web()
        _wait(0.3)


def _wait(seconds: float) -> None:
    time.sleep(max(seconds, 0))


def _decided(consultation: Consultation, by: User) -> Iterator[str]:
    """Let a person close as of the deadline, and the round close."""
    with transaction.atomic():
        held = consultations.hold(consultation)
        if away.decide(held, ClosingDecision.CLOSE, reason="tried", by=by, at=clock.now()) is None:
            yield "no closing waits for a signatory"
    close(consultation)

"""A PostgreSQL whose disk is full: first it takes no more rows, then it cannot write its log and ends."""

import contextlib
import random
import string
from collections.abc import Iterator

from django.db import DatabaseError, connection

from cica_portal import clock, spaces
from comments.enums import CommentType, Position
from comments.models import Consultation, Receipt, Response
from comments.writing import drafts
from trials.benchmarks.servers import running
from trials.chaos.faults import full_disk
from trials.chaos.faults.cluster import Cluster
from trials.chaos.faults.found import PORTAL, Found, Ground, close, close_in, open_pages
from trials.load.delegates import FILED, Delegate
from trials.load.last_seconds import judged

EACH = 6
WORDS = 9_000
AWAY = 503
SENTENCES = {
    full_disk.NO_ROOM: full_disk.SENTENCES,
    AWAY: {
        "en": "The portal cannot reach its database at the moment, and nothing was recorded",
        "ru": "Портал сейчас не может обратиться к базе данных, и ничего не записано",
        "kk": "Портал қазір дерекқорға қосыла алмай тұр, ештеңе жазылған жоқ",
    },
}
# So much log is written at most until there is no room for it: in pieces, more than the disk has.
PIECES, PIECE = 800, 500_000


def attempt(ground: Ground) -> Iterator[Found]:
    found = Found("full disk of PostgreSQL")
    if ground.cluster is None or not ground.cluster.is_small:
        found.skipped = "not a PostgreSQL of the run's own on a small disk (--postgresql)"
        yield found
        return
    yield _full(ground, ground.cluster, found)


def _full(ground: Ground, cluster: Cluster, found: Found) -> Found:
    consultation, crowd = ground.round(2 * EACH)
    crowd = [one for one in crowd if one.position == Position.COMMENTS]
    for delegate in crowd:
        _say_much(delegate, consultation)
    found.tried = len(crowd)
    with running(*PORTAL, ground.environment) as server:
        open_pages(crowd, server.port)
        filler = full_disk.fill(cluster.folder)
        statuses = [_pressed(one, found) for one in crowd]
        if full_disk.checks_of(server.port)["disk"]:
            found.lost.append("nobody is told: the disk counts as well")
        _exhaust()
        statuses += [_pressed(one, found) for one in crowd if one.status != FILED]
        filler.unlink()
        connection.close()
        if not cluster.is_running:
            cluster.start()
        cluster.wait()
        stored = Response.objects.filter(consultation=consultation)
        if {one.member_state.code for one in stored.select_related("member_state")} != _filed(crowd):
            found.lost.append(f"half written: {stored.count()} answers are stored")
        for delegate in crowd:
            if delegate.status != FILED:
                delegate.press()
        close_in(consultation, 0)
    if Receipt.objects.filter(response__consultation=consultation).count() != len(crowd):
        found.lost.append("not every answer has its receipt, or one has two")
    close(consultation)
    found.lost += judged(crowd, consultation)
    found.seen = (
        f"{statuses.count(full_disk.NO_ROOM)} times refused for want of room,"
        f" {statuses.count(AWAY)} times while the server was down, in three languages, nothing half written;"
        f" with room again {len(crowd)} filed, once each; /healthz says it"
    )
    return found


def _filed(crowd: list[Delegate]) -> set[str]:
    return {one.user.username for one in crowd if one.status == FILED}


def _say_much(delegate: Delegate, consultation: Consultation) -> None:
    """Draft so much that filing it needs pages which the database does not have yet."""
    letters = random.Random(delegate.user.username).choices(string.ascii_letters, k=WORDS)
    drafts.save(
        consultation,
        by=delegate.user,
        at=clock.now(),
        draft=None,
        version=0,
        block_key=None,
        type=CommentType.SUBSTANTIVE,
        language="en",
        remark="".join(letters),
        proposed_text="",
        rationale="Clarity.",
    )


def _pressed(delegate: Delegate, found: Found) -> int:
    """Press, and see that the answer is filed, or refused in a sentence of the reader's language."""
    delegate.press()
    page, who = spaces.ordinary(delegate.page), delegate.user.username
    sentence = SENTENCES.get(delegate.status, {}).get(delegate.user.language, "")
    if delegate.status != FILED and (not sentence or sentence not in page):
        found.lost.append(f"{who}: answered {delegate.status}, or other words")
    return delegate.status


def _exhaust() -> None:
    """Write log until the server has no room for it and goes down, as a busy one would."""
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        for _ in range(PIECES):
            cursor.execute("SELECT pg_logical_emit_message(false, 'x', repeat('x', %s))", [PIECE])

"""What a fault did, as the table says it, and rounds that every fault is tried on."""

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cica_portal import clock
from comments.enums import Position
from comments.models import Consultation
from comments.procedure import consultations
from members.models import MemberState
from tests.factories import comments
from trials.chaos.faults.cluster import Cluster
from trials.load.delegates import CODES, Delegate, prepare, signed_in

PORTAL = ("trials.chaos.faults.settings", "cica_portal.wsgi")
LANGUAGES = ("en", "ru", "kk")


@dataclass
class Found:
    """One row: which fault, on how many submissions or files it was tried, what was seen, what was lost."""

    fault: str
    tried: int = 0
    seen: str = ""
    lost: list[str] = field(default_factory=list)
    skipped: str = ""

    def __str__(self) -> str:
        if self.skipped:
            return f"{self.fault:<34}  not tried: {self.skipped}"
        lines = [f"{self.fault:<34}  {self.tried:>5}  {len(self.lost):>4}  {self.seen}"]
        return "\n".join([*lines, *(f"FAULT: {one}" for one in self.lost)])


@dataclass
class Ground:
    """Where faults are tried: the database's address for servers, a folder for what they need, and the
    PostgreSQL of the run's own, if it has one."""

    environment: dict[str, str]
    folder: Path
    cluster: Cluster | None = None

    def round(self, number: int) -> tuple[Consultation, list[Delegate]]:
        """Open a round for so many new delegates: every second files comments, they read three languages."""
        taken = MemberState.objects.filter(code__in=CODES).count()
        codes = CODES[taken : taken + number]
        consultation, people = prepare(codes, plan=f"faults-{taken}", year=2022 + taken)
        crowd = []
        for place, user in enumerate(people):
            user.language = LANGUAGES[place % len(LANGUAGES)]
            user.save(update_fields=["language"])
            position = Position.COMMENTS if place % 2 else Position.NO_OBJECTION
            crowd.append(signed_in(user, consultation, position))
        return consultation, crowd


def open_pages(crowd: Sequence[Delegate], port: int) -> None:
    for delegate in crowd:
        delegate.port = port
        delegate.open_page()


def close_in(consultation: Consultation, seconds: float) -> dt.datetime:
    """Bring the deadline so near, by the database's clock."""
    closes_at = clock.database_now() + dt.timedelta(seconds=seconds)
    comments.move_deadline(consultation, closes_at)
    return closes_at


def close(consultation: Consultation) -> None:
    """Close a round whose deadline has passed and whose answers are all written."""
    while not consultations.close(consultation, at=clock.now()):
        time.sleep(0.2)
    consultation.refresh_from_db()


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())

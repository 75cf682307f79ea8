"""The stops of the walk through the case of 2022: when, as whom, on which page, and the rows of that hour.

Each stop has a database of its own, made by `build_walk`: what is read there is true of that hour, and
nothing of it is of the portal's own rows.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from cica_portal import clock
from guide import texts

_stop: ContextVar[str | None] = ContextVar("stop", default=None)


@dataclass(frozen=True, slots=True)
class Stop:
    number: int
    at: dt.datetime
    account: str
    title: str
    text: str
    path: str

    @property
    def alias(self) -> str:
        return f"walk-{self.number}"


def folder() -> Path:
    return Path(settings.DATA_DIR) / "walk"


def file_of(number: int) -> Path:
    return folder() / f"stop-{number}.sqlite3"


def paths() -> dict[str, str]:
    """Return the address of the page of each stop, by its number; nothing where the walk is not built, or was
    built for rows of another shape."""
    file = folder() / "paths.json"
    if not settings.DEMONSTRATION or not file.exists():
        return {}
    built = json.loads(file.read_text())
    found: dict[str, str] = built["paths"] if built["shape"] == shape() else {}
    return found


def shape() -> str:
    """Return the hash of the names of all migrations and of what makes the stores of the search: with another
    one the rows have another shape."""
    names = sorted(
        f"{file.parts[-3]}/{file.name}" for file in settings.BASE_DIR.glob("*/migrations/[0-9]*.py")
    )
    made = (settings.BASE_DIR / "search" / "stores.py").read_bytes()
    return hashlib.sha256("\n".join(names).encode() + made).hexdigest()


def keep(found: dict[str, str]) -> None:
    """Keep the addresses of the pages, by which the walk counts as built."""
    (folder() / "paths.json").write_text(json.dumps({"shape": shape(), "paths": found}))


def count() -> int:
    """Return how many stops there are; none where the walk is not built, and none in production."""
    return len(paths())


def find(number: int) -> Stop:
    """Return a stop in the reader's language; raise KeyError where there is none."""
    path = paths()[str(number)]
    row: dict[str, Any] = texts.read("walk")[number - 1]
    return Stop(number, row["at"], row["account"], row["title"], row["text"], path)


@contextmanager
def standing_at(stop: Stop) -> Iterator[None]:
    """Let the hour be that of the stop and all rows be its own; what is written is undone at the end."""
    if not settings.DEMONSTRATION:
        raise RuntimeError("Production keeps its own rows.")
    connect(stop)
    token = _stop.set(stop.alias)
    try:
        with clock.running_from(stop.at), transaction.atomic(using=stop.alias):
            yield
            transaction.set_rollback(True, using=stop.alias)
    finally:
        _stop.reset(token)
        connections[stop.alias].close()


def connect(stop: Stop) -> None:
    """Make the database of a stop known to this process."""
    if stop.alias not in connections.settings:
        made = connections.configure_settings(
            {
                "default": {},
                stop.alias: {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": str(file_of(stop.number)),
                    "OPTIONS": {"timeout": 20},
                },
            }
        )
        connections.settings[stop.alias] = made[stop.alias]


class WalkRouter:
    """Sends whatever is asked for during a stop to the rows of that stop; sessions stay the portal's own."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return None if model._meta.app_label == "sessions" else _stop.get()

    db_for_write = db_for_read

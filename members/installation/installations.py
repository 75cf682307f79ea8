"""An installation knows itself: one that was restored or copied acts on nobody until two people release it
(rules 34 and 42).

What tells installations apart is where the database lives: of PostgreSQL the identity of its server and the
number of the database in it, both of which a restore makes anew; of SQLite the file. A database that was put
back in its own place is told by the log of heads, which is kept apart and is ahead of it then.
"""

import datetime as dt
import os
import time
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from cica_portal.errors import Refusal
from cica_portal.text import sha256
from members import audit
from members.audit import witness
from members.models import Installation, InstallationRelease, User

PEOPLE = 2
# What was found is believed for so many seconds, by each process by itself.
BELIEVED = 60.0

_found: tuple[float, bool] | None = None


def is_suspended() -> bool:
    """Tell whether this is a copy that nobody has released. The first installation of all is none."""
    global _found
    if not settings.SUSPENDS_COPIES:
        return False
    now = time.monotonic()
    if _found is None or now - _found[0] > BELIEVED:
        _found = (now, _look())
    return _found[1]


def forget() -> None:
    """Look again before it is said again."""
    global _found
    _found = None


def _look() -> bool:
    own = fingerprint()
    known = set(Installation.objects.values_list("fingerprint", flat=True))
    if known:
        return own not in known
    with transaction.atomic():
        Installation.objects.get_or_create(fingerprint=own, defaults={"at": dt.datetime.now(dt.UTC)})
    return False


def fingerprint() -> str:
    """Return what tells this installation from others, and a database from the one it was put back from."""
    ahead = witness.ahead()
    return sha256({"database": _database(), "ahead": [ahead.sequence, ahead.hash] if ahead else None})


def _database() -> list[str]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT system_identifier::text, (SELECT oid::text FROM pg_database "
                "WHERE datname = current_database()) FROM pg_control_system()"
            )
            return list(cursor.fetchone())
    found = os.stat(Path(connection.settings_dict["NAME"]))
    return [str(found.st_dev), str(found.st_ino)]


def released_by() -> list[InstallationRelease]:
    """Return who has released this copy so far."""
    own = InstallationRelease.objects.filter(fingerprint=fingerprint())
    return list(own.select_related("by"))


def release(*, by: User, at: dt.datetime) -> bool:
    """Release this copy; tell whether it may act from now on, since two people have."""
    by.require("members.release_copy")
    if not is_suspended():
        raise Refusal("members.not_a_copy")
    own = fingerprint()
    with transaction.atomic():
        released, is_new = InstallationRelease.objects.get_or_create(
            fingerprint=own, by=by, defaults={"at": at}
        )
        if not is_new:
            raise Refusal("members.another_person_needed")
        audit.record("installation.release", subject=released, by=by, at=at)
        is_whole = InstallationRelease.objects.filter(fingerprint=own).count() >= PEOPLE
        if is_whole:
            made = Installation.objects.create(fingerprint=own, at=at)
            audit.record("installation.begin", subject=made, by=by, at=at)
    forget()
    return is_whole

"""Room on the disks that the portal writes to, and how it shows that there is none left."""

import errno
import shutil
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

# With less than this people are told, before the last file fails.
LEAST = 256 * 1024 * 1024
# So many seconds after a write that found no room a disk counts as full: quotas are not seen otherwise.
REMEMBERED = 600.0
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
# How PostgreSQL (disk_full) and SQLite (SQLITE_FULL) call it. SQLite also says that it cannot read or write,
# with the reason in the higher bits, where it finds no room beside its file.
POSTGRESQL_FULL, SQLITE_FULL, SQLITE_IOERR = "53100", 13, 10

_failed_at: list[float] = []


def is_full(error: BaseException | None) -> bool:
    """Tell whether an error, or what it came from, is that a disk has no room; remember it if so."""
    while error is not None:
        code = getattr(error, "sqlite_errorcode", None) or 0
        if (
            (isinstance(error, OSError) and error.errno in NO_ROOM)
            or getattr(error, "pgcode", None) == POSTGRESQL_FULL
            or code == SQLITE_FULL
            or (code & 0xFF == SQLITE_IOERR and is_low())
        ):
            _failed_at[:] = [time.monotonic()]
            return True
        error = error.__cause__ or error.__context__
    return False


def is_low() -> bool:
    """Tell whether a disk that the portal writes to has little room left, or had none a moment ago."""
    if _failed_at and time.monotonic() - _failed_at[0] < REMEMBERED:
        return True
    paths = {
        Path(settings.MEDIA_ROOT),
        settings.DATA_DIR,
        Path(settings.AUDIT_HEAD_FILE or settings.DATA_DIR),
    }
    if connection.vendor == "sqlite":
        paths.add(Path(connection.settings_dict["NAME"]))
    return any(_free(path) < LEAST for path in paths)


def _free(path: Path) -> int:
    while not path.exists():  # made when it is needed: its disk is that of the folder above
        path = path.parent
    return shutil.disk_usage(path).free

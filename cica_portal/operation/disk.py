"""Room on the disks that the portal writes to, and how it shows that there is none left."""

import errno
import shutil
import time
from pathlib import Path

from django.conf import settings

# With less than this people are told, before the last file fails.
LEAST = 256 * 1024 * 1024
# So many seconds after a write that found no room a disk counts as full: quotas are not seen otherwise.
REMEMBERED = 600.0
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
# How PostgreSQL (disk_full) and SQLite (SQLITE_FULL) call it.
POSTGRESQL_FULL, SQLITE_FULL = "53100", 13

_failed_at: list[float] = []


def is_full(error: BaseException | None) -> bool:
    """Tell whether an error, or what it came from, is that a disk has no room; remember it if so."""
    while error is not None:
        if (
            (isinstance(error, OSError) and error.errno in NO_ROOM)
            or getattr(error, "pgcode", None) == POSTGRESQL_FULL
            or getattr(error, "sqlite_errorcode", None) == SQLITE_FULL
        ):
            _failed_at[:] = [time.monotonic()]
            return True
        error = error.__cause__ or error.__context__
    return False


def is_low() -> bool:
    """Tell whether a disk that the portal writes to has little room left, or had none a moment ago."""
    if _failed_at and time.monotonic() - _failed_at[0] < REMEMBERED:
        return True
    head = Path(settings.AUDIT_HEAD_FILE or settings.DATA_DIR)
    return any(_free(folder) < LEAST for folder in (Path(settings.MEDIA_ROOT), settings.DATA_DIR, head))


def _free(path: Path) -> int:
    while not path.exists():  # made when it is needed: its disk is that of the folder above
        path = path.parent
    return shutil.disk_usage(path).free

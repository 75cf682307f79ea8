"""Show what is lost when disk, clock, database, files or lines fail; exit with 1 when anything was.

    python -m trials.chaos.faults                             on SQLite
    python -m trials.chaos.faults --postgresql                on a PostgreSQL of the run's own
    DATABASE_URL=postgres://... python -m trials.chaos.faults on another, whose disk and clock are left alone
    python -m trials.chaos.faults clocks cut_off              some of them

The portal runs under Gunicorn on a database of the run's own. A fault that this machine cannot be given (no
small file system can be mounted, no library that moves a clock) is not tried, and the table says why. With
--postgresql, which needs initdb, disk and clock of the database are harmed as well.
"""

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from trials.chaos.faults import cluster

FOLDER = Path(tempfile.mkdtemp(prefix="portal-faults-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "trials.chaos.faults.settings"
os.environ["BENCH_MEDIA"] = str(FOLDER / "media")
STACK = contextlib.ExitStack()
CLUSTER = None
if "--postgresql" in sys.argv:
    try:
        CLUSTER = STACK.enter_context(cluster.begun())
    except cluster.CannotBegin as error:
        print(f"not tried on PostgreSQL: {error}")
        sys.exit()
    os.environ["DATABASE_URL"] = CLUSTER.address
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'faults.sqlite3'}")

import django  # noqa: E402 - the environment comes first

django.setup()

from django.db import connection  # noqa: E402

from members import audit  # noqa: E402
from tests.own_database import own_database  # noqa: E402
from trials.chaos.faults import (  # noqa: E402
    clocks,
    cut_off,
    database_clock,
    full_disk,
    full_postgresql,
    slow_database,
    stored_files,
)
from trials.chaos.faults.found import Ground  # noqa: E402

FAULTS = {
    "full_disk": full_disk.attempt,
    "full_postgresql": full_postgresql.attempt,
    "clocks": clocks.attempt,
    "database_clock": database_clock.attempt,
    "slow_database": slow_database.attempt,
    "stored_files": stored_files.attempt,
    "cut_off": cut_off.attempt,
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m trials.chaos.faults",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("faults", nargs="*", metavar="FAULT", help=f"some of: {', '.join(FAULTS)}")
    parser.add_argument(
        "--postgresql", action="store_true", help="start a PostgreSQL, fill its disk and move its clock too"
    )
    given = parser.parse_args()
    if unknown := set(given.faults) - set(FAULTS):
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    return given


def main(chosen: list[str]) -> int:
    lost = 0
    with own_database("faults") as environment:
        print(f"{connection.vendor}, {os.cpu_count()} cores")
        print(f"{'fault':<34}  tried  lost  seen", flush=True)
        ground = Ground(environment, FOLDER, CLUSTER)
        for name in chosen or FAULTS:
            for found in FAULTS[name](ground):
                print(found, flush=True)
                lost += len(found.lost)
        audit.verify()
    return 1 if lost else 0


if __name__ == "__main__":
    given = arguments()
    try:
        sys.exit(main(given.faults))
    finally:
        STACK.close()
        shutil.rmtree(FOLDER, ignore_errors=True)

"""Show under load that the last minute is safe; exit with 1 when it was not.

    python -m trials.load                                      30 delegates, SQLite
    DATABASE_URL=postgres://... python -m trials.load          200 delegates, PostgreSQL

Delegates sign in to the portal under Gunicorn, as the Procfile starts it, open the page that files their
State's answer, and press the button in the seconds around the deadline, by the database's clock, while two
sweeps try to close the round and others send large files over slow lines. Whoever sent the answer whole
before the deadline and was received late is a fault. The database is the run's own: a file, or on PostgreSQL
one that is created beside the named one and dropped afterwards.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "trials.load.settings"
FOLDER = Path(tempfile.mkdtemp(prefix="portal-load-"))
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'load.sqlite3'}")

import django  # noqa: E402 - the environment comes first

django.setup()

from django.db import connection  # noqa: E402

from tests.own_database import own_database  # noqa: E402
from trials.load import delegates, last_seconds, proxy  # noqa: E402

DELEGATES = {"sqlite": 30, "postgresql": 200}
SERVERS = {"sqlite": 1, "postgresql": 2}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m trials.load",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name, kind, default, unit, what in (
        ("--delegates", int, DELEGATES[connection.vendor], "N", "how many file, each for a State of its own"),
        ("--before", float, 8.0, "SECONDS", "the first of them acts so long before the deadline"),
        ("--after", float, 0.5, "SECONDS", "the last of them so long after it"),
        ("--uploads", int, 4, "N", "how many send a large file slowly meanwhile"),
        ("--servers", int, SERVERS[connection.vendor], "N", "how many web servers share the load"),
        ("--proxy", int, 1, "0|1", "a proxy hands requests to several servers, where Caddy is there"),
    ):
        text = f"{what} (default: %(default)s)"
        parser.add_argument(name, type=kind, default=default, metavar=unit, help=text)
    found = parser.parse_args()
    if not 1 <= found.delegates <= delegates.MOST - max(found.uploads, 0):
        parser.error(f"--delegates and --uploads: together between 1 and {delegates.MOST}")
    if found.servers < 1 or found.before <= 0 or found.after < 0 or found.uploads < 0:
        parser.error("at least one server, and seconds that lie around the deadline")
    return found


def main() -> int:
    given = arguments()
    is_behind_proxy = bool(given.proxy) and given.servers > 1 and shutil.which(proxy.COMMAND) is not None
    with own_database("load") as environment:
        report = last_seconds.run(
            environment,
            FOLDER,
            delegates=given.delegates,
            before=given.before,
            after=given.after,
            servers=given.servers,
            uploads=given.uploads,
            is_behind_proxy=is_behind_proxy,
        )
    cores = os.cpu_count()
    print(
        f"{connection.vendor}, {given.delegates} delegates on {cores} cores, web servers: {given.servers}"
        f"{', behind a proxy' if is_behind_proxy else ''}, from {given.before:g} s before the deadline to"
        f" {given.after:g} s after it"
    )
    print(report)
    return 0 if report.is_sound else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)

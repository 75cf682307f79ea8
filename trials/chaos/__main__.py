"""Show that nothing is lost and nothing sent twice when processes are killed; exit with 1 when it was.

    python -m trials.chaos                                      one worker alone, on SQLite
    python -m trials.chaos --redis                              the queue in a Redis, flushed at random
    DATABASE_URL=postgres://... python -m trials.chaos --redis  the same on PostgreSQL

A note goes to 28 States and is recalled by numbered reminders while worker, renderer and beat are killed
with -9 at random instants and start again, against a mail server that is slow, refuses and breaks lines.
Before that the whole procedure is played at random, and after each step the law of open points must hold.
"""

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="portal-chaos-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings_of_processes"
os.environ["CHAOS_FOLDER"] = str(FOLDER)
os.environ["PORTAL_CLOCK"] = ""
REDIS = os.environ.pop("REDIS_URL", "")  # this process rings no bell: what it writes, the sweeps must find
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'chaos.sqlite3'}")

import django  # noqa: E402 - the environment comes first

django.setup()

from django.db import connection  # noqa: E402

from tests.own_database import own_database  # noqa: E402
from trials.chaos import law, processes, storm  # noqa: E402


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m trials.chaos",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--kills", type=int, default=10, help="in each part (default: %(default)s)")
    parser.add_argument("--reminders", type=int, default=3, choices=range(4), help="(default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the random instants (default: %(default)s)")
    parser.add_argument("--redis", action="store_true", help="start a Redis and use it")
    parser.add_argument(
        "--procedures", type=int, default=60, help="played at random for the law (default: %(default)s)"
    )
    parser.add_argument("--keep", action="store_true", help="leave the folder with logs and journal")
    return parser.parse_args()


def main(given: argparse.Namespace) -> int:
    redis = processes.redis_server(FOLDER) if given.redis else contextlib.nullcontext(REDIS)
    with redis as address, own_database("chaos") as environment:
        lawful = law.run(given.procedures, steps=60) if given.procedures else ""
        report = storm.run(
            environment,
            FOLDER,
            kills=given.kills,
            seed=given.seed,
            redis=address,
            reminders=given.reminders,
        )
    queue = "queue in Redis" if address else "one worker alone"
    print(f"{connection.vendor}, {queue}, seed {given.seed}")
    print(report)
    print(lawful)
    return 0 if report.is_sound else 1


if __name__ == "__main__":
    chosen = arguments()
    try:
        code = main(chosen)
    finally:
        if chosen.keep:
            print(f"The logs are in {FOLDER}.")
        else:
            shutil.rmtree(FOLDER, ignore_errors=True)
    sys.exit(code)

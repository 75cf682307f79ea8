"""Print the speed of each job beside its floor; exit with 1 when one is over its budget."""

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
FOLDER = Path(tempfile.mkdtemp(prefix="portal-bench-"))
os.environ["BENCH_MEDIA"] = str(FOLDER / "media")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'bench.sqlite3'}")

import django  # noqa: E402 - the environment comes first

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.benchmarks import data, measure  # noqa: E402

SIZES = (100, 500)


@contextlib.contextmanager
def database() -> Iterator[dict[str, str]]:
    """Make a database of our own and return the environment by which other processes find it."""
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
        yield {"DATABASE_URL": os.environ["DATABASE_URL"]}
        return
    original = settings.DATABASES["default"]["NAME"]
    address = os.environ["DATABASE_URL"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    name = connection.settings_dict["NAME"]
    try:
        yield {"DATABASE_URL": address.removesuffix(f"/{original}") + f"/{name}"}
    finally:
        connection.creation.destroy_test_db(original, verbosity=0)


def main() -> int:
    start = time.monotonic()
    with database() as environment:
        filled = data.fill(SIZES)
        from tests.benchmarks import calendars, editing, pages  # noqa: PLC0415 - needs the models

        rows = pages.rows(filled, environment)
        rows += editing.rows(filled.officer, environment)
        rows += calendars.rows(filled.delegate, environment)
        # From here on WeasyPrint is in this process; the web servers have been measured without it.
        from tests.benchmarks import (  # noqa: PLC0415 - slow import
            acts,
            compilations,
            mail,
            merging,
            packages,
            papers,
            redlines,
            words,
        )

        note = data.issue_reminder(filled)
        rows += papers.rows(*data.stored_documents(note), environment)
        rows.append(mail.row(note, FOLDER))
        rows.append(acts.issue_row(note, filled))
        consultations = {500: filled.consultations[500], 2000: data.further_consultation(filled, 2000)}
        rows += compilations.rows(consultations, filled.officer, environment, FOLDER)
        rows += redlines.rows()
        rows += merging.rows()
        rows += words.rows()
        rows.append(acts.year_row(note, filled))
        rows += packages.rows(filled)
    print(measure.table(rows))
    broken = [row.job for row in rows if row.broken]
    print(f"\n{len(rows)} jobs in {time.monotonic() - start:.0f} s on {connection.vendor}, {machine()}.")
    if broken:
        print(f"Over budget: {', '.join(broken)}.", file=sys.stderr)
    return 1 if broken else 0


def machine() -> str:
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
        return f"{os.cpu_count()} x {model}, Python {sys.version.split()[0]}"
    return f"{os.cpu_count()} processors, Python {sys.version.split()[0]}"


if __name__ == "__main__":
    try:
        code = main()
    finally:
        connection.close()
        shutil.rmtree(FOLDER, ignore_errors=True)
    sys.exit(code)

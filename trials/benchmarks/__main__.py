"""Print the speed of each job beside its floor; exit with 1 when one is over its budget.

Groups of rows can be named: `python -m trials.benchmarks pages growth`. With `--write` the table of
both databases in docs/evidence.md is printed anew.
"""

import contextlib
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "trials.benchmarks.settings"
FOLDER = Path(tempfile.mkdtemp(prefix="portal-bench-"))
os.environ["BENCH_MEDIA"] = str(FOLDER / "media")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'bench.sqlite3'}")

import django  # noqa: E402 - the environment comes first

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from trials.benchmarks import data, measure, results  # noqa: E402

SIZES = (100, 500)
WRITE = "--write"
KEPT = settings.BASE_DIR / "var" / "bench"


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
    measured: dict[str, list[measure.Row]] = {}
    failed: list[str] = []

    def add(name: str, job: Callable[[], Iterable[measure.Row]]) -> None:
        """Measure one group of rows. What fails in it is told, and costs no other group its rows."""
        if chosen and name not in chosen:
            return
        began = time.monotonic()
        try:
            measured[name] = list(job())
            results.keep(KEPT, connection.vendor, {name: measured[name]}, machine())
        except Exception:
            traceback.print_exc()
            failed.append(name)
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)

    chosen = set(sys.argv[1:]) - {WRITE}
    with database() as environment:
        filled = data.fill(SIZES)
        from trials.benchmarks import calendars, daily, editing, pages  # noqa: PLC0415 - needs the models

        add("pages", lambda: pages.rows(filled, environment))
        add("daily", lambda: daily.rows(filled, environment))
        add("editing", lambda: editing.rows(filled.officer, environment))
        add("calendars", lambda: calendars.rows(filled.delegate, environment))
        # From here on WeasyPrint is in this process; the web servers have been measured without it.
        from trials.benchmarks import (  # noqa: PLC0415 - slow import
            acts,
            compilations,
            mail,
            merging,
            packages,
            papers,
            redlines,
            words,
        )

        add("redlines", redlines.rows)
        add("merging", merging.rows)
        add("words", words.rows)
        if not chosen or chosen & {"papers", "mail", "issue", "year"}:
            note = data.issue_reminder(filled)
            add("papers", lambda: papers.rows(*data.stored_documents(note), environment))
            add("mail", lambda: [mail.row(note, FOLDER)])
            add("issue", lambda: [acts.issue_row(note, filled)])
            add("year", lambda: [acts.year_row(note, filled)])
        add("compilations", lambda: _compilations(compilations, filled, environment))
        add("packages", lambda: packages.rows(filled))
        # Last: a portal that has grown is measured with nothing but this.
        add("growth", lambda: daily.growth_rows(filled, environment))
    rows = [row for group in measured.values() for row in group]
    print(measure.table(rows))
    if WRITE in sys.argv:
        results.write(settings.BASE_DIR / "docs" / "evidence.md", KEPT)
    broken = [row.job for row in rows if row.broken]
    print(f"\n{len(rows)} jobs in {time.monotonic() - start:.0f} s on {connection.vendor}, {machine()}.")
    if broken:
        print(f"Over budget: {', '.join(broken)}.", file=sys.stderr)
    if failed:
        print(f"Not measured: {', '.join(failed)}.", file=sys.stderr)
    return 1 if broken or failed else 0


def _compilations(module: Any, filled: data.Filled, environment: dict[str, str]) -> list[measure.Row]:
    consultations = {500: filled.consultations[500], 2000: data.further_consultation(filled, 2000)}
    return module.rows(consultations, filled.officer, environment, FOLDER)


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

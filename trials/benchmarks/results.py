"""What was measured on each database, kept in var, and the table of both in docs/evidence.md.

A run keeps the rows of the groups that it measured; each row stands with its own floor, of the same run.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from trials.benchmarks.measure import Row, aligned, figure

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
BEGIN = "<!-- printed by `make bench`, and written by nobody -->"
END = "<!-- the end of what `make bench` printed -->"
TIMES = ("floor", "portal", "ratio")
HEAD = ("job", "budget", *(f"{name}: {what}" for name in DATABASES.values() for what in TIMES),
        "grows as", "queries", "kB", "verdict")  # fmt: skip

Group = dict[str, Any]
Kept = dict[str, Group]


def keep(folder: Path, vendor: str, measured: Mapping[str, Sequence[Row]], machine: str) -> None:
    """Keep the rows of the groups that were measured, in the place of those of a run before."""
    kept = read(folder, vendor)
    for name, rows in measured.items():
        on = dt.datetime.now(dt.UTC).date().isoformat()
        kept[name] = {"on": on, "machine": machine, "rows": [_plain(row) for row in rows]}
    folder.mkdir(parents=True, exist_ok=True)
    _path(folder, vendor).write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


def read(folder: Path, vendor: str) -> Kept:
    path = _path(folder, vendor)
    found: Kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def write(evidence: Path, folder: Path) -> None:
    """Put the table of what is kept between the two marks of the paper."""
    text = evidence.read_text(encoding="utf-8")
    before, _begin, rest = text.partition(BEGIN)
    _table, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{evidence} has no place for what the bench prints.")
    evidence.write_text(f"{before}{BEGIN}\n\n{page(folder)}\n\n{END}{after}", encoding="utf-8")


def page(folder: Path) -> str:
    """Return when and where each group was measured, and the table."""
    kept = {vendor: read(folder, vendor) for vendor in DATABASES}
    return "\n".join([*_sources(kept), "", aligned([HEAD, *_lines(kept)])])


def _plain(row: Row) -> dict[str, Any]:
    return {
        "job": row.job,
        "budget": row.budget,
        "floor": figure(row.floor, row.unit),
        "portal": figure(row.portal, row.unit),
        "ratio": f"{row.ratio:.{2 if row.ratio >= 0.1 else 3}f}",
        "exponent": "" if row.exponent is None else f"n^{row.exponent:.2f}",
        "queries": "" if row.queries is None else str(row.queries),
        "kB": "" if row.kilobytes is None else f"{row.kilobytes:.1f}",
        "broken": row.broken,
    }


def _path(folder: Path, vendor: str) -> Path:
    return folder / f"{vendor}.json"


def _sources(kept: Mapping[str, Kept]) -> Iterator[str]:
    """Yield a line for each database: on which days, and on which machine its groups were measured."""
    for vendor, name in DATABASES.items():
        days: dict[str, list[str]] = {}
        for group, found in kept[vendor].items():
            days.setdefault(f"{found['on']}, {found['machine']}", []).append(group)
        said = "; ".join(f"{', '.join(groups)} on {day}" for day, groups in sorted(days.items()))
        yield f"- {name}: {said or 'not measured'}."


def _lines(kept: Mapping[str, Kept]) -> Iterator[tuple[str, ...]]:
    """Yield a line for each job, its figures on one database beside those on the other."""
    groups = dict.fromkeys(group for of_vendor in kept.values() for group in of_vendor)
    for group in groups:
        rows = {
            vendor: {row["job"]: row for row in kept[vendor].get(group, {"rows": []})["rows"]}
            for vendor in kept
        }
        for job in dict.fromkeys(job for of_vendor in rows.values() for job in of_vendor):
            yield _line(job, [of_vendor.get(job) for of_vendor in rows.values()])


def _line(job: str, found: Sequence[dict[str, Any] | None]) -> tuple[str, ...]:
    there = [row for row in found if row]
    times = [row[what] if row else "" for row in found for what in TIMES]
    over = [
        f"OVER on {name}: {', '.join(row['broken'])}"
        for name, row in zip(DATABASES.values(), found, strict=True)
        if row and row["broken"]
    ]
    return (job, there[0]["budget"], *times, *(_both(there, name) for name in ("exponent", "queries", "kB")),
            "; ".join(over) or "within")  # fmt: skip


def _both(there: Sequence[dict[str, Any]], name: str) -> str:
    return " / ".join(dict.fromkeys(row[name] for row in there if row[name]))

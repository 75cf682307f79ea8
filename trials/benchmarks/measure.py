"""Two jobs in turns, their medians, and the table of verdicts."""

import math
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limit:
    """One budget of a row: what was measured must not exceed `most`."""

    name: str
    measured: float
    most: float

    @property
    def holds(self) -> bool:
        return self.measured <= self.most


class Median(float):
    """A median in seconds, with how far the middle half of what was measured lies apart, as a share of it."""

    spread = 0.0

    @classmethod
    def of(cls, durations: list[float]) -> "Median":
        made = cls(statistics.median(durations))
        if len(durations) > 1:
            low, _middle, high = statistics.quantiles(durations, n=4)
            made.spread = (high - low) / made
        return made


@dataclass(frozen=True, slots=True)
class Row:
    """One job beside its floor. Times are in seconds, memory in MiB: `unit` says which."""

    job: str
    floor: float
    portal: float
    most: float
    unit: str = "ms"
    queries: int | None = None
    kilobytes: float | None = None
    limits: tuple[Limit, ...] = field(default=())
    # Where the floor is the same job on less: how many times less.
    times: float | None = None

    @property
    def exponent(self) -> float | None:
        """The power of what there is by which the time grows: 0 is flat, 1 is linear."""
        return None if self.times is None else math.log(self.ratio) / math.log(self.times)

    @property
    def ratio(self) -> float:
        return self.portal / self.floor

    @property
    def spread(self) -> float:
        """How far the middle half of the durations lies apart, the portal's or the floor's."""
        return max(getattr(one, "spread", 0.0) for one in (self.floor, self.portal))

    @property
    def broken(self) -> list[str]:
        """Say which budgets the row exceeds."""
        found = [] if self.ratio <= self.most else [f"{self.ratio:.3g} x floor"]
        return found + [f"{limit.measured:.4g} {limit.name}" for limit in self.limits if not limit.holds]

    @property
    def budget(self) -> str:
        return ", ".join([f"{self.most:g} x", *(f"{limit.most:g} {limit.name}" for limit in self.limits)])


def in_turns(
    *jobs: Callable[[], object],
    warm_up: int = 5,
    at_least: int = 5,
    at_most: int = 100,
    seconds: float = 6.0,
    clock: Callable[[], float] = time.perf_counter,
    clocks: Sequence[Callable[[], float]] = (),
) -> list[Median]:
    """Run the jobs in turns and return the median duration of each, with its spread.

    Jobs of this process alone are measured by the `clock` of its processor, which nobody else moves, those of
    servers each by its own of `clocks`, that server's processor. Turns make the machine's moods fall on all
    alike; the collection ends with the time or the repetitions.
    """
    timers = tuple(clocks) or (clock,) * len(jobs)
    for _ in range(warm_up):
        for job in jobs:
            job()
    taken: list[list[float]] = [[] for _ in jobs]
    end = time.perf_counter() + seconds
    while len(taken[0]) < at_least or (len(taken[0]) < at_most and time.perf_counter() < end):
        for durations, job, timer in zip(taken, jobs, timers, strict=True):
            start = timer()
            job()
            durations.append(timer() - start)
    return [Median.of(durations) for durations in taken]


HEAD = ("job", "floor p50", "portal p50", "ratio", "grows as", "spread", "budget", "queries", "kB", "verdict")


def figure(value: float, unit: str) -> str:
    return f"{value * 1000:.1f} ms" if unit == "ms" else f"{value:.0f} {unit}"


def cells(row: Row) -> tuple[str, ...]:
    return (
        row.job,
        figure(row.floor, row.unit),
        figure(row.portal, row.unit),
        f"{row.ratio:.{2 if row.ratio >= 0.1 else 3}f}",
        "" if row.exponent is None else f"n^{row.exponent:.2f}",
        f"{row.spread:.0%}" if row.spread else "",
        row.budget,
        "" if row.queries is None else str(row.queries),
        "" if row.kilobytes is None else f"{row.kilobytes:.1f}",
        "within" if not row.broken else "OVER: " + ", ".join(row.broken),
    )


def table(rows: Iterable[Row]) -> str:
    return aligned([HEAD, *(cells(row) for row in rows)])


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return a table, its heads first, that reads both as text and as Markdown."""
    widths = [max(len(line[index]) for line in lines) for index in range(len(lines[0]))]
    shown = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
             for line in lines]  # fmt: skip
    shown.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(shown)


def kilobytes(size: int) -> float:
    """Return a size in kB, rounded up to a tenth: a budget is not met by rounding."""
    return math.ceil(size / 100) / 10

"""The proof that nothing is missing from the register: every number from the first of a counter to its last
is that of a note, of an entry, of a remark of an observer, or registered as used outside the portal."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from comments.models import OutsideRemark
from notes.models import IncomingNote, NumberCounter, NumberingStart, TakenNumber, VerbalNote


@dataclass(frozen=True, slots=True)
class Counted:
    """What the register holds of a counter: from which number on, to which, and what is not there.

    `prefix` is empty for the sequence of the whole house; `passed` were passed over by decision, `elsewhere`
    used outside the portal.
    """

    prefix: str
    year: int
    first: int
    last: int
    count: int
    missing: tuple[int, ...]
    passed: tuple[tuple[int, int], ...]
    elsewhere: tuple[TakenNumber, ...]

    @property
    def is_whole(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Proof:
    """The counters, and in `strays` the numbers of notes that no counter gave."""

    counters: list[Counted]
    strays: list[str]

    @property
    def elsewhere(self) -> list[TakenNumber]:
        """Return the numbers that were used outside the portal."""
        return [one for counted in self.counters for one in counted.elsewhere]


def proof() -> Proof:
    """Return every counter with what is missing between its first number here and its last, and the numbers
    that stand on notes although no counter gave them: nothing."""
    borne = set(VerbalNote.objects.exclude(number=None).values_list("number", flat=True))
    borne |= set(IncomingNote.objects.values_list("register_number", flat=True))
    borne |= set(OutsideRemark.objects.values_list("register_number", flat=True))
    taken: dict[int, list[TakenNumber]] = defaultdict(list)
    for one in TakenNumber.objects.select_related("entered_by"):
        taken[one.counter_id].append(one)
    starts: dict[int, dict[int, int]] = defaultdict(dict)  # a start that was set anew before its use is gone
    for counter, before, first in NumberingStart.objects.values_list("counter", "before", "first"):
        starts[counter][before + 1] = first - 1
    counters = [
        _counted(counter, taken[counter.pk], starts[counter.pk].items(), borne)
        for counter in NumberCounter.objects.select_related("series")
    ]
    given = {one.number for rows in taken.values() for one in rows}
    return Proof(counters, sorted(borne - given))


def _counted(
    counter: NumberCounter,
    taken: list[TakenNumber],
    skipped: Iterable[tuple[int, int]],
    borne: set[str],
) -> Counted:
    held = {one.value for one in taken if one.entered_by_id is not None or one.number in borne}
    own = [one.value for one in taken if one.entered_by_id is None]
    first = min(own, default=counter.last_number + 1)
    passed = tuple((low, high) for low, high in skipped if high >= low > first)
    over = {number for low, high in passed for number in range(low, high + 1)}
    last = max([counter.last_number, *own])
    return Counted(
        prefix=counter.series.prefix if counter.series else "",
        year=counter.year,
        first=first,
        last=last,
        count=len(held),
        missing=tuple(value for value in range(first, last + 1) if value not in held and value not in over),
        passed=passed,
        elsewhere=tuple(one for one in taken if one.entered_by_id is not None),
    )

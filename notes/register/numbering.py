"""How notes are numbered: set by a signatory before the first note, changed on record; and the numbers that
were printed outside the portal, registered so that none is used twice."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from cica_portal.database import once
from cica_portal.deadlines import seat_date
from cica_portal.errors import Refusal, StaleVersion
from members import audit
from members.models import User
from notes.enums import NumberingScope
from notes.models import NoteSeries, NumberCounter, NumberingRule, NumberingStart, TakenNumber
from notes.register import numbers
from plans.models import ConfidenceBuildingMeasure

# The name under which the one sequence of the house stands among the series.
HOUSE = ""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence of numbers under a rule: its name, the number with which it goes on if nobody says another,
    and the least with which it can."""

    name: str
    coming: int
    least: int


def rule() -> NumberingRule | None:
    """Return the rule in force; before the first one there is none."""
    return NumberingRule.objects.select_related("set_by").first()


def prefixes() -> list[str]:
    """Return the prefixes of all series: of those with numbers, of measures, and of incoming notes."""
    known = NoteSeries.objects.values_list("prefix", flat=True)
    measures = ConfidenceBuildingMeasure.objects.exclude(note_prefix="").values_list("note_prefix", flat=True)
    return sorted({*known, *measures, numbers.INCOMING_PREFIX})


def sequences(scope: str, *, is_yearly: bool, at: dt.datetime) -> list[Sequence]:
    """Return what would be counted under such a rule. A number that stands on a note never comes again; a
    first number that was set and not used yet may be set lower."""
    year = seat_date(at).year if is_yearly else 0
    used = _used(year)
    counters = {
        counter.series.prefix if counter.series else HOUSE: counter
        for counter in NumberCounter.objects.filter(year=year).select_related("series")
    }
    names = prefixes()
    if scope == NumberingScope.HOUSE:
        incoming = used.pop(numbers.INCOMING_PREFIX, 0)
        used = {HOUSE: max(used.values(), default=0), numbers.INCOMING_PREFIX: incoming}
        names = list(used)
    found = []
    for name in names:
        last, counter = used.get(name, 0), counters.get(name)
        found.append(Sequence(name, max(last + 1, counter.coming if counter else 1), last + 1))
    return found


def _used(year: int) -> dict[str, int]:
    """Return the highest number that bears each prefix; of a year, or of those that run on."""
    highest: dict[str, int] = {}
    rows = TakenNumber.objects.filter(counter__year=year).values_list("number", "value")
    for number, value in rows.iterator():
        prefix = number.removesuffix(f"/{year}").rpartition("/")[0]
        highest[prefix] = max(value, highest.get(prefix, 0))
    return highest


def set_rule(
    scope: str,
    *,
    is_yearly: bool,
    firsts: Mapping[str, int],
    reason: str,
    based_on: int,
    by: User,
    at: dt.datetime,
) -> NumberingRule:
    """Put another numbering in force for the notes that are still to be issued.

    `firsts` are the numbers with which sequences go on, by the prefix of the series or `HOUSE`; those that
    are not named go on after their last one. `based_on` is the number of the rule that was shown.
    """
    by.require("notes.set_numbering")
    with transaction.atomic():
        list(NumberCounter.objects.select_for_update().order_by("pk"))
        before = rule()
        if (before.number if before else 0) != based_on:
            raise StaleVersion
        counted = sequences(scope, is_yearly=is_yearly, at=at)
        moved = {one.name: firsts.get(one.name, one.coming) for one in counted}
        _refuse(counted, moved)
        is_same = before is not None and (before.scope, before.is_yearly) == (scope, is_yearly)
        if is_same and all(moved[one.name] == one.coming for one in counted):
            raise Refusal("notes.same_numbering")
        with once.refuse_second(StaleVersion()):  # somebody set another one first
            made = NumberingRule.objects.create(
                number=based_on + 1, scope=scope, is_yearly=is_yearly, reason=reason, set_at=at, set_by=by
            )
        year = seat_date(at).year if is_yearly else 0
        for one in counted:
            _go_on(one, moved[one.name], year=year, rule=made)
        audit.record(
            "numbering.set",
            subject=made,
            by=by,
            at=at,
            before={"scope": before.scope, "is_yearly": before.is_yearly} if before else None,
            after={
                "scope": str(scope),
                "is_yearly": is_yearly,
                "first_numbers": {name or "*": first for name, first in moved.items() if first > 1},
                "reason": reason,
            },
        )
    return made


def _refuse(counted: list[Sequence], moved: Mapping[str, int]) -> None:
    for one in counted:
        if moved[one.name] < one.least:
            if one.name == HOUSE:
                raise Refusal("notes.too_low_for_all", least=one.least)
            raise Refusal("notes.too_low", series=one.name, least=one.least)


def _go_on(one: Sequence, first: int, *, year: int, rule: NumberingRule) -> None:
    """Let a sequence go on with `first`; one that has no number yet and begins with 1 needs no row."""
    if first == one.coming == 1:
        return
    series = None
    if one.name != HOUSE:
        series, _is_new = NoteSeries.objects.get_or_create(prefix=one.name)
    counter, _is_new = NumberCounter.objects.get_or_create(series=series, year=year)
    if counter.coming == first:
        return
    NumberingStart.objects.create(rule=rule, counter=counter, before=one.least - 1, first=first)
    counter.last_number = first - 1
    counter.ahead = [number for number in counter.ahead if number >= first]
    counter.save(update_fields=["last_number", "ahead"])


def register_elsewhere(
    series: NoteSeries,
    value: int,
    *,
    dated_on: dt.date,
    addressee: str,
    subject: str,
    by: User,
    at: dt.datetime,
) -> TakenNumber:
    """Enter a number that was printed outside the portal: no note of the portal will bear it (rule 24). Where
    each year begins anew, it is a number of the year of its note."""
    by.require("notes.register_incoming")
    if dated_on > seat_date(at):
        raise Refusal("notes.dated_ahead")
    with transaction.atomic():
        counter = _counter_of(series, dated_on, at=at)
        number = numbers.printed(series, value, counter.year)
        with once.refuse_second(Refusal("notes.used_number", number=number)):
            made = TakenNumber.objects.create(
                counter=counter,
                value=value,
                number=number,
                dated_on=dated_on,
                addressee=addressee,
                subject=subject,
                entered_at=at,
                entered_by=by,
            )
        if value > counter.last_number:
            counter.ahead = sorted({*counter.ahead, value})
            counter.save(update_fields=["ahead"])
        audit.record(
            "number.register",
            subject=made,
            by=by,
            at=at,
            after={
                "number": number,
                "dated_on": dated_on.isoformat(),
                "addressee": addressee,
                "subject": subject,
            },
        )
    return made


def _counter_of(series: NoteSeries, dated_on: dt.date, *, at: dt.datetime) -> NumberCounter:
    """Lock the counter to which a number used elsewhere belongs: the present one, or where each year begins
    anew that of the year of the note."""
    in_force = rule()
    if in_force is not None and in_force.is_yearly and dated_on.year < seat_date(at).year:
        return numbers.hold_of_year(series, dated_on.year)
    return numbers.hold(series, at=at)


def begin_after(prefix: str, value: int, *, at: dt.datetime) -> NoteSeries:
    """Take over a series whose numbers up to `value` were given elsewhere: for loaders, not for people."""
    series, _is_new = NoteSeries.objects.get_or_create(prefix=prefix)
    counter, _is_new = NumberCounter.objects.get_or_create(series=series, year=0)
    if counter.last_number < value:
        counter.last_number = value
        counter.save(update_fields=["last_number"])
    first = {"scope": NumberingScope.SERIES, "set_at": at}
    NumberingRule.objects.get_or_create(number=1, defaults=first)
    return series

"""Numbers of notes: unique, gap-free, one for all languages, found again in any printed form."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Subquery

from cica_portal import organization
from cica_portal.deadlines import closing_instant, seat_date
from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES
from notes.enums import NumberingScope
from notes.models import NoteSeries, NumberCounter, NumberingRule, TakenNumber, VerbalNote, VoidNumber
from plans.models import ConfidenceBuildingMeasure

# The series of what Member States send: it is counted apart.
INCOMING_PREFIX = "IN"

# "№ NCT/ICT/688", "No. NCT/ICT/688", "Note No. NCT/ICT/688", "нота № ..." all mean the note of that number.
FOREWORDS = re.compile(r"^(?:(?:note|нота|ноты|нотасы)\b)?\s*(?:№|no\.?(?=\s)|n°)?\s*", re.IGNORECASE)


def series_of(measure: ConfidenceBuildingMeasure) -> NoteSeries:
    """Return the series in which notes on `measure` are numbered, made on first use."""
    if not measure.note_prefix:
        raise Refusal("notes.no_series", measure=measure.title)
    return NoteSeries.objects.get_or_create(prefix=measure.note_prefix)[0]


@dataclass(frozen=True, slots=True)
class Coming:
    """The number that the next note of a series will get; whether anybody decided how notes are numbered."""

    number: str
    is_decided: bool


def next_number(series: NoteSeries, *, at: dt.datetime) -> str:
    """Allocate the next number of the series inside the act's transaction: if the act fails, no gap.

    The counter's row is locked before the audit head in every act, so that two acts cannot wait for each
    other. The year is the one at the Secretariat's seat.
    """
    counter = hold(series, at=at)
    counter.last_number = counter.coming
    counter.ahead = [number for number in counter.ahead if number > counter.last_number]
    counter.save(update_fields=["last_number", "ahead"])
    number = printed(series, counter.last_number, counter.year)
    TakenNumber.objects.create(counter=counter, value=counter.last_number, number=number)
    return number


def hold(series: NoteSeries, *, at: dt.datetime) -> NumberCounter:
    """Lock the counter of the series inside an act, so that the coming number is the one that it allocates.

    Whoever changes the numbering locks all counters: what was in force is asked again under the lock.
    """
    while True:
        counter, _rule = _counting(series, at=at)
        if counter.pk is None:
            counter, _is_new = NumberCounter.objects.get_or_create(
                series_id=counter.series_id, year=counter.year
            )
        held = NumberCounter.objects.select_for_update().get(pk=counter.pk)
        if _counting(series, at=at)[0].pk == held.pk:
            return held


def hold_of_year(series: NoteSeries, year: int) -> NumberCounter:
    """Lock the counter from which a note of an earlier year had its number: by the rule in force at the end
    of that year, or by the first one."""
    end = closing_instant(dt.date(year, 12, 31), organization.time_zone())
    rule = NumberingRule.objects.filter(set_at__lt=end).first() or NumberingRule.objects.last()
    is_of_house = rule is not None and rule.scope == NumberingScope.HOUSE
    counter, _is_new = NumberCounter.objects.get_or_create(
        series=None if is_of_house else series, year=year if rule is not None and rule.is_yearly else 0
    )
    return NumberCounter.objects.select_for_update().get(pk=counter.pk)


def coming(series: NoteSeries, *, at: dt.datetime) -> Coming:
    """Return the number that the next note of the series will get, without allocating it."""
    counter, is_decided = _counting(series, at=at)
    return Coming(printed(series, counter.coming, counter.year), is_decided)


def refuse_void(note: VerbalNote) -> None:
    """Refuse what is done with an issued note, if its number is void: it never left."""
    if VoidNumber.objects.filter(note=note).exists():
        raise Refusal("notes.number_is_void", number=note.number)


def coming_number(series: NoteSeries, *, at: dt.datetime) -> str:
    return coming(series, at=at).number


def printed(series: NoteSeries, value: int, year: int) -> str:
    """Return a number as it is printed: NCT/ICT/689, or NCT/ICT/12/2027 where each year begins anew."""
    return f"{series.prefix}/{value}/{year}" if year else f"{series.prefix}/{value}"


def _counting(series: NoteSeries, *, at: dt.datetime) -> tuple[NumberCounter, bool]:
    """Return the counter from which the series takes its numbers at `at`, perhaps not stored yet; and whether
    a rule says so. One query, but for a counter without a row."""
    year = seat_date(at).year
    latest = NumberingRule.objects.all()[:1]
    counters = NumberCounter.objects.filter(Q(series=series) | Q(series=None), year__in=(0, year))
    found = list(
        counters.annotate(
            scope=Subquery(latest.values("scope")), is_yearly=Subquery(latest.values("is_yearly"))
        )
    )
    rule: Any = found[0] if found else NumberingRule.objects.first()
    is_decided = rule is not None and rule.scope is not None
    is_of_house = is_decided and rule.scope == NumberingScope.HOUSE and series.prefix != INCOMING_PREFIX
    wanted = (None if is_of_house else series.pk, year if is_decided and rule.is_yearly else 0)
    for counter in found:
        if (counter.series_id, counter.year) == wanted:
            return counter, is_decided
    return NumberCounter(series_id=wanted[0], year=wanted[1]), is_decided


def normalised(reference: str) -> str:
    return FOREWORDS.sub("", " ".join(reference.split()), count=1).strip()


def matching(reference: str) -> Q:
    """Return the condition that a note's number, in one of its printed forms, is `reference`."""
    return _in_any_form("iexact", reference)


def containing(part: str) -> Q:
    """Return the condition that a note's number, in one of its printed forms, contains `part`."""
    return _in_any_form("icontains", part)


def _in_any_form(lookup: str, text: str) -> Q:
    condition = Q(**{f"number__{lookup}": text})
    for language in LANGUAGES:
        condition |= Q(**{f"printed_numbers__{language}__{lookup}": text})
    return condition


def find(reference: str) -> VerbalNote:
    """Return the note with this number, as the register or any language of the note prints it."""
    number = normalised(reference)
    is_readable = bool(number) and number.isprintable()
    found = list(VerbalNote.objects.filter(matching(number))[:10]) if is_readable else []
    exact = [note for note in found if (note.number or "").casefold() == number.casefold()]
    for note in exact or found:
        return note
    raise Refusal("notes.unknown_note", reference=reference)

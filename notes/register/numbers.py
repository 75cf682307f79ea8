"""Numbers of notes: unique, gap-free, one for all languages, found again in any printed form."""

import re

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from notes.models import NoteSeries, VerbalNote
from plans.models import ConfidenceBuildingMeasure

# "№ NCT/ICT/688", "No. NCT/ICT/688", "Note No. NCT/ICT/688", "нота № ..." all mean the note of that number.
FOREWORDS = re.compile(r"^(?:(?:note|нота|ноты|нотасы)\b)?\s*(?:№|no\.?(?=\s)|n°)?\s*", re.IGNORECASE)


class UnknownNote(DomainError):
    sentence = _("There is no note with the number “%(reference)s”.")


class NoSeries(DomainError):
    sentence = _("No series of numbers is set for notes on “%(measure)s”. Enter it first.")


def series_of(measure: ConfidenceBuildingMeasure) -> NoteSeries:
    """Return the series in which notes on `measure` are numbered, made on first use."""
    if not measure.note_prefix:
        raise NoSeries(measure=measure.title)
    return NoteSeries.objects.get_or_create(prefix=measure.note_prefix)[0]


def next_number(series: NoteSeries) -> str:
    """Allocate the next number of the series inside the act's transaction: if the act fails, no gap.

    The series' row is locked before the audit head in every act, so that two acts cannot wait for each other.
    """
    counter = NoteSeries.objects.select_for_update().get(pk=series.pk)
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    return f"{counter.prefix}/{counter.last_number}"


def hold(series: NoteSeries) -> None:
    """Lock the series inside an act, so that the coming number is the one that the act will allocate."""
    NoteSeries.objects.select_for_update().get(pk=series.pk)


def coming_number(series: NoteSeries) -> str:
    """Return the number that the next note of the series will get, without allocating it."""
    last = NoteSeries.objects.values_list("last_number", flat=True).get(pk=series.pk)
    return f"{series.prefix}/{last + 1}"


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
    raise UnknownNote(reference=reference)

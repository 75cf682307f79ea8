"""What needs attention: an event without its day, one that is overdue, a line that says otherwise."""

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import reader_language
from initiatives import wording
from initiatives.drafted import dictionary, recognition
from initiatives.drafted.recognition import Said
from initiatives.enums import ENDED, EventFormat, EventKind, InitiativeStatus
from initiatives.models import EventTerms, Initiative
from plans.revisions import Finding

# Whole sentences, since a language's name is inflected.
SAYS_OTHERWISE = {
    # Translators: said and kept are times, formats, kinds, States or places of an event, as “2027”.
    "en": _("The English text of the plan says %(said)s, the record of the event says %(kept)s."),
    # Translators: said and kept are times, formats, kinds, States or places of an event, as “2027”.
    "ru": _("The Russian text of the plan says %(said)s, the record of the event says %(kept)s."),
    # Translators: said and kept are times, formats, kinds, States or places of an event, as “2027”.
    "kk": _("The Kazakh text of the plan says %(said)s, the record of the event says %(kept)s."),
}


def last_day(event: EventTerms) -> dt.date | None:
    """Return the last day on which an event can still be held by what is known of it."""
    if event.date_from:
        return event.date_to or event.date_from
    if not event.year:
        return None
    month = event.month or (event.quarter or 4) * 3
    return dt.date(event.year, month, calendar.monthrange(event.year, month)[1])


def is_overdue(initiative: Initiative, today: dt.date) -> bool:
    """Tell whether the time of an event has passed; of one that was put off, the former day says nothing."""
    last = last_day(initiative)
    is_expected = initiative.status not in ENDED | {InitiativeStatus.POSTPONED}
    return is_expected and last is not None and last < today


def is_undated(initiative: Initiative) -> bool:
    """Tell whether an event of an adopted plan has no day yet, or no new one since it was put off; of a plan
    in preparation none is expected."""
    if initiative.status == InitiativeStatus.POSTPONED:
        return True
    is_followed = initiative.status not in ENDED | {InitiativeStatus.PROPOSED}
    return is_followed and initiative.date_from is None


def wants_report(initiative: Initiative) -> bool:
    return initiative.status == InitiativeStatus.HELD and not initiative.outcome


def contradictions(initiative: Initiative, texts: Mapping[str, str]) -> list[Finding]:
    """Return where the line of the plan and its record say different things, language by language: the time,
    the format, the kind, the State or the place."""
    found = []
    for language, text in texts.items():
        said = recognition.said_in(text, language)
        for words, kept in (
            _other_time(initiative, said),
            _other_choice(said.formats, initiative.format, EventFormat),
            _other_choice(said.kinds, initiative.kind, EventKind),
            _other_state(initiative, said),
            _other_place(initiative, said, language),
        ):
            if words:
                found.append(Finding(None, language, SAYS_OTHERWISE[language], {"said": words, "kept": kept}))
    return found


def _other_time(initiative: Initiative, said: Said) -> tuple[str, Any]:
    if initiative.year and said.years and initiative.year not in said.years:
        return ", ".join(map(str, said.years)), initiative.year
    if not said.when or not initiative.year:
        return "", ""
    words = Initiative(**said.when)
    if words.date_from and initiative.date_from:
        is_other = (words.date_from, last_day(words)) != (initiative.date_from, last_day(initiative))
    else:
        is_other = last_day(words) < _first_day(initiative) or last_day(initiative) < _first_day(words)
    if not is_other:
        return "", ""
    language = reader_language()
    return wording.when(words, language), wording.when(initiative, language)


def _first_day(event: EventTerms) -> dt.date:
    """Return the first day on which an event of a known year can be held."""
    month = event.month or ((event.quarter or 1) - 1) * 3 + 1
    return event.date_from or dt.date(event.year, month, 1)


def _other_choice(said: tuple[str, ...], kept: str, choices: type[TextChoices]) -> tuple[str, Any]:
    if not said or not kept or kept in said:
        return "", ""
    return ", ".join(str(choices(one).label) for one in said), choices(kept).label


def _other_state(initiative: Initiative, said: Said) -> tuple[str, Any]:
    host = initiative.host
    if host is None or not said.states or {host.code, *initiative.co_hosts} & set(said.states):
        return "", ""
    language = reader_language()
    return ", ".join(dictionary.state_name(code, language) for code in said.states), host.name


def _other_place(initiative: Initiative, said: Said, language: str) -> tuple[str, Any]:
    kept = initiative.place_in(language)
    if not kept or not said.place or said.place == kept or initiative.place in said.places.values():
        return "", ""
    return said.place, kept

"""What needs attention: an event without its day, one that is overdue, a line that says otherwise."""

import calendar
import datetime as dt
import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from initiatives.enums import ENDED, EventFormat, InitiativeStatus
from initiatives.models import EventTerms, Initiative
from plans.revisions import Finding

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

# By what words a line names the format of its event, in any language.
FORMATS = {
    EventFormat.ONLINE: re.compile(r"\b(?:online|онлайн)", re.IGNORECASE),
    EventFormat.HYBRID: re.compile(r"\b(?:hybrid|смешанн|аралас)", re.IGNORECASE),
    EventFormat.IN_PERSON: re.compile(r"\b(?:in[- ]person|очн|бетпе-бет)", re.IGNORECASE),
}

# Whole sentences, since a language's name is inflected.
OTHER_YEAR = {
    # Translators: said and kept are years or formats of an event, as “2027” or “online”.
    "en": _("The English text of the plan says %(said)s, the record of the event says %(kept)s."),
    # Translators: said and kept are years or formats of an event, as “2027” or “online”.
    "ru": _("The Russian text of the plan says %(said)s, the record of the event says %(kept)s."),
    # Translators: said and kept are years or formats of an event, as “2027” or “online”.
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
    """Return where the line of the plan and the record say different years or formats."""
    found = []
    for language, text in texts.items():
        years = sorted(set(YEAR.findall(text)))
        if initiative.year and years and str(initiative.year) not in years:
            values = {"said": ", ".join(years), "kept": initiative.year}
            found.append(Finding(None, language, OTHER_YEAR[language], values))
        named = [form for form, words in FORMATS.items() if words.search(text)]
        if initiative.format and named and initiative.format not in named:
            said = ", ".join(str(form.label) for form in named)
            values = {"said": said, "kept": initiative.get_format_display()}
            found.append(Finding(None, language, OTHER_YEAR[language], values))
    return found

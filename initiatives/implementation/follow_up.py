"""What needs attention: an event without its day, one that is overdue, a line that names another year."""

import calendar
import datetime as dt
import re
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from initiatives.enums import ENDED, InitiativeStatus
from initiatives.models import EventTerms, Initiative
from plans.revisions import Finding

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

# Whole sentences, since a language's name is inflected.
SAYS_OTHERWISE = {
    # Translators: said and kept are years, as “2027”.
    "en": _("The English text of the plan says %(said)s, the record of the event says %(kept)s."),
    # Translators: said and kept are years, as “2027”.
    "ru": _("The Russian text of the plan says %(said)s, the record of the event says %(kept)s."),
    # Translators: said and kept are years, as “2027”.
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
    """Return the languages in which the line of the plan names years, but not the one of its record."""
    found = []
    for language, text in texts.items():
        years = sorted(set(YEAR.findall(text)))
        if initiative.year and years and str(initiative.year) not in years:
            said = {"said": ", ".join(years), "kept": initiative.year}
            found.append(Finding(None, language, SAYS_OTHERWISE[language], said))
    return found

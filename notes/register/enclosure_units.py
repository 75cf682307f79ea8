"""In what the enclosure of a note is counted, by language: the house's rule, set once, changed on record."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from cica_portal.database import once
from cica_portal.errors import Refusal, StaleVersion
from cica_portal.formats import Unit
from cica_portal.languages import LANGUAGES
from members import audit
from members.models import User
from notes.models import EnclosureRule


def rule() -> EnclosureRule | None:
    """Return the rule in force; none is the one of the settings."""
    return EnclosureRule.objects.select_related("set_by").first()


def units(in_force: EnclosureRule | None = None) -> dict[str, Unit]:
    """Return in what the enclosure is counted, by language."""
    found = in_force or rule()
    given = found.units if found else settings.ENCLOSURE_UNITS
    return {language: Unit(given[language]) for language in LANGUAGES}


def set_rule(given: Mapping[str, str], *, based_on: int, by: User, at: dt.datetime) -> EnclosureRule:
    """Put another rule in force for the notes that are still to be issued. `based_on` is the number shown."""
    by.require("notes.set_enclosure_rule")
    chosen = {language: Unit(given[language]).value for language in LANGUAGES}
    with transaction.atomic():
        last = rule()
        before = {language: unit.value for language, unit in units(last).items()}
        if (last.number if last else 0) != based_on:
            raise StaleVersion
        if chosen == before:
            raise Refusal("notes.same_rule")
        with once.refuse_second(StaleVersion()):  # somebody set another one first
            made = EnclosureRule.objects.create(number=based_on + 1, units=chosen, set_at=at, set_by=by)
        audit.record("enclosure_rule.set", subject=made, by=by, at=at, before=before, after=chosen)
    return made

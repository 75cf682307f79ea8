"""The short names of measures, by which lists call a plan: "ICT security 2026-27"."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from cica_portal.errors import NotAllowed
from cica_portal.languages import LANGUAGES
from members import audit
from members.models import User
from plans.models import ConfidenceBuildingMeasure

# So long that two of them and the years fit a line of a phone.
SHORT_LIMIT = 40


def name_shortly(
    measure: ConfidenceBuildingMeasure, titles: Mapping[str, str], *, by: User, at: dt.datetime
) -> None:
    """Set the short names of a measure by language; where one is empty, lists have the title."""
    if not by.has_perm("plans.name_measures"):
        raise NotAllowed
    after = {language: titles[language] for language in LANGUAGES if titles.get(language)}
    with transaction.atomic():
        held = ConfidenceBuildingMeasure.objects.select_for_update().get(pk=measure.pk)
        before = held.short_titles
        if after == before:
            return
        held.short_titles = after
        held.save(update_fields=["short_titles"])
        audit.record("measure.name_shortly", subject=held, by=by, at=at, before=before, after=after)
    measure.short_titles = after

"""Measures: their data, among them the short names by which lists call a plan ("ICT security 2026-27")."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from cica_portal.deadlines import seat_date
from cica_portal.languages import LANGUAGES
from members import audit
from members.models import MemberState, User
from plans.models import ConfidenceBuildingMeasure, Coordinator

# So long that two of them and the years fit a line of a phone.
SHORT_LIMIT = 40
# The case forms of a title that notes need.
FORMS = {"en": ("title",), "ru": ("nom", "dat_after_po"), "kk": ("nom",)}


def coordinators(measure: ConfidenceBuildingMeasure) -> tuple[str, list[str]]:
    """Return the code of the State in the lead, and those beside it, as of now."""
    found = Coordinator.objects.current().filter(measure=measure).select_related("member_state")
    lead = next((one.member_state.code for one in found if one.is_lead), "")
    return lead, sorted(one.member_state.code for one in found if not one.is_lead)


def save(
    code: str,
    fields: Mapping[str, Any],
    forms: Mapping[str, Mapping[str, str]],
    *,
    note_prefix: str,
    lead: str,
    others: Iterable[str],
    by: User,
    at: dt.datetime,
) -> ConfidenceBuildingMeasure:
    """Make a measure, or change its titles, forms, series and coordinators; papers keep what they say."""
    with transaction.atomic():
        held = ConfidenceBuildingMeasure.objects.select_for_update().filter(code=code).first()
        before = _values(held) if held else None
        if held is None:
            position = ConfidenceBuildingMeasure.objects.aggregate(last=Max("position"))["last"] or 0
            held = ConfidenceBuildingMeasure(code=code, position=position + 1)
        for field, text in fields.items():
            setattr(held, field, text)
        held.forms = {language: dict(of) for language, of in forms.items()}
        held.note_prefix = note_prefix
        held.save()
        _coordinate(held, lead, set(others) - {lead}, on=seat_date(at))
        audit.record(
            "measure.revise" if before else "measure.record",
            subject=held,
            by=by,
            at=at,
            before=before,
            after=_values(held),
        )
    return held


def _coordinate(measure: ConfidenceBuildingMeasure, lead: str, others: set[str], *, on: dt.date) -> None:
    """Let these States coordinate from a day on; those that no longer do stay on record until it."""
    wanted = {code: code == lead for code in {*others, *([lead] if lead else [])}}
    current = Coordinator.objects.current().filter(measure=measure).select_related("member_state")
    former = {}
    for one in current:
        if wanted.get(one.member_state.code) == one.is_lead:
            del wanted[one.member_state.code]
        else:
            one.until_on = on
            one.save(update_fields=["until_on"])
            former[one.member_state.code] = one
    for state in MemberState.objects.filter(code__in=wanted):
        made = Coordinator.objects.create(
            measure=measure, member_state=state, is_lead=wanted[state.code], since_on=on
        )
        if state.code in former:  # in the lead or beside it: the same people act for the State
            made.people.set(former[state.code].people.all())


def _values(measure: ConfidenceBuildingMeasure) -> dict[str, Any]:
    lead, others = coordinators(measure)
    texts = {
        f"{name}_{code}": getattr(measure, f"{name}_{code}")
        for name in ("title", "dimension")
        for code in LANGUAGES
    }
    return texts | {
        "names": measure.short_titles,
        "forms": measure.forms,
        "note_prefix": measure.note_prefix,
        "coordinator": lead,
        "co_coordinators": others,
    }

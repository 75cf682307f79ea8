"""Proposed events: saved by a delegation for itself, then filed once. Filing belongs to the consultation."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from cica_portal.errors import AlreadyMoved, DomainError, NotAllowed, StaleVersion
from cica_portal.text import is_blank
from initiatives.models import ProposedEvent
from members.models import User
from plans.models import ConceptPaper

FIELDS = ("language", "title", "kind", "format", "year", "quarter", "place", "description", "contact")


class TitleNeeded(DomainError):
    sentence = _("A proposed event needs a title.")


class YearOutsidePeriod(DomainError):
    sentence = _("The year lies outside the period of the plan, %(first)s to %(last)s.")


class QuarterWithoutYear(DomainError):
    sentence = _("A quarter needs its year.")


class StaleEvent(StaleVersion):
    """A colleague saved the proposal first: `current` is what is stored, `mine` what was to be saved."""

    def __init__(self, current: ProposedEvent | None, mine: dict[str, Any]) -> None:
        super().__init__()
        self.current, self.mine = current, mine


def save(
    paper: ConceptPaper,
    *,
    by: User,
    at: dt.datetime,
    event: ProposedEvent | None = None,
    version: int = 0,
    **fields: Any,
) -> ProposedEvent:
    """Save a proposal of the own delegation; a filed one is never changed."""
    values = {name: fields[name] for name in FIELDS if name in fields}
    _check(paper, values)
    if event is None:
        return ProposedEvent.objects.create(
            paper=paper, member_state=by.member_state, created_at=at, created_by=by, version=1, **values
        )
    if event.member_state_id != by.member_state_id or event.paper_id != paper.pk:
        raise NotAllowed
    mine = ProposedEvent.objects.filter(pk=event.pk, filed_at=None, version=version)
    if not mine.update(**values, version=version + 1):
        current = ProposedEvent.objects.filter(pk=event.pk).first()
        if current is not None and current.filed_at is not None:
            raise AlreadyMoved
        raise StaleEvent(current, values)
    event.refresh_from_db()
    return event


def remove(event: ProposedEvent, *, by: User) -> None:
    """Remove a proposal that was not filed."""
    if event.member_state_id != by.member_state_id:
        raise NotAllowed
    removed, _rows = ProposedEvent.objects.filter(pk=event.pk, filed_at=None).delete()
    if not removed:
        raise AlreadyMoved


def mark_filed(event: ProposedEvent, *, by: User, at: dt.datetime) -> ProposedEvent:
    """Mark a proposal as filed and return it as it is stored; from now on the database refuses changes."""
    if not ProposedEvent.objects.filter(pk=event.pk, filed_at=None).update(filed_at=at, filed_by=by):
        raise AlreadyMoved
    return ProposedEvent.objects.get(pk=event.pk)


def content(event: ProposedEvent) -> dict[str, Any]:
    """Return what the proposal says, as plain values: the form that is shown, filed and hashed."""
    return {name: getattr(event, name) for name in FIELDS}


def _check(paper: ConceptPaper, values: dict[str, Any]) -> None:
    if is_blank(values.get("title", "")):
        raise TitleNeeded
    year = values.get("year")
    if year is not None and not paper.period_from <= year <= paper.period_to:
        raise YearOutsidePeriod(first=paper.period_from, last=paper.period_to)
    if values.get("quarter") and year is None:
        raise QuarterWithoutYear

"""Proposed events: saved by a delegation for itself, then filed once. Filing belongs to the consultation."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal import clock
from cica_portal.database import once
from cica_portal.errors import AlreadyMoved, DomainError, NotAllowed, Refusal, StaleRemoval, StaleVersion
from cica_portal.text import is_blank
from initiatives.models import PUBLISHED, ProposedEvent
from members import audit
from members.models import MemberState, User
from plans.models import Block, ConceptPaper

TIMES = ("year", "quarter", "month", "date_from", "date_to")
TERMS = (*TIMES, "place", "host", "co_hosts", "objectives", "contact")
FIELDS = ("language", "title", "kind", "format", "description", *TERMS)


class YearOutsidePeriod(DomainError):
    # Translators: first and last are years.
    sentence = _("The year is outside the period of the plan. Enter a year from %(first)s to %(last)s.")


class ProposalChanged(StaleVersion):
    sentence = _(
        "A colleague changed the proposal after you opened this page. Nothing was submitted. "
        "Read the text below again."
    )


class SubmittedMeanwhile(AlreadyMoved):
    sentence = _(
        "A colleague submitted this proposal after you opened the page, and it can no longer be changed."
    )


class StaleEvent(StaleVersion):
    """A colleague saved the proposal first: `current` is what is stored, `mine` what was to be saved."""


def save(
    paper: ConceptPaper,
    *,
    by: User,
    at: dt.datetime,
    event: ProposedEvent | None = None,
    key: uuid.UUID | None = None,
    version: int = 0,
    **fields: Any,
) -> ProposedEvent:
    """Save a proposal of the own delegation; a filed one is never changed.

    `key` is that of the form of a new one: sent again, it makes no second proposal, and where it says
    something else by then, a person decides (rules 13 and 14).
    """
    values = {name: fields[name] for name in FIELDS if name in fields}
    if values.get("date_from"):
        values["year"] = values["date_from"].year
    if is_blank(values.get("title", "")):
        raise Refusal("initiatives.title_needed")
    check_time(paper, values)
    check_names(paper, values)
    if "objectives" in values:
        values["objectives"] = [str(key) for key in values["objectives"]]
    if event is None:
        with transaction.atomic(savepoint=False):
            own = {"paper": paper, "member_state": by.member_state, "created_at": at, "created_by": by}
            made, is_new = once.create(ProposedEvent.objects, key, own | {"version": 1} | values)
            if is_new:
                audit.record_internal(
                    "proposed_event.create", subject=made, by=by, at=at, after={"version": 1}
                )
        if (made.member_state_id, made.paper_id) != (by.member_state_id, paper.pk):
            raise NotAllowed
        if any(getattr(made, name) != value for name, value in values.items()):
            raise StaleEvent(made, values)
        return made
    if event.member_state_id != by.member_state_id or event.paper_id != paper.pk:
        raise NotAllowed
    mine = ProposedEvent.objects.filter(pk=event.pk, filed_at=None, version=version)
    with transaction.atomic(savepoint=False):
        saved = mine.update(**values, version=version + 1)
        if saved:
            change = {"before": {"version": version}, "after": {"version": version + 1}}
            audit.record_internal("proposed_event.save", subject=event, by=by, at=at, **change)
    if not saved:
        current = ProposedEvent.objects.filter(pk=event.pk).first()
        if current is not None and current.filed_at is not None:
            raise SubmittedMeanwhile
        raise StaleEvent(current, values)
    event.refresh_from_db()
    return event


def remove(event: ProposedEvent, *, version: int | None = None, by: User) -> None:
    """Remove a proposal that was not filed.

    `version` is the one that the person read, if not that of `event`: what a colleague saved since stays.
    """
    if event.member_state_id != by.member_state_id:
        raise NotAllowed
    read = event.version if version is None else version
    own = ProposedEvent.objects.filter(pk=event.pk, filed_at=None)
    with transaction.atomic():
        removed, _rows = own.filter(version=read).delete()
        if not removed:
            raise StaleRemoval if own.exists() else AlreadyMoved
        audit.record_internal(
            "proposed_event.remove", subject=event, by=by, at=clock.now(), before={"version": read}
        )


# To an adopted plan, which may be supplemented at any time; submitting one belongs to the consultations,
# under whose number its receipt is issued.
def save_supplement(paper: ConceptPaper, *, by: User, **values: Any) -> ProposedEvent:
    """Save a proposal for the own delegation only."""
    by.require("initiatives.draft_proposal", paper)
    if paper.status not in PUBLISHED:
        raise Refusal("initiatives.not_in_force")
    return save(paper, by=by, **values)


def remove_supplement(event: ProposedEvent, *, version: int | None = None, by: User) -> None:
    by.require("initiatives.draft_proposal", event.paper)
    remove(event, version=version, by=by)


def mark_filed(
    event: ProposedEvent, *, version: int | None = None, by: User, at: dt.datetime
) -> ProposedEvent:
    """Mark a proposal as filed and return it as it is stored; from now on the database refuses changes.

    `version` is the one that the person read, if not that of `event`: nothing else is filed for the State.
    """
    own = ProposedEvent.objects.filter(pk=event.pk, filed_at=None)
    read = event.version if version is None else version
    if not own.filter(version=read).update(filed_at=at, filed_by=by):
        raise ProposalChanged if own.exists() else AlreadyMoved
    return ProposedEvent.objects.get(pk=event.pk)


def content(event: ProposedEvent) -> dict[str, Any]:
    """Return what the proposal says, as plain values: the form that is filed and hashed."""
    values = {name: getattr(event, name) for name in FIELDS}
    for name in ("date_from", "date_to"):
        values[name] = values[name].isoformat() if values[name] else None
    return values | {"host": event.host.code if event.host else None}


def check_names(paper: ConceptPaper, values: Mapping[str, Any]) -> None:
    """Refuse hosts that are no Member States or named twice, and objectives of another plan."""
    co_hosts = set(values.get("co_hosts", ()))
    host = values.get("host")
    if host is not None and host.code in co_hosts:
        raise Refusal("initiatives.host_twice")
    if co_hosts and MemberState.objects.filter(code__in=co_hosts).count() != len(co_hosts):
        raise Refusal("initiatives.unknown_state")
    keys = set(values.get("objectives", ()))
    if keys and Block.objects.filter(paper=paper, key__in=keys).count() != len(keys):
        raise Refusal("initiatives.unknown_objective")


def check_time(paper: ConceptPaper, values: Mapping[str, Any]) -> None:
    """Refuse a time that is given twice, out of order or outside the period of the plan."""
    check_order(values)
    year, first, last = (values.get(name) for name in ("year", "date_from", "date_to"))
    years = [first.year, (last or first).year] if first else [year] if year is not None else []
    if any(not paper.period_from <= one <= paper.period_to for one in years):
        raise YearOutsidePeriod(first=paper.period_from, last=paper.period_to)


def check_order(values: Mapping[str, Any]) -> None:
    """Refuse a time that is given twice or out of order."""
    year, quarter, month = (values.get(name) for name in ("year", "quarter", "month"))
    first, last = values.get("date_from"), values.get("date_to")
    if last and not first:
        raise Refusal("initiatives.last_day_alone")
    if first and (quarter or month):
        raise Refusal("initiatives.days_and_part")
    if first and last and last < first:
        raise Refusal("initiatives.days_out_of_order")
    if quarter and month:
        raise Refusal("initiatives.month_and_quarter")
    if quarter and year is None:
        raise Refusal("initiatives.quarter_without_year")
    if month and year is None:
        raise Refusal("initiatives.month_without_year")

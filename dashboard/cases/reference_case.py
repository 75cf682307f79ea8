"""The reference case: the note NCT/ICT/688 of 26 May 2022, its paper and the round that it opened.

Everything is recorded as it stood on that day, dispatches as delivered; nothing is sent. Loading makes what
is missing and touches nothing else.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal import clock, organization
from cica_portal.data_files import read
from cica_portal.deadlines import local_instant
from cica_portal.errors import Refusal, WithFindings
from comments.answering import reply_templates
from comments.procedure import consultations
from initiatives.reference import load_initiatives
from members.installation import house
from members.models import MemberState, User
from members.reference import (
    COORDINATING_STATE,
    COORDINATOR,
    load_accounts,
    load_correspondents,
    load_member_states,
)
from notes import note_documents
from notes.acts import issuing
from notes.models import NoteSeries, VerbalNote
from notes.reference import CASE_FILE, hold_series, record_delivered, record_note
from notes.reminders import schedule
from phrases.texts import live, named
from plans import revisions
from plans.enums import PaperStatus
from plans.life import papers
from plans.papers import plan_documents
from plans.reference import DATA as PLANS_DATA
from plans.reference import add_people, load_measures, load_paper
from plans.terms import glossary


class DataUnfit(WithFindings):
    """A data set that cannot be used; says everything that is wrong with it."""

    sentence = _("These data cannot be used. %(findings)s")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of each sort a loader made."""

    states: int = 0
    correspondents: int = 0
    measures: int = 0
    terms: int = 0
    replies: int = 0
    accounts: int = 0
    case: int = 0
    parts: int = 0

    @property
    def is_nothing(self) -> bool:
        return self == Loaded()

    @property
    def sentence(self) -> str:
        accounts = f" and {self.accounts} accounts" if self.accounts else ""
        parts = f"Wrote {self.parts} parts of the organization's data. " if self.parts else ""
        return (
            f"{parts}Made {self.states} Member States, {self.correspondents} observers and partners, "
            f"{self.measures} measures, {self.terms} terms, {self.replies} replies kept ready{accounts}."
        )


def load_reference_case() -> Loaded:
    """Load Member States, measures, the case, and in a demonstration the accounts, in one transaction."""
    case = read(CASE_FILE)
    with transaction.atomic():
        now = clock.now()
        series = hold_series(case["series"]["prefix"], at=now)
        members = load_members()
        return replace(
            members,
            accounts=_load_people(at=now) if settings.DEMONSTRATION else 0,
            case=_load_case(case, series),
        )


def load_members(folder: Path = settings.ORGANIZATION_DIR) -> Loaded:
    """Load what any consultation needs, and no case: Member States, observers, measures, terms, replies."""
    with transaction.atomic():
        now = clock.now()
        return Loaded(
            states=load_member_states(at=now, folder=folder),
            correspondents=load_correspondents(at=now, folder=folder),
            measures=load_measures(at=now, folder=folder),
            terms=glossary.load(at=now, folder=folder),
            replies=reply_templates.load(at=now, folder=folder),
        )


def load_organization(folder: Path) -> Loaded:
    """Load the data set of an organization: its names, bodies, seat and words, and what a consultation needs.

    Refused where the portal serves another organization already, or where the data cannot be used.
    """
    given = organization.read(folder)
    if organization.slug() != given["slug"] and MemberState.objects.exists():
        raise Refusal("dashboard.another_organization", slug=organization.slug())
    if found := [*house.faults(given), *named.faults(given)]:
        raise DataUnfit(found)
    with transaction.atomic():
        now = clock.now()
        parts = sum(house.record(part, given[part], by=None, at=now) for part in house.PARTS if part in given)
        loaded = load_members(folder)
        transaction.on_commit(live.publish)
    return replace(loaded, parts=parts)


def _load_people(*, at: dt.datetime) -> int:
    made = load_accounts(at=at)
    add_people("ict_security", COORDINATING_STATE, User.objects.get(username=COORDINATOR), at=at)
    return made


def _load_case(case: Mapping[str, Any], series: NoteSeries) -> int:
    if VerbalNote.objects.filter(number=case["note"]["number"]).exists():
        return 0
    terms = case["round"]
    issued_at = local_instant(case["note"]["issued_on"], terms["opening_hour"], terms["time_zone"])
    data = read(PLANS_DATA / f"{case['paper']}.yaml")
    paper = load_paper(data["id"], data, slug=data["id"], by=None, at=issued_at)
    load_initiatives(paper, data["id"], data, by=None, at=issued_at)
    revision = revisions.freeze(paper, by=None, at=issued_at)
    consultation = consultations.open_consultation(
        revision,
        reference=case["note"]["number"],
        opens_at=issued_at,
        respond_by=terms["respond_by"],
        time_zone=terms["time_zone"],
        visibility=terms["visibility"],
        by=None,
    )
    papers.move(paper, PaperStatus.CIRCULATED, by=None, at=issued_at)
    note = record_note(case, series, paper, revision, consultation, at=issued_at)
    schedule.schedule(consultation, terms["reminder_days"], by=None, at=issued_at)
    record_delivered(note, consultation, at=issued_at)
    plan_documents.request_revision(revision, at=issued_at)
    note_documents.request(note, at=issued_at)
    issuing.record_issue(note, by=None, at=issued_at, printed_numbers=note.printed_numbers)
    return 1

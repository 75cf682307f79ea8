"""The reference case: the note NCT/ICT/688 of 26 May 2022, its paper and the round that it opened.

Everything is recorded as it stood on that day, dispatches as delivered; nothing is sent. Loading makes what
is missing and touches nothing else.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from cica_portal import clock, workflow
from cica_portal.deadlines import local_instant
from cica_portal.languages import LANGUAGES
from comments.consolidation import reply_templates
from comments.models import Consultation
from comments.procedure import consultations
from initiatives.reference import load_initiatives
from members.enums import Role
from members.models import User
from members.reference import (
    COORDINATING_STATE,
    COORDINATOR,
    LANGUAGES_BY_STATE,
    SECRETARIAT_DOMAIN,
    STATES_DOMAIN,
    load_accounts,
    load_member_states,
    read,
)
from notes import documents
from notes.acts import issuing
from notes.enums import NOTE_TRANSITIONS, DispatchStatus, NoteKind, NoteStatus
from notes.models import Circulation, Dispatch, NoteSeries, NoteText, VerbalNote
from notes.reminders import sending
from plans import papers, revisions
from plans.enums import PaperStatus
from plans.models import ConceptPaper, Revision
from plans.reference import DATA as PLANS_DATA
from plans.reference import add_people, load_measures, load_paper

DATA = Path(__file__).parent / "data"
CASE_FILE = DATA / "reference_case.yaml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of each sort a loader made."""

    states: int = 0
    measures: int = 0
    replies: int = 0
    accounts: int = 0
    case: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.states or self.measures or self.replies or self.accounts or self.case)


def load_reference_case() -> Loaded:
    """Load Member States, measures, the case, and in a demonstration the accounts, in one transaction."""
    case = read(CASE_FILE)
    with transaction.atomic():
        series = _hold_series(case["series"]["prefix"])
        now = clock.now()
        return Loaded(
            states=load_member_states(at=now),
            measures=load_measures(at=now),
            replies=reply_templates.load(at=now),
            accounts=_load_people(at=now) if settings.DEMONSTRATION else 0,
            case=_load_case(case, series),
        )


def _hold_series(prefix: str) -> NoteSeries:
    """Lock the series of the note, as in every act before the audit head; two loaders take turns."""
    NoteSeries.objects.get_or_create(prefix=prefix)
    return NoteSeries.objects.select_for_update().get(prefix=prefix)


def _load_people(*, at: dt.datetime) -> int:
    made = load_accounts(at=at)
    add_people("ict_security", COORDINATING_STATE, User.objects.get(username=COORDINATOR), at=at)
    return made


def _load_case(case: Mapping[str, Any], series: NoteSeries) -> int:
    if VerbalNote.objects.filter(number=case["note"]["number"]).exists():
        return 0
    terms = case["round"]
    issued_at = local_instant(case["note"]["issued_on"], terms["opening_hour"], terms["time_zone"])
    paper = _load_paper(case, at=issued_at)
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
    note = _record_note(case, series, paper, revision, consultation, at=issued_at)
    sending.schedule(consultation, terms["reminder_days"], by=None, at=issued_at)
    _record_delivered(note, consultation, at=issued_at)
    documents.want_revision(revision, at=issued_at)
    documents.want_note(note, at=issued_at)
    issuing.record_issue(note, by=None, at=issued_at, printed_numbers=note.printed_numbers)
    return 1


def _load_paper(case: Mapping[str, Any], *, at: dt.datetime) -> ConceptPaper:
    data = read(PLANS_DATA / f"{case['paper']}.yaml")
    paper = load_paper(data["id"], data, slug=data["id"], by=None, at=at)
    load_initiatives(paper, data["id"], data, by=None, at=at)
    return paper


def _record_note(
    case: Mapping[str, Any],
    series: NoteSeries,
    paper: ConceptPaper,
    revision: Revision,
    consultation: Consultation,
    *,
    at: dt.datetime,
) -> VerbalNote:
    """Record the note as it was printed: the words are the letter's own, not composed anew."""
    printed, terms = case["note"], case["round"]
    note = VerbalNote.objects.create(
        kind=NoteKind.CIRCULATION,
        series=series,
        paper=paper,
        values={"pages": printed["enclosure_pages"], "respond_by": terms["respond_by"].isoformat()},
        drafted_at=at,
    )
    Circulation.objects.create(
        note=note,
        respond_by=terms["respond_by"],
        visibility=terms["visibility"],
        reminder_days=terms["reminder_days"],
        content_sha256=revision.sha256,
    )
    for language in LANGUAGES:
        NoteText.objects.create(note=note, language=language, pieces=case["texts"][language])
    workflow.move(
        note,
        NoteStatus.ISSUED,
        transitions=NOTE_TRANSITIONS,
        events=note.events,
        by=None,
        at=at,
        number=printed["number"],
        printed_numbers=printed["printed_numbers"],
        issued_on=printed["issued_on"],
        issued_at=at,
        consultation=consultation,
    )
    last_number = case["series"]["last_number"]
    NoteSeries.objects.filter(pk=series.pk, last_number__lt=last_number).update(last_number=last_number)
    return note


def _record_delivered(note: VerbalNote, consultation: Consultation, *, at: dt.datetime) -> None:
    """Record one message a State as delivered on that day, under an id that is the same everywhere."""
    contacts = {
        user.member_state_id: user
        for user in User.objects.filter(role=Role.CONTACT_POINT, email__endswith=f"@{STATES_DOMAIN}")
    }
    stem = note.number.lower().replace("/", "-")
    for addressee in consultation.addressees.select_related("member_state"):
        state = addressee.member_state
        code = state.code.lower()
        contact = contacts.get(state.pk)
        Dispatch.objects.create(
            note=note,
            member_state=state,
            recipient=contact,
            address=contact.email if contact else f"{code}@{STATES_DOMAIN}",
            language=LANGUAGES_BY_STATE.get(state.code, "en"),
            message_id=f"<{stem}.{code}@{SECRETARIAT_DOMAIN}>",
            status=DispatchStatus.DELIVERED,
            attempts=1,
            not_before=at,
            sent_at=at,
        )
        consultations.mark_reached(consultation, state, at=at)

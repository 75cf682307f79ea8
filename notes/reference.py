"""The note NCT/ICT/688 of 26 May 2022 as it was printed, and its messages as they were delivered."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cica_portal import workflow
from cica_portal.languages import LANGUAGES
from comments.models import Consultation
from comments.procedure import reaching
from members.enums import Role
from members.models import User
from members.reference import LANGUAGES_BY_STATE, SECRETARIAT_DOMAIN, STATES_DOMAIN
from notes.enums import NOTE_TRANSITIONS, DispatchStatus, NoteKind, NoteStatus
from notes.models import Circulation, Dispatch, NoteSeries, NoteText, NumberCounter, TakenNumber, VerbalNote
from notes.register import numbering, numbers
from plans.models import ConceptPaper, Revision

CASE_FILE = Path(__file__).parent / "data" / "reference_case.yaml"


def hold_series(prefix: str, *, at: dt.datetime) -> NoteSeries:
    """Lock the counter of the note's series, as in every act before the audit head; loaders take turns."""
    series = numbering.begin_after(prefix, 0, at=at)
    numbers.hold(series, at=at)
    return series


def record_note(
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
    last = case["series"]["last_number"]
    numbering.begin_after(series.prefix, last, at=at)
    counter = NumberCounter.objects.get(series=series, year=0)
    TakenNumber.objects.create(counter=counter, value=last, number=note.number)
    return note


def record_delivered(note: VerbalNote, consultation: Consultation, *, at: dt.datetime) -> None:
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
        reaching.mark_reached(consultation, state, at=at)

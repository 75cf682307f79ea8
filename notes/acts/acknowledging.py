"""Acknowledgements: a note to one State that its comments have arrived, as filed or by the note that brought
them.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Subquery, UUIDField
from django.utils.translation import gettext_lazy as _

from cica_portal.deadlines import seat_date
from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES
from comments.enums import Channel, EnteredStatus, Position
from comments.models import Consultation, EnteredResponse, Receipt, Response
from comments.procedure import consultations
from comments.procedure.deadlines import grants
from comments.writing import responses
from members.models import MemberState, User
from notes import kinds
from notes.acts import followups, readiness
from notes.acts.readiness import Finding
from notes.enums import NoteKind, NoteStatus
from notes.models import IncomingNote, VerbalNote
from notes.register import consultation_notes, incoming_notes

# Translators: number and register_number are numbers of entries in the register
ACKNOWLEDGED_CORRECTED = _(
    "The entry %(number)s of the note that is acknowledged has been corrected by %(register_number)s. "
    "Discard this draft, then draft the acknowledgement again."
)
ACKNOWLEDGED_REPLACED = _(
    "The comments of receipt %(number)s, which are acknowledged, are no longer in force: the State has "
    "replaced or withdrawn them. Discard this draft."
)


def acknowledge(
    consultation: Consultation,
    state: MemberState,
    *,
    incoming: IncomingNote | None = None,
    by: User,
    at: dt.datetime,
) -> VerbalNote:
    """Draft the acknowledgement of a State's comments: as filed, or of the note that brought them."""
    by.require("notes.draft_note")
    with transaction.atomic():
        held = consultations.hold(consultation)
        if (state, incoming) not in acknowledgeable(held):
            if incoming is None:
                raise Refusal("notes.nothing_filed", state=state.name)
            raise Refusal("notes.no_comments", number=incoming.register_number)
        if incoming is not None:
            given: dict[str, Any] = {
                "choices": {"received": "by_note" if incoming.number else "by_note_unnumbered"},
                "their_date": incoming.dated_on.isoformat(),
                "words": {"their_number": dict.fromkeys(LANGUAGES, incoming.number)},
                "incoming": incoming.pk,
            }
        else:
            given = _as_filed(held, state)
        acknowledged = {"kind": NoteKind.ACKNOWLEDGEMENT, "consultation": held, "member_state": state}
        if VerbalNote.objects.upheld().filter(**acknowledged).exists():
            raise Refusal("notes.followups_already_drafted")
        circulation = consultation_notes.reference_note(held)
        return followups.draft(
            NoteKind.ACKNOWLEDGEMENT, circulation, by=by, at=at, member_state=state, **given
        )


def _as_filed(held: Consultation, state: MemberState) -> dict[str, Any]:
    answer = responses.in_force(held, state.pk)
    if answer is None or answer.position != Position.COMMENTS:
        raise Refusal("notes.nothing_filed", state=state.name)
    number = Receipt.objects.get(response=answer).number
    return {
        "choices": {"received": "in_portal"},
        "filed_date": seat_date(answer.received_at).isoformat(),
        "words": {"receipt_number": dict.fromkeys(LANGUAGES, number)},
    }


def _values(note: VerbalNote) -> dict[str, Any]:
    """Return what is said of the way that the comments go: nothing once the plan has gone on without them."""
    consultation = note.own_consultation
    if not grants.receives(consultation):
        return {"handling": "plan_went_on"}
    is_own = note.member_state_id == consultation.revision.paper.coordinator_id
    return {"handling": "by_coordinator"} if is_own else {}


def _findings(note: VerbalNote, *, at: dt.datetime) -> list[Finding]:
    """Return what keeps an acknowledgement back: the note or the comments that it quotes have changed."""
    if corrected := readiness.corrected_since(note):
        return [Finding(ACKNOWLEDGED_CORRECTED % found) for found in corrected]
    state, consultation = note.member_state, note.own_consultation
    if state is None:
        return []
    if "receipt_number" not in note.values.get("words", {}):
        entry = IncomingNote.objects.filter(pk=note.values.get("incoming")).first()
        if entry is None or (state, entry.right) in acknowledgeable(consultation):
            return []
        return [Finding(str(Refusal("notes.no_comments", number=entry.right.register_number)))]
    answer = responses.in_force(consultation, state.pk)
    number = note.values["words"]["receipt_number"]["en"]
    if answer is not None and answer.receipt.number == number:
        return []
    return [Finding(ACKNOWLEDGED_REPLACED % {"number": number})]


def acknowledgeable(consultation: Consultation) -> list[tuple[MemberState, IncomingNote | None]]:
    """Return the States with comments, each with the note that brought them, or without one where they were
    submitted in the portal; and the notes of other States of which nobody has entered what they say."""
    in_force = Response.objects.standing().filter(consultation=consultation, position=Position.COMMENTS)
    standing = {one.pk: one for one in in_force.select_related("member_state")}
    found: dict[Any, tuple[MemberState, IncomingNote | None]] = {
        key: (one.member_state, None) for key, one in standing.items()
    }
    commented = {state.pk for state, _note in found.values()}
    entered = EnteredResponse.objects.exclude(status=EnteredStatus.DISCARDED).filter(
        *incoming_notes.of_the_note()
    )
    brought = incoming_notes.incoming_of(consultation).annotate(
        response=Subquery(entered.values("response")[:1], output_field=UUIDField()),
        says=Subquery(entered.values("position")[:1]),
    )
    for note in brought.order_by("received_on", "pk"):
        response, says = vars(note)["response"], vars(note)["says"]
        if response is None and note.member_state_id not in commented and says != Position.NO_OBJECTION:
            found[note.pk] = (note.member_state, note)
        elif response in found:
            found[response] = (note.member_state, note)
    offered = [
        (state, note)
        for key, (state, note) in found.items()
        if note is not None or standing[key].channel == Channel.PORTAL
    ]
    return sorted(offered, key=lambda one: one[0].protocol_name)


def acknowledged_in(notes: Iterable[VerbalNote]) -> set[int | None]:
    """Return the States whose comments are acknowledged among these notes (`with_void`); one put aside, or
    annulled since, is none."""
    return {
        note.member_state_id
        for note in notes
        if note.kind == NoteKind.ACKNOWLEDGEMENT
        and note.status != NoteStatus.DISCARDED
        and (not vars(note)["void_by"] or vars(note)["replaced_by"])
    }


kinds.add(
    kinds.Kind(
        kind=NoteKind.ACKNOWLEDGEMENT,
        letter="note",
        is_to_one_state=True,
        acknowledges=True,
        findings=_findings,
        values=_values,
    )
)

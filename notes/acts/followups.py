"""Notes that follow an issued one: correction, annulment, acknowledgement to one State, invitation.

A replacement is one, too: `notes.acts.replacing`.

Each is drafted by an officer from the page where it is needed, and leaves under a signatory's hand. What was
issued is never changed or deleted: another note corrects it, replaces it or makes it void.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Subquery, UUIDField
from django.utils.translation import gettext_lazy as _

from cica_portal.calendar.days import check_deadline
from cica_portal.database import composed
from cica_portal.deadlines import seat_date
from cica_portal.errors import DomainError, NotAllowed
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from comments.enums import Channel, EnteredStatus, Position
from comments.models import Consultation, EnteredResponse, Receipt, Response
from comments.procedure import consultations
from comments.refusals import ConsultationStillOpen
from comments.writing import responses
from members import audit
from members.models import MemberState, User
from notes import kinds
from notes.acts import addressing, readiness
from notes.acts.readiness import Finding
from notes.enums import Addressing, NoteKind, NoteStatus
from notes.models import Dispatch, IncomingNote, VerbalNote
from notes.register import consultation_notes, incoming_notes
from notes.wording import corrections

EVERY_LANGUAGE = "all"
STILL_ANSWERING = _(
    "Note %(number)s opened a consultation to which Member States are responding. Withdraw the plan first."
)

# Translators: number and register_number are numbers of entries in the register
ACKNOWLEDGED_CORRECTED = _(
    "The entry %(number)s of the note that is acknowledged has been corrected by %(register_number)s. "
    "Discard this draft, then draft the acknowledgement again."
)
ACKNOWLEDGED_REPLACED = _(
    "The comments of receipt %(number)s, which are acknowledged, are no longer in force: the State has "
    "replaced or withdrawn them. Discard this draft."
)


class NotIssued(DomainError):
    sentence = _(
        "Only an issued note can be corrected, annulled or replaced. Edit or discard a draft note instead."
    )


class IsVoid(DomainError):
    sentence = _("Note %(number)s is no longer in effect: another note has annulled or replaced it.")


class NothingFiled(DomainError):
    sentence = _("%(state)s submitted no comments in this consultation, so there is nothing to acknowledge.")


class NoComments(DomainError):
    # Translators: number is the number of an entry in the register
    sentence = _("By what is entered from it, note %(number)s has no comments in force to acknowledge.")


class AlreadyDrafted(DomainError):
    sentence = _("A note of this kind already exists, as a draft or issued.")


class WordsMissing(DomainError):
    sentence = _("Write it in all three languages: the note must say the same in each.")


class SameWords(DomainError):
    sentence = _("The text is the same before and after the correction. Enter the corrected text.")


class DaysOutOfOrder(DomainError):
    sentence = _(
        "The list of participants is due no earlier than today and no later than the "
        "event. Choose another day."
    )


def correct(
    note: VerbalNote,
    *,
    corrected: str,
    instead: Mapping[str, str],
    read: Mapping[str, str],
    by: User,
    at: dt.datetime,
) -> VerbalNote:
    """Draft a corrigendum: to the note in every language, or to its text in one, whose words are then quoted.

    `corrected` is a language, or "all". Only words that the note holds are corrected, and never its deadline.
    """
    if corrected != EVERY_LANGUAGE:
        instead = dict.fromkeys(LANGUAGES, instead.get(corrected, ""))
        read = dict.fromkeys(LANGUAGES, read.get(corrected, ""))
    words = {"instead": _words(instead), "read": _words(read)}
    if words["instead"] == words["read"]:
        raise SameWords
    with transaction.atomic():
        held = hold_issued(note, by=by)
        for language in LANGUAGES if corrected == EVERY_LANGUAGE else (corrected,):
            said = {name: of_language[language] for name, of_language in words.items()}
            corrections.refuse(held, language, **said)
        choices = {"corrected": corrected}
        return draft(NoteKind.CORRIGENDUM, held, by=by, at=at, words=words, choices=choices)


def annul(note: VerbalNote, *, by: User, at: dt.datetime) -> VerbalNote:
    """Draft the note that makes an issued one void. The void note keeps its number and its place."""
    with transaction.atomic():
        held = hold_issued(note, by=by)
        refuse_to_end(held, at=at)
        return draft(NoteKind.ANNULMENT, held, by=by, at=at)


def acknowledge(
    consultation: Consultation,
    state: MemberState,
    *,
    incoming: IncomingNote | None = None,
    by: User,
    at: dt.datetime,
) -> VerbalNote:
    """Draft the acknowledgement of a State's comments: as filed, or of the note that brought them."""
    if not by.has_perm("notes.draft_note"):
        raise NotAllowed
    with transaction.atomic():
        held = consultations.hold(consultation)
        if (state, incoming) not in acknowledgeable(held):
            if incoming is None:
                raise NothingFiled(state=state.name)
            raise NoComments(number=incoming.register_number)
        if incoming is not None:
            given: dict[str, Any] = {
                "choices": {"received": "by_note" if incoming.number else "by_note_unnumbered"},
                "their_date": incoming.dated_on.isoformat(),
                "words": {"their_number": dict.fromkeys(LANGUAGES, incoming.number)},
                "incoming": incoming.pk,
            }
        else:
            given = _as_filed(held, state)
        if state.pk == held.revision.paper.coordinator_id:
            given["choices"]["handling"] = "by_coordinator"
        _refuse_second(NoteKind.ACKNOWLEDGEMENT, consultation=held, member_state=state)
        circulation = consultation_notes.opening_note(held)
        return draft(NoteKind.ACKNOWLEDGEMENT, circulation, by=by, at=at, member_state=state, **given)


def _as_filed(held: Consultation, state: MemberState) -> dict[str, Any]:
    answer = responses.in_force(held, state.pk)
    if answer is None or answer.position != Position.COMMENTS:
        raise NothingFiled(state=state.name)
    number = Receipt.objects.get(response=answer).number
    return {
        "choices": {"received": "in_portal"},
        "filed_date": seat_date(answer.received_at).isoformat(),
        "words": {"receipt_number": dict.fromkeys(LANGUAGES, number)},
    }


def _of_acknowledgement(note: VerbalNote, *, at: dt.datetime) -> list[Finding]:
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
        return [Finding(str(NoComments(number=entry.right.register_number)))]
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


def invite(
    consultation: Consultation,
    *,
    event: Mapping[str, str],
    place: Mapping[str, str],
    event_date: dt.date,
    event_until: dt.date | None = None,
    respond_by: dt.date,
    initiative: int | None = None,
    by: User,
    at: dt.datetime,
) -> VerbalNote:
    """Draft the invitation of the round's Member States to an event under the plan, which may last several
    days, up to `event_until`.

    `initiative` is the record of the event, where the plan is adopted and has one.
    """
    if not by.has_perm("notes.draft_note"):
        raise NotAllowed
    if not seat_date(at) <= respond_by <= event_date:
        raise DaysOutOfOrder
    check_deadline(respond_by, on=seat_date(at))
    given: dict[str, Any] = {"initiative": initiative} if initiative else {}
    if event_until:
        given["event_until"] = event_until.isoformat()
    with transaction.atomic():
        return draft(
            NoteKind.EVENT_INVITATION,
            consultation_notes.opening_note(consultations.hold(consultation)),
            by=by,
            at=at,
            words={"event": _words(event), "event_place": _words(place)},
            event_date=event_date.isoformat(),
            respond_by=respond_by.isoformat(),
            **given,
        )


def ended(note: VerbalNote) -> VerbalNote | None:
    """Return the issued note that annulled or replaced this one: it is not in effect any more."""
    return _ending(note).order_by("pk").first()


def _ending(note: Any) -> QuerySet[VerbalNote]:
    return following(note).filter(kind__in=kinds.ending(), status=NoteStatus.ISSUED)


def following(note: Any) -> QuerySet[VerbalNote]:
    """Return the notes that correct, annul or replace this one; those put aside are left out."""
    following = [NoteKind.CORRIGENDUM, *kinds.ending()]
    return VerbalNote.objects.filter(answers_to=note, kind__in=following).exclude(status=NoteStatus.DISCARDED)


def refuse_to_end(note: VerbalNote, *, at: dt.datetime) -> None:
    """Refuse to annul or to replace a locked note to which States are responding, or that a draft ends."""
    if kinds.of(note).opens_consultation and note.own_consultation.is_open(at):
        raise ConsultationStillOpen(STILL_ANSWERING, number=note.number)
    if following(note).filter(kind__in=kinds.ending()).exists():
        raise AlreadyDrafted


def refuse_after_end(note: VerbalNote, *, at: dt.datetime) -> None:
    """Refuse to issue what follows a note that has been annulled or replaced since."""
    if composed.exists(refuse_after_end, _ending, note=note.subject.pk):
        raise IsVoid(number=note.subject.number)


def hold_issued(note: VerbalNote, *, by: User) -> VerbalNote:
    if not by.has_perm("notes.draft_note"):
        raise NotAllowed
    held = (
        VerbalNote.objects.select_for_update(of=("self",))
        .select_related("consultation", "paper", "series", "member_state")
        .get(pk=note.pk)
    )
    if held.status != NoteStatus.ISSUED:
        raise NotIssued
    if ended(held) is not None:
        raise IsVoid(number=held.number)
    return held


def _refuse_second(kind: NoteKind, **subject: Any) -> None:
    if VerbalNote.objects.upheld().filter(kind=kind, **subject).exists():
        raise AlreadyDrafted


def _words(written: Mapping[str, str]) -> dict[str, str]:
    words = {language: " ".join(written.get(language, "").split()) for language in LANGUAGES}
    if any(is_blank(text) for text in words.values()):
        raise WordsMissing
    return words


def draft(
    kind: NoteKind,
    subject: VerbalNote,
    *,
    by: User,
    at: dt.datetime,
    member_state: MemberState | None = None,
    status: NoteStatus = NoteStatus.DRAFTED,
    **values: Any,
) -> VerbalNote:
    """Write a drafted note that follows `subject`, in the officer's name.

    What is sent twice is drafted once (rule 14): a draft that says the same is returned. `subject` or its
    consultation is locked.
    """
    if subject.paper_id is None:
        values["subject"] = subject.values["subject"]
    given = {
        "kind": kind,
        "status": status,
        "answers_to": subject,
        "member_state": member_state or subject.member_state,
    }
    for same in VerbalNote.objects.filter(**given):
        if same.values == values:
            return same
    made = VerbalNote.objects.create(
        **given,
        series=subject.series,
        paper=subject.paper,
        consultation=subject.consultation,
        values=values,
        drafted_at=at,
        drafted_by=by,
    )
    if kinds.row(kind).corrects_words or kinds.row(kind).ends:
        addressing.follow(made, subject)
    after = {"kind": str(kind), "follows": subject.number} | values
    audit.record("verbal_note.draft", subject=made, by=by, at=at, member_state=member_state, after=after)
    return made


def states_of_subject(note: VerbalNote, *, at: dt.datetime) -> QuerySet[MemberState]:
    """Return the States that the corrected or ended note went to, and those that it addressed without an
    address on record; of one that went to none, its own."""
    subject = note.subject
    kind = kinds.of(subject)
    is_to_all = subject.member_state_id is None and subject.addressing != Addressing.CHOSEN
    if is_to_all and (kind.opens_consultation or kind.states is kinds.addressees):
        return kinds.addressees(subject, at=at)
    if not composed.exists(states_of_subject, _to_states, note=note.subject.pk):
        return kinds.addressees(note, at=at)
    return MemberState.objects.filter(pk__in=_to_states(note.subject.pk).values("member_state"))


def _to_states(note: Any) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(note=note, is_copy=False, member_state__isnull=False)


kinds.add(
    kinds.Kind(
        kind=NoteKind.CORRIGENDUM,
        letter="note",
        states=states_of_subject,
        refuse=refuse_after_end,
        corrects_words=True,
    )
)
kinds.add(
    kinds.Kind(
        kind=NoteKind.ANNULMENT, letter="note", states=states_of_subject, refuse=refuse_after_end, ends=True
    )
)
kinds.add(
    kinds.Kind(
        kind=NoteKind.ACKNOWLEDGEMENT,
        letter="note",
        is_to_one_state=True,
        acknowledges=True,
        findings=_of_acknowledgement,
    )
)

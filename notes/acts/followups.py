"""Notes that follow an issued one: correction, annulment, invitation.

Replacements and acknowledgements are such, too: `notes.acts.replacing`, `notes.acts.acknowledging`.

Each is drafted by an officer from the page where it is needed, and leaves under a signatory's hand. What was
issued is never changed or deleted: another note corrects it, replaces it or makes it void.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal.calendar.days import check_deadline
from cica_portal.deadlines import seat_date
from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from comments.models import Consultation
from comments.procedure import consultations
from comments.refusals import ConsultationStillOpen
from initiatives import proposals
from members import audit
from members.models import MemberState, User
from notes import kinds
from notes.acts import addressing
from notes.enums import NoteKind, NoteStatus
from notes.models import Dispatch, VerbalNote
from notes.register import consultation_notes, numbers
from notes.wording import corrections
from plans.enums import AWAITING_DECISION

EVERY_LANGUAGE = "all"
STILL_ANSWERING = _(
    "Note %(number)s opened a consultation to which Member States are responding. Withdraw the plan first."
)


class WordsMissing(DomainError):
    sentence = _("Write it in all three languages: the note must say the same in each.")


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
        raise Refusal("notes.same_words")
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
        refuse_to_undo(held, at=at)
        return draft(NoteKind.ANNULMENT, held, by=by, at=at)


def refuse_to_undo(note: VerbalNote, *, at: dt.datetime) -> None:
    """Refuse to annul a locked note that did more than to tell of something, while that holds: the deadline
    stays extended, the plan before the SWG, the annulled note void."""
    row = kinds.of(note)
    if row.ends and not row.replaces:
        raise Refusal("notes.never_annulled", number=note.number)
    if row.extends_deadline and note.own_consultation.is_open(at):
        raise Refusal("notes.deadline_extended", number=note.number)
    if row.submits_plan and note.own_paper.status in AWAITING_DECISION:
        raise Refusal("notes.plan_submitted", number=note.number)


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
    by.require("notes.draft_note")
    if not seat_date(at) <= respond_by <= event_date:
        raise Refusal("notes.days_out_of_order")
    check_deadline(respond_by, on=seat_date(at))
    proposals.check_order({"date_from": event_date, "date_to": event_until})
    given: dict[str, Any] = {"initiative": initiative} if initiative else {}
    if event_until:
        given["event_until"] = event_until.isoformat()
    with transaction.atomic():
        return draft(
            NoteKind.EVENT_INVITATION,
            consultation_notes.reference_note(consultations.hold(consultation)),
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


def _ending(note: VerbalNote) -> QuerySet[VerbalNote]:
    return following(note).filter(kind__in=kinds.ending(), status=NoteStatus.ISSUED)


def following(note: VerbalNote) -> QuerySet[VerbalNote]:
    """Return the notes that correct, annul or replace this one; those put aside are left out."""
    following = [NoteKind.CORRIGENDUM, *kinds.ending()]
    return VerbalNote.objects.filter(answers_to=note, kind__in=following).exclude(status=NoteStatus.DISCARDED)


def refuse_to_end(note: VerbalNote, *, at: dt.datetime) -> None:
    """Refuse to annul or to replace a locked note to which States are responding, or that a draft ends."""
    _refuse_while_open(note, at=at)
    if following(note).filter(kind__in=kinds.ending()).exists():
        raise Refusal("notes.followups_already_drafted")


def _refuse_while_open(note: VerbalNote, *, at: dt.datetime) -> None:
    if kinds.of(note).opens_consultation and note.own_consultation.is_open(at):
        raise ConsultationStillOpen(STILL_ANSWERING, number=note.number)


def refuse_ending(note: VerbalNote, *, at: dt.datetime) -> None:
    """Refuse to issue what annuls or replaces a note to which States respond again: a closing that waited for
    a signatory when it was drafted may have become an extension (rule 43)."""
    refuse_after_end(note, at=at)
    _refuse_while_open(note.subject, at=at)


def _refuse_annulment(note: VerbalNote, *, at: dt.datetime) -> None:
    refuse_ending(note, at=at)
    refuse_to_undo(note.subject, at=at)


def refuse_after_end(note: VerbalNote, *, at: dt.datetime) -> None:
    """Refuse to issue what follows a note that has been annulled, replaced or made void since."""
    if _ending(note.subject).exists():
        raise Refusal("notes.is_void", number=note.subject.number)
    numbers.refuse_void(note.subject)


def hold_issued(note: VerbalNote, *, by: User) -> VerbalNote:
    by.require("notes.draft_note")
    held = (
        VerbalNote.objects.select_for_update(of=("self",))
        .select_related("consultation", "paper", "series", "member_state")
        .get(pk=note.pk)
    )
    if held.status != NoteStatus.ISSUED:
        raise Refusal("notes.not_issued")
    if ended(held) is not None:
        raise Refusal("notes.is_void", number=held.number)
    numbers.refuse_void(held)
    return held


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
    if kinds.is_to_its_round(note.subject):
        return kinds.addressees(note.subject, at=at)
    written = Dispatch.objects.filter(note=note.subject, is_copy=False, member_state__isnull=False)
    if not written.exists():
        return kinds.addressees(note, at=at)
    return MemberState.objects.filter(pk__in=written.values("member_state"))


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
        kind=NoteKind.ANNULMENT, letter="note", states=states_of_subject, refuse=_refuse_annulment, ends=True
    )
)

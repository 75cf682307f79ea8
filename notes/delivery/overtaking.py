"""Messages that must not leave any more, whatever they waited for: to whom, and about what (rule 19)."""

import datetime as dt

from django.db.models import Q, QuerySet

from comments.models import Consultation
from comments.writing import responses
from members.models import CorrespondentAddress, StateAddress, User, today
from notes import kinds
from notes.enums import NoteStatus
from notes.models import Dispatch, VerbalNote, VoidNumber
from notes.register import unentered
from plans.enums import PaperStatus


def overtaken(dispatch: Dispatch, at: dt.datetime) -> str:
    """Say why a claimed message must not leave any more; "" if it may (rule 19)."""
    if not _may_receive(dispatch):
        return "recipient"
    if _ending(dispatch.note_id).exists():
        return "ended"
    if not dispatch.is_reminder:
        return "withdrawn" if is_void(dispatch.note) else ""
    consultation = _of(dispatch.note)
    if _is_withdrawn(consultation):
        return "withdrawn"
    if not consultation.is_open(at):
        return "closed"
    if _has_moved(dispatch, consultation):
        return "moved"
    state = dispatch.addressed_state
    if state is None:
        return ""
    if responses.in_force(consultation, state.pk):
        return "answered"
    return "replied" if unentered.has_replied(consultation, state) else ""


def is_ended(note: VerbalNote) -> bool:
    """Tell whether a note is not in effect any more: another one has annulled or replaced it, or its number
    is void."""
    return _ending(note.pk).exists()


def _ending(note: int) -> QuerySet[VerbalNote]:
    void = VoidNumber.objects.filter(note=note).values("note")
    by_another = Q(answers_to=note, status=NoteStatus.ISSUED, kind__in=kinds.ending())
    return VerbalNote.objects.filter(by_another | Q(pk__in=void))


def is_void(note: VerbalNote) -> bool:
    """Tell whether a note asks for comments on a plan that was withdrawn since: nobody is written to any more
    that a deadline runs."""
    return _asks(note) and _is_withdrawn(_of(note))


def is_unsendable(note: VerbalNote) -> bool:
    """Tell whether a note is void or ended, of one in a list: it was read `with_void`, and its consultation
    with the plan."""
    return vars(note)["void_by"] is not None or (_asks(note) and _is_withdrawn(note.consultation))


def _asks(note: VerbalNote) -> bool:
    return note.consultation_id is not None and kinds.of(note).asks_for_comments


def _is_withdrawn(consultation: Consultation) -> bool:
    return bool(consultation.revision.paper.status == PaperStatus.WITHDRAWN)


def _of(note: VerbalNote) -> Consultation:
    """Return the consultation that the note is about (one query)."""
    shown = ("status", "opens_at", "closes_at", "respond_by", "time_zone", "revision__paper__status")
    found = Consultation.objects.select_related("revision__paper").only(*shown)
    return found.get(pk=note.consultation_id)


def _may_receive(dispatch: Dispatch) -> bool:
    """Tell whether the recipient speaks for the State, or the State has the address: a member still."""
    if dispatch.state_address_id is not None:
        in_use = StateAddress.objects.in_use().select_related("member_state")
        row = in_use.filter(pk=dispatch.state_address_id).first()
        return row is not None and row.member_state.is_member_on(today())
    if dispatch.correspondent_address_id is not None:
        return CorrespondentAddress.objects.in_use().filter(pk=dispatch.correspondent_address_id).exists()
    if dispatch.recipient_id is None:
        return True
    shown = ("role", "email", "member_state__joined_on", "member_state__left_on")
    active = User.objects.filter(is_active=True).select_related("member_state").only(*shown)
    recipient = active.filter(pk=dispatch.recipient_id).first()
    if recipient is None:
        return False
    dispatch.recipient = recipient
    return recipient.can_submit and recipient.member_state_id == dispatch.member_state_id


def _has_moved(dispatch: Dispatch, consultation: Consultation) -> bool:
    """Tell whether the reminder speaks of another deadline: a note to the minute, mail to the day, since its
    words are written when it is sent."""
    if dispatch.step is not None:
        return bool(dispatch.step.done_for != consultation.respond_by)
    return bool(dispatch.note.values.get("respond_by", "") != str(consultation.deadline))

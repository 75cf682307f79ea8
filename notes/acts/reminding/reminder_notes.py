"""The numbered reminder: a note to the Member States that have not answered, and what refuses to issue it."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import Refusal
from comments.models import Consultation
from comments.procedure import consultations, silence
from comments.refusals import ConsultationClosed
from members.models import MemberState
from notes import kinds
from notes.acts import broken_silence, issuing
from notes.enums import NoteKind, NoteStatus, Rung
from notes.models import NoteSeries, VerbalNote
from notes.reminders import ladders


def draft(consultation: Consultation, *, level: int, at: dt.datetime, **values: Any) -> VerbalNote:
    """Write a drafted reminder of the deadline as it stands. The consultation is held."""
    day = str(consultation.deadline)
    return issuing.drafted(NoteKind.REMINDER, consultation, at=at, respond_by=day, level=level, **values)


def drafted(consultation: Consultation) -> VerbalNote | None:
    """Return the drafted reminder of the consultation, if one waits for its signature."""
    return VerbalNote.objects.filter(
        kind=NoteKind.REMINDER, consultation=consultation, status=NoteStatus.DRAFTED
    ).first()


def overtake(consultation: Consultation, *, at: dt.datetime) -> None:
    """Discard what was drafted on the day of an earlier reminder and nobody signed: the next one says it, and
    no State is reminded of the same deadline twice at once. The consultation is held."""
    waiting = VerbalNote.objects.filter(
        kind=NoteKind.REMINDER, consultation=consultation, status=NoteStatus.DRAFTED, drafted_by=None
    )
    for note in waiting.order_by("pk"):
        issuing.discard(note, by=None, at=at)


def coming(consultation: Consultation, *, series: NoteSeries, circulated: VerbalNote | None) -> VerbalNote:
    """Return a reminder that is not written yet, to read what it will say."""
    return VerbalNote(
        kind=NoteKind.REMINDER,
        series=series,
        paper=consultation.revision.paper,
        consultation=consultation,
        answers_to=circulated,
        values={"respond_by": str(consultation.deadline)},
    )


def _refuse(note: VerbalNote, *, at: dt.datetime) -> None:
    """Refuse a drafted reminder that has nothing to recall any more."""
    held = note.own_consultation
    consultations.refuse_withdrawn(held)
    if not held.is_open(at):
        raise ConsultationClosed(held, sentence=_("The consultation is closed, so no reminder is needed."))
    if note.values.get("respond_by") != str(held.deadline):
        raise Refusal("notes.deadline_moved")
    refuse_without_addressees(held)


def refuse_without_addressees(consultation: Consultation) -> None:
    """Refuse a reminder that nobody would get: everybody has responded, or sent a reply."""
    silence.refuse_broken(consultation)
    states, replies = ladders.parted(consultation)
    if not states:
        raise Refusal("notes.everybody_replied") if replies else Refusal("notes.nobody_awaited")


def _states(note: VerbalNote, *, at: dt.datetime) -> QuerySet[MemberState]:
    """Return the States that have neither answered nor sent a reply that is registered."""
    states, _replies = ladders.parted(note.own_consultation)
    return MemberState.objects.filter(pk__in=[state.pk for state in states])


def _remarks(note: VerbalNote) -> list[Any]:
    """Return who is not reminded, as its reply is registered."""
    _states, replies = ladders.parted(note.own_consultation)
    return replies


def _values(note: VerbalNote) -> dict[str, Any]:
    """Return whether the States were told of comments: then nothing is said of what follows without any."""
    is_told = broken_silence.telling(note.own_consultation) is not None
    return {"is_told": is_told, "asks_decision": note.own_consultation.asks_decision}


def _rung(note: VerbalNote) -> int:
    return int(note.values.get("level", Rung.DEPUTY))


kinds.add(
    kinds.Kind(
        kind=NoteKind.REMINDER,
        letter="reminder",
        asks_for_comments=True,
        hold=lambda note: consultations.hold(note.own_consultation),
        refuse=_refuse,
        remarks=_remarks,
        states=_states,
        rung=_rung,
        values=_values,
    )
)

"""The note that the silence is broken: drafted by the portal at the first comments that break it.

While the consultation is open that is the first response with comments (OSCE rule R1). After the close it is
a response with comments that came in additional time, or in time by a note that was entered later: the
submission to the SWG that says there were none is then discarded, and nobody finds it for signature any more.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from cica_portal.errors import Refusal
from cica_portal.operation.resilience import run_each
from comments.enums import ConsultationStatus, Outcome, Position
from comments.models import Consultation, Response
from comments.procedure import consultations, outcomes
from notes import kinds
from notes.acts import issuing
from notes.enums import NoteKind, NoteStatus
from notes.models import VerbalNote


def draft_due(at: dt.datetime) -> list[VerbalNote]:
    """Draft the note that the silence is broken, once for each consultation.

    It names no State and no comment, whatever the consultation's visibility. Later comments draft no other
    note; where the comments are withdrawn before it is signed, the note may be discarded. One that was
    discarded before the close does not stand for what breaks the silence after it.
    """
    broken = [(_while_open, one) for one in _broken_open(at)]
    broken += [(_after_the_close, one) for one in _broken_closed()]
    return list(run_each(broken, lambda pair: pair[0](pair[1], at=at)))


def telling(consultation: Consultation) -> VerbalNote | None:
    """Return the note, in effect still, that told the States of comments which broke the silence."""
    told = VerbalNote.objects.upheld().filter(kind=NoteKind.SILENCE_BROKEN, status=NoteStatus.ISSUED)
    return told.filter(consultation=consultation).order_by("pk").last()


def _while_open(consultation: Consultation, *, at: dt.datetime) -> list[VerbalNote]:
    with transaction.atomic():
        held = consultations.hold(consultation)
        if not held.is_open(at) or _told().filter(consultation=held).exists():
            return []
        return [_draft(held, at)]


def _after_the_close(consultation: Consultation, *, at: dt.datetime) -> list[VerbalNote]:
    with transaction.atomic():
        held = consultations.hold(consultation)
        submissions = _submissions().filter(consultation=held)
        if submissions.filter(status=NoteStatus.ISSUED).exists():
            return []  # the SWG has the draft already: a person says what follows
        for note in submissions.filter(status=NoteStatus.DRAFTED).order_by("pk"):
            issuing.discard(note, by=None, at=at)
        if _told_after_the_close().filter(consultation=held).exists():
            return []
        # Told of are comments in force on the text that the States had last.
        is_commented = _in_force().filter(consultation=held).exists()
        return [_draft(held, at)] if is_commented and outcomes.later(held) is None else []


def _in_force() -> QuerySet[Response]:
    return Response.objects.standing().filter(position=Position.COMMENTS)


def _broken_open(at: dt.datetime) -> QuerySet[Consultation]:
    found = Consultation.objects.open(at).filter(pk__in=_in_force().values("consultation"))
    return found.exclude(pk__in=_told().values("consultation")).order_by("pk")


def _broken_closed() -> QuerySet[Consultation]:
    found = outcomes.ended_in(Outcome.COMMENTS).filter(outcome=Outcome.SILENCE)
    drafted = _submissions().filter(status=NoteStatus.DRAFTED)
    is_told = Q(pk__in=_told_after_the_close().values("consultation"))
    is_commented = Q(pk__in=_in_force().values("consultation"))
    waits = (is_commented & ~is_told) | Q(pk__in=drafted.values("consultation"))
    return found.filter(waits).order_by("pk")


def _told() -> QuerySet[VerbalNote]:
    return VerbalNote.objects.filter(kind=NoteKind.SILENCE_BROKEN, consultation__isnull=False)


def _told_after_the_close() -> QuerySet[VerbalNote]:
    is_late = Q(drafted_at__gte=F("consultation__closed_at"))
    return _told().filter(is_late | ~Q(status=NoteStatus.DISCARDED))


def _submissions() -> QuerySet[VerbalNote]:
    return VerbalNote.objects.filter(kind=NoteKind.SWG_WITHOUT_COMMENTS, consultation__isnull=False)


def _draft(consultation: Consultation, at: dt.datetime) -> VerbalNote:
    respond_by = str(consultation.deadline)
    return issuing.draft(NoteKind.SILENCE_BROKEN, consultation, at=at, respond_by=respond_by)


def _values(note: VerbalNote) -> dict[str, Any]:
    """Return whether comments may still be submitted, for the paragraph that says what follows."""
    one = note.consultation
    return {"receives": one is None or one.status == ConsultationStatus.OPEN}


def _refuse(note: VerbalNote, *, at: dt.datetime) -> None:
    """Refuse to invite comments until a deadline that has passed, before the closing says that it has; and to
    say what follows for a plan that was withdrawn or circulated again, or for withdrawn comments."""
    one = note.own_consultation
    consultations.refuse_withdrawn(one)
    if one.status == ConsultationStatus.OPEN and one.has_ended(at):
        raise Refusal("notes.not_closed_yet")
    is_closed = one.status == ConsultationStatus.CLOSED
    if is_closed and (later := outcomes.later(one)) is not None:
        raise Refusal("notes.circulated_again", number=later.reference)
    if not _in_force().filter(consultation=one).exists():
        raise Refusal("notes.comments_withdrawn")


kinds.add(
    kinds.Kind(
        kind=NoteKind.SILENCE_BROKEN,
        letter="silence_broken",
        asks_for_comments=True,
        values=_values,
        refuse=_refuse,
    )
)

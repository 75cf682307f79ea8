"""The note that tells of an extension; and an extension entered wrongly, put right while no note tells it."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError, NotAllowed
from comments.models import Consultation, ConsultationExtension
from comments.procedure import consultations
from comments.refusals import NotExtended
from members import audit
from members.models import User
from notes import kinds
from notes.acts import issuing
from notes.enums import NoteKind, NoteStatus
from notes.models import VerbalNote

# Besides the note on the extension itself, these say until when comments are received.
OTHERS = (NoteKind.SILENCE_BROKEN, NoteKind.REMINDER)


class AlreadyTold(DomainError):
    sentence = _(
        "Note %(number)s has informed Member States of this deadline. It can only be extended further."
    )


def draft_due(at: dt.datetime) -> list[VerbalNote]:
    """Draft the note that tells every Member State of an extension, once for each extension."""
    made = []
    for consultation in Consultation.objects.filter(pk__in=_untold()).order_by("pk"):
        with transaction.atomic():
            held = consultations.hold(consultation)
            told = set(_told().filter(consultation=held).values_list("values__extension", flat=True))
            for extension in held.extensions.in_force().exclude(pk__in=told):
                made.append(
                    issuing.draft(
                        NoteKind.DEADLINE_EXTENDED,
                        held,
                        at=at,
                        extension=extension.pk,
                        respond_by=extension.new_respond_by.isoformat(),
                    )
                )
    return made


def _told() -> QuerySet[VerbalNote]:
    return VerbalNote.objects.filter(kind=NoteKind.DEADLINE_EXTENDED)


def _untold() -> set[int]:
    """Return the rounds with an extension that no note tells of."""
    told = set(_told().values_list("values__extension", flat=True))
    extensions = ConsultationExtension.objects.in_force().values_list("pk", "consultation")
    return {consultation for pk, consultation in extensions if pk not in told}


def told_in(notes: Iterable[VerbalNote]) -> dict[int, VerbalNote]:
    """Return the notes of a consultation that tell of an extension, by the key of the extension."""
    return {note.values.get("extension"): note for note in notes if note.kind == NoteKind.DEADLINE_EXTENDED}


def telling(extension: ConsultationExtension) -> QuerySet[VerbalNote]:
    """Return the notes, drafted or issued, that say the deadline as this extension made it."""
    later = Q(status=NoteStatus.DRAFTED) | Q(issued_at__gte=extension.at)
    day = extension.new_respond_by.isoformat()
    return VerbalNote.objects.filter(
        Q(kind=NoteKind.DEADLINE_EXTENDED, values__extension=extension.pk)
        | later & Q(kind__in=OTHERS, values__respond_by=day),
        consultation=extension.consultation_id,
    )


def refuse_correction(consultation: Consultation) -> ConsultationExtension:
    """Return the last extension; refuse to correct one that there is not, or that a note has told of."""
    last = consultation.extensions.in_force().last()
    if last is None:
        raise NotExtended
    if note := telling(last).filter(status=NoteStatus.ISSUED).first():
        raise AlreadyTold(number=note.number)
    return last


def correct(
    consultation: Consultation, respond_by: dt.date, *, reason: str, by: User, at: dt.datetime
) -> ConsultationExtension:
    """Put right the last extension before its note is issued; drafted notes then say the right day."""
    if not by.has_perm("comments.extend_consultation", consultation):
        raise NotAllowed
    with transaction.atomic():
        held = consultations.hold(consultation)
        last = refuse_correction(held)
        drafted = list(
            telling(last)
            .filter(status=NoteStatus.DRAFTED)
            .exclude(kind=NoteKind.REMINDER)
            .select_for_update()
        )
        right = consultations.correct_extension(held, respond_by, reason=reason, by=by, at=at)
        for note in drafted:
            before = dict(note.values)
            note.values |= {"respond_by": respond_by.isoformat()}
            if note.kind == NoteKind.DEADLINE_EXTENDED:
                note.values |= {"extension": right.pk}
            note.save(update_fields=["values"])
            audit.record("verbal_note.redraft", subject=note, by=by, at=at, before=before, after=note.values)
    consultation.respond_by, consultation.closes_at = held.respond_by, held.closes_at
    return right


kinds.add(kinds.Kind(kind=NoteKind.DEADLINE_EXTENDED, letter="deadline_extended", corrects_extension=True))

"""The note that a plan was withdrawn while Member States were responding: drafted by the portal for a
signature, as they have its text and a deadline."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from cica_portal.operation.resilience import run_each
from comments.enums import ConsultationStatus
from comments.models import Consultation
from comments.procedure import consultations
from notes import kinds
from notes.acts import issuing
from notes.delivery import overtaking
from notes.enums import NoteKind
from notes.models import VerbalNote


def draft_due(at: dt.datetime) -> list[VerbalNote]:
    """Draft, once for each consultation that ended because its plan was withdrawn, the note that tells of it;
    none where another note has annulled the one that circulated the plan."""

    def draft(consultation: Consultation) -> list[VerbalNote]:
        with transaction.atomic():
            held = consultations.hold(consultation)
            if _drafted().filter(consultation=held).exists():
                return []
            return [issuing.draft(NoteKind.WITHDRAWAL, held, at=at)]

    return list(run_each(_untold(), draft))


def _untold() -> QuerySet[Consultation]:
    circulating = VerbalNote.objects.upheld().filter(kind__in=kinds.opening(), number__isnull=False)
    withdrawn = Consultation.objects.filter(
        status=ConsultationStatus.WITHDRAWN, pk__in=circulating.values("consultation")
    )
    return withdrawn.exclude(pk__in=_drafted().values("consultation")).order_by("closed_at", "pk")


def _drafted() -> QuerySet[VerbalNote]:
    return VerbalNote.objects.filter(kind=NoteKind.WITHDRAWAL, consultation__isnull=False)


def _is_discardable(note: VerbalNote) -> bool:
    """Tell whether the States know already, from the note that annulled the circulation."""
    return note.answers_to is not None and overtaking.is_ended(note.answers_to)


kinds.add(
    kinds.Kind(
        kind=NoteKind.WITHDRAWAL, letter="note", tells_of_withdrawal=True, is_discardable=_is_discardable
    )
)

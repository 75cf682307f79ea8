"""The note that a plan was withdrawn while Member States were responding: drafted by the portal for a
signature, as they have its text and a deadline."""

import datetime as dt

from comments.enums import ConsultationStatus
from comments.models import Consultation
from notes import kinds
from notes.acts import issuing
from notes.delivery import overtaking
from notes.enums import NoteKind
from notes.models import VerbalNote


def draft_due(at: dt.datetime) -> list[VerbalNote]:
    """Draft, once for each consultation that ended because its plan was withdrawn, the note that tells of it;
    none where another note has annulled the one that circulated the plan."""
    circulating = VerbalNote.objects.upheld().filter(kind__in=kinds.opening(), number__isnull=False)
    untold = Consultation.objects.filter(
        status=ConsultationStatus.WITHDRAWN, pk__in=circulating.values("consultation")
    )
    return issuing.draft_each(NoteKind.WITHDRAWAL, untold.order_by("closed_at", "pk"), at=at)


def _is_discardable(note: VerbalNote) -> bool:
    """Tell whether the States know already, from the note that annulled the circulation."""
    return note.answers_to is not None and overtaking.is_ended(note.answers_to)


kinds.add(
    kinds.Kind(
        kind=NoteKind.WITHDRAWAL, letter="note", tells_of_withdrawal=True, is_discardable=_is_discardable
    )
)

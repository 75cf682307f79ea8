"""The note that the silence is broken: drafted by the portal at the first comments in a consultation."""

import datetime as dt

from django.db import transaction

from comments.enums import Position
from comments.models import Consultation, Response
from comments.procedure import consultations
from notes import kinds
from notes.acts import issuing
from notes.enums import NoteKind
from notes.models import VerbalNote


def draft_due(at: dt.datetime) -> list[VerbalNote]:
    """Draft the note that the silence is broken, at the first comments in an open round (OSCE rule R1).

    It names no State and no comment, whatever the round's visibility. Later comments draft no other note;
    where the comments are withdrawn before it is signed, the note may be put aside.
    """
    told = VerbalNote.objects.filter(kind=NoteKind.SILENCE_BROKEN, consultation__isnull=False)
    broken = Response.objects.standing().filter(position=Position.COMMENTS)
    open_consultations = (
        Consultation.objects.open(at)
        .filter(pk__in=broken.values("consultation"))
        .exclude(pk__in=told.values("consultation"))
    )
    made = []
    for consultation in open_consultations.order_by("pk"):
        with transaction.atomic():
            held = consultations.hold(consultation)
            if held.is_open(at) and not told.filter(consultation=held).exists():
                respond_by = held.respond_by.isoformat()
                made.append(issuing.draft(NoteKind.SILENCE_BROKEN, held, at=at, respond_by=respond_by))
    return made


kinds.add(kinds.Kind(kind=NoteKind.SILENCE_BROKEN, letter="silence_broken"))

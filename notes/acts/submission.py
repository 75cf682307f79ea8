"""Notes that a round calls for, drafted by the portal for a signature: nothing of them leaves by itself."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError
from comments.enums import ConsultationStatus, Outcome, Position
from comments.models import Consultation, ConsultationExtension, Response
from comments.procedure import consultations, outcomes
from notes.acts import issuing
from notes.enums import NoteKind, NoteStatus
from notes.models import VerbalNote
from plans.enums import PaperStatus
from plans.models import ConceptPaper

SUBMISSIONS = (NoteKind.SWG_WITHOUT_COMMENTS, NoteKind.SWG_WITH_COMMENTS)


class SubmissionNotIssued(DomainError):
    sentence = _(
        "The note that submits the plan to the SWG after the consultation under note %(number)s is not "
        "issued. A signatory issues it first; then the decision can be recorded."
    )


def draft_due(at: dt.datetime) -> list[VerbalNote]:
    """Draft the submission to the SWG for each round that closed in silence (silence procedure)."""
    drafted = VerbalNote.objects.filter(kind=NoteKind.SWG_WITHOUT_COMMENTS, consultation__isnull=False)
    silent = (
        Consultation.objects.filter(status=ConsultationStatus.CLOSED, outcome=Outcome.SILENCE)
        .exclude(pk__in=drafted.values("consultation"))
        .exclude(revision__paper__status=PaperStatus.WITHDRAWN)
    )
    made = []
    for consultation in silent.order_by("closed_at"):
        with transaction.atomic():
            held = consultations.hold(consultation)
            if not drafted.filter(consultation=held).exists():
                made.append(issuing.draft(NoteKind.SWG_WITHOUT_COMMENTS, held, at=at))
    return made


def hindrance(note: VerbalNote) -> DomainError | None:
    """Return why a drafted submission cannot be issued: its round's outcome is another, or not confirmed."""
    if note.kind != NoteKind.SWG_WITHOUT_COMMENTS:
        return None
    try:
        outcomes.refuse_submission(note.consultation)
    except DomainError as refusal:
        return refusal
    return None


def missing(paper: ConceptPaper) -> DomainError | None:
    """Return why the plan is not submitted to the SWG: no note after its last consultation is issued."""
    consultations_of_paper = Consultation.objects.filter(revision__paper=paper).exclude(
        status=ConsultationStatus.WITHDRAWN
    )
    last = consultations_of_paper.order_by("opens_at", "pk").last()
    if last is None:
        return None
    issued = VerbalNote.objects.filter(kind__in=SUBMISSIONS, status=NoteStatus.ISSUED, consultation=last)
    return None if issued.exists() else SubmissionNotIssued(number=last.reference)


def draft_extensions(at: dt.datetime) -> list[VerbalNote]:
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


def draft_broken(at: dt.datetime) -> list[VerbalNote]:
    """Draft the note that the silence is broken, at the first comments in an open round (OSCE rule R1).

    It names no State and no comment, whatever the round's visibility. Later comments draft no other note;
    where the comments are withdrawn before it is signed, the note may be put aside.
    """
    told = VerbalNote.objects.filter(kind=NoteKind.SILENCE_BROKEN, consultation__isnull=False)
    broken = Response.objects.standing().filter(position=Position.COMMENTS)
    open_consultations = Consultation.objects.filter(
        status=ConsultationStatus.OPEN,
        opens_at__lte=at,
        closes_at__gt=at,
        pk__in=broken.values("consultation"),
    ).exclude(pk__in=told.values("consultation"))
    made = []
    for consultation in open_consultations.order_by("pk"):
        with transaction.atomic():
            held = consultations.hold(consultation)
            if held.is_open(at) and not told.filter(consultation=held).exists():
                respond_by = held.respond_by.isoformat()
                made.append(issuing.draft(NoteKind.SILENCE_BROKEN, held, at=at, respond_by=respond_by))
    return made


def _told():
    return VerbalNote.objects.filter(kind=NoteKind.DEADLINE_EXTENDED)


def _untold() -> set[int]:
    """Return the rounds with an extension that no note tells of."""
    told = set(_told().values_list("values__extension", flat=True))
    extensions = ConsultationExtension.objects.in_force().values_list("pk", "consultation")
    return {consultation for pk, consultation in extensions if pk not in told}

"""What the apps below ask of the notes: what stands against a decision of the SWG on a plan, what changed the
note of a consultation, and which notes in reply are no responses."""

import datetime as dt
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError, Refusal
from comments import signals as of_consultations
from comments.enums import ConsultationStatus
from comments.models import Consultation
from comments.procedure.certificates import Following, NoteSetAside
from notes import kinds
from notes.acts import decision_by_silence
from notes.enums import NoteStatus
from notes.models import VerbalNote
from notes.register import consultation_notes, incoming_notes
from plans import signals
from plans.models import ConceptPaper


@receiver(signals.decision_prepared, sender=ConceptPaper)
def refuse_unsubmitted(paper: ConceptPaper, **kwargs: Any) -> DomainError | None:
    """Return why no decision can be recorded yet: the note that submits the plan after its last consultation
    is not issued."""
    consultations_of_paper = (
        Consultation.objects.for_comments()
        .filter(revision__paper=paper)
        .exclude(status=ConsultationStatus.WITHDRAWN)
    )
    last = consultations_of_paper.order_by("opens_at", "pk").last()
    if last is None:
        return None
    issued = VerbalNote.objects.filter(
        kind__in=kinds.submitting(), status=NoteStatus.ISSUED, consultation=last
    )
    return None if issued.exists() else Refusal("notes.submission_not_issued", number=last.reference)


@receiver(of_consultations.certificate_prepared, sender=Consultation)
def say_following(consultation: Consultation, at: dt.datetime, **kwargs: Any) -> list[Following]:
    """Return the notes that replaced, annulled or corrected the one of the consultation by `at`, or extended
    its deadline."""
    return [
        Following(note.number or "", note.issued_on, _following_words(note))
        for note in consultation_notes.following(consultation, at=at)
        if note.issued_on
    ]


@receiver(signals.adoption_told, sender=ConceptPaper)
def say_told(paper: ConceptPaper, **kwargs: Any) -> dt.date | None:
    return decision_by_silence.told_on(paper)


@receiver(of_consultations.decision_settled, sender=Consultation)
def tell_of_decision(consultation: Consultation, at: dt.datetime, **kwargs: Any) -> None:
    decision_by_silence.tell(consultation, at=at)


@receiver(of_consultations.set_aside_asked, sender=Consultation)
def say_set_aside(consultation: Consultation, at: dt.datetime, **kwargs: Any) -> list[NoteSetAside]:
    """Return the States' notes that are no responses of their own, the oldest first."""
    found = incoming_notes.incoming_of(consultation).filter(set_aside__at__lte=at)
    return [
        NoteSetAside(
            state=one.member_state.name,
            register_number=one.register_number,
            words=str(incoming_notes.about(one, one.answers_to.number or "")),
            reason=one.why_set_aside,
        )
        for one in found.order_by("received_on", "pk")
        if one.answers_to
    ]


def _following_words(note: VerbalNote) -> Any:
    row = kinds.of(note)
    if row.corrects_words:
        # Translators: number is the number of a note, day its day, in Kazakh an attribute
        return _("corrected by note %(number)s of %(day)s")
    if row.extends_deadline:
        # Translators: number is the number of a note, day its day, in Kazakh an attribute
        return _("deadline extended by note %(number)s of %(day)s")
    if row.replaces:
        # Translators: number is the number of a note, day its day, in Kazakh an attribute
        return _("replaced by note %(number)s of %(day)s")
    # Translators: number is the number of a note, day its day, in Kazakh an attribute
    return _("annulled by note %(number)s of %(day)s")

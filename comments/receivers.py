"""What plans and events ask of the consultations: whose words the changes of a text are, whether a plan can
be put before a meeting, and which plans are before a State."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cica_portal import clock, formats
from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import reader_language
from comments.enums import ConsultationStatus, RoomActKind
from comments.models import Consultation, RoomAct
from comments.reading import attached
from comments.taking.tracing import signatures, trace_readers
from initiatives import signals as of_events
from initiatives.models import Initiative
from members.models import User
from plans import signals
from plans.attached import Attached
from plans.enums import PUBLISHED_STATUSES
from plans.life import decisions
from plans.models import ConceptPaper, Edit, Revision
from plans.outline import OutlineRow, bracketed
from plans.revisions import Finding


@receiver(signals.edits_signed, sender=Edit)
def sign_by_states(
    edits: Sequence[Edit], language: str, reader: User | None, **kwargs: Any
) -> dict[int, signatures.Steps]:
    """Return the steps of edits that took in what States proposed, as far as the reader may know it; with no
    reader, all is told."""
    if not edits:
        return {}
    at: dt.datetime = clock.now()
    known = trace_readers.reader(reader, edits[0].block.paper, at) if reader else None
    return signatures.of_states(edits, language, known)


@receiver(signals.meeting_chosen, sender=ConceptPaper)
def refuse_before_deadline(paper: ConceptPaper, first_on: dt.date, **kwargs: Any) -> DomainError | None:
    """Return that a meeting begins before the deadline of the plan's open consultation is over."""
    open_ones = Consultation.objects.filter(revision__paper=paper, status=ConsultationStatus.OPEN)
    # Locked, those that end earlier too: none is extended past the meeting meanwhile.
    held = open_ones.select_for_update(no_key=True, of=("self",)).order_by("closes_at")
    found = next((one for one in reversed(held) if one.respond_by >= first_on), None)
    if found is None:
        return None
    language = reader_language()
    deadline = formats.closing(found.closes_at, found.time_zone, language)
    date = formats.date(first_on, language)
    return Refusal("comments.meeting_before_deadline", date=date, deadline=deadline)


# Translators: place is a paragraph of the text
TYPED_BRACKETS = _(
    "%(place)s: square brackets were typed. Record the variants in the room; their brackets are drawn."
)


@receiver(signals.draft_examined, sender=ConceptPaper)
def find_typed_brackets(paper: ConceptPaper, rows: Sequence[OutlineRow], **kwargs: Any) -> list[Finding]:
    """Return the paragraphs with brackets that no room drew (rule 56)."""
    found = bracketed(rows)
    if not found:
        return []
    written = RoomAct.objects.filter(kind=RoomActKind.WRITTEN, edit__block__paper=paper)
    drawn = set(written.values_list("edit__block__key", "edit__after"))
    return [
        Finding(row, "", TYPED_BRACKETS)
        for row in found
        if not any((row.key, text) in drawn for text in row.texts.values())
    ]


@receiver(signals.attached_read, sender=Revision)
def say_attached(revision: Revision, language: str, **kwargs: Any) -> Attached | None:
    """Return the reservations and statements of States to a text in force."""
    is_in_force = revision.paper.status in PUBLISHED_STATUSES
    is_in_force = is_in_force and revision == decisions.adopted_text(revision.paper)
    return attached.set_out(revision, language) if is_in_force else None


@receiver(of_events.plans_before_state_asked, sender=Initiative)
def say_plans_before_state(reader: User, **kwargs: Any) -> dict[int, str]:
    """Return the address of the last consultation of each plan that was sent to the reader's State."""
    sent = Consultation.objects.visible_to(reader).order_by("closes_at", "pk")
    return {
        paper: reverse("comments:consultation-detail", args=[pk])
        for paper, pk in sent.values_list("revision__paper", "pk")
    }

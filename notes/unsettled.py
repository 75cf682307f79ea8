"""What is unsettled when a text goes out once more: comments without a reply, events without a decision, an
outcome that nobody confirmed, a text that the States had already. A signatory answers for it with a reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cica_portal.errors import DomainError
from cica_portal.text import is_blank, sha256
from comments.consolidation import dialogue
from comments.enums import ConsultationStatus
from comments.models import Consultation
from comments.procedure import outcomes
from initiatives.enums import ProposalStatus
from initiatives.models import ProposedEvent
from plans import revisions
from plans.models import ConceptPaper

UNANSWERED = ngettext_lazy(
    "%(number)s comment of the consultation under note %(reference)s has no confirmed reply.",
    "%(number)s comments of the consultation under note %(reference)s have no confirmed reply.",
    "number",
)
UNDECIDED = ngettext_lazy(
    "%(number)s proposed event awaits a decision.", "%(number)s proposed events await a decision.", "number"
)
UNCONFIRMED = _("The outcome of the consultation under note %(reference)s has not been confirmed.")
UNCHANGED = _("The text is the same as the one circulated under note %(reference)s.")


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One thing that is unsettled: as a sentence in the reader's language, and as plain values to record."""

    pattern: Any
    kind: str
    values: dict[str, Any]

    def __str__(self) -> str:
        return str(self.pattern % self.values)

    @property
    def fact(self) -> dict[str, Any]:
        return {"kind": self.kind} | self.values


class ReasonNeeded(DomainError):
    """A text does not go out with anything unsettled unless a signatory says why."""

    sentence = _("The note was not issued. Give a reason for issuing it despite the following: %(found)s")

    def __init__(self, found: Sequence[Unsettled]) -> None:
        super().__init__()
        self.found = list(found)

    def __str__(self) -> str:
        return str(self.sentence) % {"found": " ".join(str(one) for one in self.found)}


class UnsettledMoved(DomainError):
    sentence = _(
        "The unsettled points have changed since you opened this page. Nothing was issued; check them again."
    )


def of(paper: ConceptPaper) -> list[Unsettled]:
    """Return what is unsettled of a plan that was before the States already; of any other, nothing."""
    closed = Consultation.objects.filter(revision__paper=paper, status=ConsultationStatus.CLOSED)
    consultations = list(closed.select_related("revision").order_by("opens_at", "pk"))
    return list(_found(paper, consultations)) if consultations else []


def _found(paper: ConceptPaper, consultations: Sequence[Consultation]) -> Iterator[Unsettled]:
    for one in consultations:
        reference = {"reference": one.reference}
        if number := len(dialogue.unanswered(one)):
            yield Unsettled(UNANSWERED, "unanswered", reference | {"number": number})
        if not outcomes.is_confirmed(one):
            yield Unsettled(UNCONFIRMED, "unconfirmed", reference)
    events = ProposedEvent.objects.filed().filter(paper=paper).with_standing()
    if number := events.filter(standing=ProposalStatus.PROPOSED).count():
        yield Unsettled(UNDECIDED, "undecided", {"number": number})
    last = consultations[-1]
    if last.revision.sha256 == revisions.content_sha256(paper):
        yield Unsettled(UNCHANGED, "unchanged", {"reference": last.reference})


def shown(found: Sequence[Unsettled]) -> str:
    """Return what tells whether this is still what a signatory was shown; nothing where there is nothing."""
    return sha256([one.fact for one in found]) if found else ""


def answered_for(found: Sequence[Unsettled], *, reason: str, expected: str | None = None) -> dict[str, Any]:
    """Return what goes into the record of an issue; refuse without a reason, or if the signatory was shown
    something else (`expected`)."""
    if expected is not None and expected != shown(found):
        raise UnsettledMoved
    if not found:
        return {}
    if is_blank(reason):
        raise ReasonNeeded(found)
    return {"unsettled": [one.fact for one in found], "reason": reason.strip()}

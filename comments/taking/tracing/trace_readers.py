"""Who may read the trace of a revision, and how much of it: an answer is its State's first."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from comments.models import AnswersRelease, Comment, Response
from initiatives.models import ProposedEvent
from members.models import User
from plans.enums import AWAITING_DECISION, PUBLISHED_STATUSES
from plans.models import ConceptPaper, PaperDecision, Revision

# From here on a revision is before all States, circulated or not.
SUBMITTED = AWAITING_DECISION.union(PUBLISHED_STATUSES)


@dataclass(frozen=True, slots=True)
class Reader:
    """What one reader may know of the comments on a plan: which of them, and in which rounds the answers; and
    of the events that were proposed."""

    comments: Collection[uuid.UUID]
    answered_consultations: Collection[int]
    events: Collection[uuid.UUID] = ()


def revisions_of(user: User) -> QuerySet[Revision]:
    """Return the revisions whose trace `user` may read: the Secretariat all; a coordinator those of the own
    measures; a delegate those that were circulated to the State, or submitted after a round that asked it."""
    later = Revision.objects.filter(number__gt=0).select_related("paper__measure")
    if not user.is_authenticated:
        return later.none()
    if user.is_secretariat:
        return later
    if user.is_coordinator:
        return later.filter(paper__in=ConceptPaper.objects.coordinated_by(user))
    asked = Revision.objects.filter(consultations__addressees__member_state=user.member_state_id)
    # Of a plan that was returned, the text stays read that the SWG has decided on.
    submitted = Q(paper__status__in=SUBMITTED) | Q(pk__in=PaperDecision.objects.values("revision"))
    return later.filter(Q(pk__in=asked.values("pk")) | (Q(paper__in=asked.values("paper")) & submitted))


def reader(user: User, paper: ConceptPaper, at: dt.datetime) -> Reader | None:
    """Return what a delegate may know of the comments on a plan; of the others nothing is kept back."""
    if not user.is_delegate:
        return None
    answers = Response.objects.visible_to(user, at).filter(consultation__revision__paper=paper)
    comments = Comment.objects.filter(response__in=answers)
    released = AnswersRelease.objects.filter(consultation__revision__paper=paper)
    return Reader(
        frozenset(comments.values_list("pk", flat=True)),
        frozenset(released.values_list("consultation", flat=True)),
        frozenset(ProposedEvent.objects.visible_to(user).filter(paper=paper).values_list("pk", flat=True)),
    )

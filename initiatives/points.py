"""Open points of events: proposals without a decision, and accepted ones that the text does not have."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from initiatives.enums import InitiativeStatus, ProposalStatus
from initiatives.models import ProposalDecision, ProposedEvent
from plans.enums import PUBLISHED_STATUSES, PlanGate
from plans.models import Block
from plans.open_points import About, Kinds, Page, Point, Scope

KINDS = Kinds()


@KINDS.declare(
    "event_undecided",
    _("Proposed event without a decision"),
    gates=(PlanGate.CIRCULATION, PlanGate.SUBMISSION, PlanGate.ADOPTION),
    is_read_by_state=True,
    act=ngettext_lazy(
        "Decide on %(number)s proposed event", "Decide on %(number)s proposed events", "number"
    ),
)
def undecided(scope: Scope) -> Iterator[Point]:
    """Yield the submitted proposals on which nothing is decided."""
    for event in scope.asked(_proposed):
        page = Page("initiatives:proposal-detail", (event.pk,))
        yield Point(
            kind="event_undecided",
            paper_id=event.paper_id,
            subject=str(event.pk),
            about=About("%(title)s", {"title": event.title}),
            since=event.filed_at,
            owner=scope.preparer(event.paper_id),
            page=page,
            state_page=page,
            state_id=event.member_state_id,
        )


def _proposed(scope: Scope) -> QuerySet[ProposedEvent]:
    events = ProposedEvent.objects.filed().filter(paper__in=scope.papers).with_standing()
    return events.filter(standing=ProposalStatus.PROPOSED)


@KINDS.declare(
    "event_without_line",
    _("Accepted event without its line in the text"),
    gates=(PlanGate.CIRCULATION, PlanGate.SUBMISSION, PlanGate.ADOPTION),
    act=ngettext_lazy(
        "Add %(number)s accepted event to the text", "Add %(number)s accepted events to the text", "number"
    ),
)
def without_line(scope: Scope) -> Iterator[Point]:
    """Yield the accepted proposals whose line is no longer in the text of the plan."""
    for decision in scope.asked(_accepted):
        yield Point(
            kind="event_without_line",
            paper_id=decision.event.paper_id,
            subject=str(decision.event_id),
            about=About("%(title)s", {"title": decision.event.title}),
            since=decision.at,
            owner=scope.preparer(decision.event.paper_id),
            page=Page("initiatives:proposal-detail", (decision.event_id,)),
            state_id=decision.event.member_state_id,
        )


def _accepted(scope: Scope) -> QuerySet[ProposalDecision]:
    line = Block.objects.filter(key=OuterRef("initiative__block_key"), removed_at=None)
    return (
        ProposalDecision.objects.filter(~Exists(line), status=ProposalStatus.ACCEPTED)
        .filter(event__paper__in=scope.papers.exclude(status__in=PUBLISHED_STATUSES))
        .exclude(initiative__status=InitiativeStatus.CANCELLED)
        .select_related("event")
    )

"""Open points of events: proposals without a decision, and accepted ones that the text does not have."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from initiatives.enums import InitiativeStatus, ProposalStatus
from initiatives.models import ProposalDecision, ProposedEvent
from plans.enums import PUBLISHED_STATUSES, PaperStatus, PlanGate
from plans.models import Block
from plans.open_points.point_kinds import About, Kinds, Page, Point, Scope

KINDS = Kinds()


@KINDS.declare(
    "event_undecided",
    _("Proposed event without a decision"),
    gates=(PlanGate.CIRCULATION, PlanGate.SUBMISSION, PlanGate.ADOPTION),
    is_read_by_state=True,
    act=ngettext_lazy(
        "Decide on %(number)s proposed event", "Decide on %(number)s proposed events", "number"
    ),
    act_to_state=ngettext_lazy(
        "Our %(number)s proposed event: not yet decided",
        "Our %(number)s proposed events: not yet decided",
        "number",
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
            about=About("%(title)s", {"title": event.title}, event.language),
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
    "event_deferred",
    _("Event deferred to a later plan"),
    gates=(PlanGate.CIRCULATION,),
    stays=True,
    act=ngettext_lazy(
        "Consider %(number)s event deferred to this plan",
        "Consider %(number)s events deferred to this plan",
        "number",
    ),
)
def deferred(scope: Scope) -> Iterator[Point]:
    """Yield, by plan that is not circulated yet, the events that were deferred from an earlier plan of the
    same measure: until each is decided otherwise, or carried over into the consultation. No State knows of
    the plan before that."""
    for event in scope.asked(_deferred):
        later = vars(event)["later"]
        yield Point(
            kind="event_deferred",
            paper_id=later,
            subject=f"{event.pk}:{later}",
            about=About("%(title)s", {"title": event.title}, event.language),
            since=max(vars(event)["later_since"], vars(event)["deferred_at"]),
            owner=scope.preparer(later),
            page=Page("initiatives:proposal-detail", (event.pk,)),
            state_id=event.member_state_id,
        )


def _deferred(scope: Scope) -> QuerySet[ProposedEvent]:
    plans = "paper__measure__papers"
    of_measure = {"later": F(plans), "later_from": F(f"{plans}__period_from")}
    events = ProposedEvent.objects.filed().with_standing().filter(standing=ProposalStatus.LATER)
    last = ProposalDecision.objects.filter(event=OuterRef("pk")).order_by("-number").values("at")
    since = {"later_since": F(f"{plans}__created_at"), "deferred_at": Subquery(last[:1])}
    return events.annotate(**of_measure, **since).filter(
        later__in=scope.papers.filter(status=PaperStatus.DRAFTING), later_from__gt=F("paper__period_from")
    )


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
            about=About("%(title)s", {"title": decision.event.title}, decision.event.language),
            since=vars(decision)["removed_at"] or decision.at,
            owner=scope.preparer(decision.event.paper_id),
            page=Page("initiatives:proposal-detail", (decision.event_id,)),
            state_id=decision.event.member_state_id,
        )


def _accepted(scope: Scope) -> QuerySet[ProposalDecision]:
    line = Block.objects.filter(key=OuterRef("initiative__block_key"))
    removed_at = Subquery(line.values("removed_at")[:1])
    return (
        ProposalDecision.objects.filter(~Exists(line.filter(removed_at=None)), status=ProposalStatus.ACCEPTED)
        .annotate(removed_at=removed_at)
        .filter(event__paper__in=scope.papers.exclude(status__in=PUBLISHED_STATUSES))
        .exclude(initiative__status=InitiativeStatus.CANCELLED)
        .select_related("event")
    )

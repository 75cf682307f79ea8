"""Open points of the procedure: an outcome that nobody confirmed, a text that did not change, a State that
was not reached."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from comments.enums import ConsultationStatus
from comments.models import Addressee, Consultation, ConsultationQuerySet, HeldClosing, Response, TimeRequest
from comments.procedure import outcomes
from comments.procedure.replies import ledger, ledger_columns
from plans import revisions
from plans.enums import EDITABLE_STATUSES, Owner, PaperStatus, PlanGate
from plans.open_points.point_kinds import About, Kinds, Page, Point, Scope

OF_CONSULTATION = "%(reference)s"
# While a plan is at one of these, it still matters whether the States have its last text.
UNDER_WAY = (
    PaperStatus.CIRCULATED,
    PaperStatus.UNDER_CONSOLIDATION,
    PaperStatus.BEFORE_SWG,
    PaperStatus.CONSIDERED,
    PaperStatus.RECOMMENDED,
)

KINDS = Kinds()


def of_scope(scope: Scope) -> ConsultationQuerySet:
    """Return the consultations of the plans, without those that ended with a plan's withdrawal."""
    found = Consultation.objects.filter(revision__paper__in=scope.papers)
    return found.exclude(status=ConsultationStatus.WITHDRAWN).select_related("revision")


def last_of_each(scope: Scope) -> ConsultationQuerySet:
    """Return the last consultation for comments of each plan."""
    newer = Consultation.objects.for_comments().filter(
        revision__paper=OuterRef("revision__paper"), opens_at__gt=OuterRef("opens_at")
    )
    return of_scope(scope).for_comments().exclude(Exists(newer.exclude(status=ConsultationStatus.WITHDRAWN)))


def of_consultation(kind: str, consultation: Consultation, *, subject: str = "", **more: Any) -> Point:
    """Return a point about a consultation as a whole, or about the `subject` in it."""
    return Point(
        kind=kind,
        paper_id=consultation.revision.paper_id,
        subject=subject or str(consultation.pk),
        about=About(OF_CONSULTATION, {"reference": consultation.reference}),
        reference=consultation.reference,
        **more,
    )


@KINDS.declare(
    "closing_held",
    _("Closing of a consultation to be decided"),
    gates=(PlanGate.CIRCULATION, PlanGate.SUBMISSION),
    is_read_by_coordinator=False,
    comes_first=True,
    act=ngettext_lazy(
        "Decide on the closing of %(number)s consultation",
        "Decide on the closing of %(number)s consultations",
        "number",
    ),
)
def closing_held(scope: Scope) -> Iterator[Point]:
    """Yield the consultations whose deadline the portal was away for, until a signatory decides."""
    for one in scope.asked(_held):
        yield of_consultation(
            "closing_held",
            one,
            since=vars(one)["held_at"],
            owner=Owner.SIGNATORY,
            page=Page("comments:consultation-board", (one.pk,)),
            owner_page=Page("comments:consultation-closing", (one.pk,)),
        )


def _held(scope: Scope) -> ConsultationQuerySet:
    undecided = HeldClosing.objects.filter(
        consultation=OuterRef("pk"), closes_at=OuterRef("closes_at"), decision=""
    )
    return of_scope(scope).annotate(held_at=Subquery(undecided.values("held_at")[:1])).exclude(held_at=None)


@KINDS.declare(
    "outcome_unconfirmed",
    _("Outcome of a consultation not confirmed"),
    gates=(PlanGate.CIRCULATION, PlanGate.SUBMISSION),
    is_read_by_coordinator=False,
    act=ngettext_lazy(
        "Confirm the outcome of %(number)s consultation",
        "Confirm the outcome of %(number)s consultations",
        "number",
    ),
)
def outcome_unconfirmed(scope: Scope) -> Iterator[Point]:
    """Yield the closed consultations whose outcome waits for a signatory."""
    for one in scope.asked(_to_confirm):
        yield of_consultation(
            "outcome_unconfirmed",
            one,
            # What was confirmed waits again since comments broke its silence.
            since=(vars(one)["broken_at"] if vars(one)["was_confirmed"] else None)
            or one.closed_at
            or one.closes_at,
            owner=Owner.SIGNATORY,
            page=Page("comments:consultation-detail", (one.pk,)),
            staff_page=Page("comments:consultation-board", (one.pk,)),
            owner_page=Page("comments:consultation-outcome", (one.pk,)),
        )


def _to_confirm(scope: Scope) -> QuerySet[Consultation]:
    return outcomes.unconfirmed(of_scope(scope)).annotate(broken_at=outcomes.broken_at())


@KINDS.declare(
    "text_unchanged",
    _("Text unchanged since it was circulated"),
    gates=(PlanGate.CIRCULATION,),
    is_listed=False,
    act=ngettext_lazy("Revise the text of %(number)s plan", "Revise the text of %(number)s plans", "number"),
)
def text_unchanged(scope: Scope) -> Iterator[Point]:
    """Yield the plans whose working draft is word for word what the States had last.

    Asked at the gate of one plan: the hash of a draft is made of all its texts.
    """
    for one in scope.asked(_to_revise):
        paper = one.revision.paper
        if one.revision.sha256 == revisions.content_sha256(paper):
            yield of_consultation(
                "text_unchanged",
                one,
                since=one.closed_at or one.closes_at,
                owner=scope.preparer(paper.pk),
                page=Page("plans:paper-detail", (paper.slug,)),
            )


def _to_revise(scope: Scope) -> ConsultationQuerySet:
    closed = last_of_each(scope).filter(status=ConsultationStatus.CLOSED)
    return closed.filter(revision__paper__status__in=sorted(EDITABLE_STATUSES))


@KINDS.declare(
    "time_requested",
    _("Request for additional time"),
    gates=(PlanGate.CIRCULATION, PlanGate.SUBMISSION),
    is_read_by_coordinator=False,
    is_read_by_state=True,
    act=ngettext_lazy(
        "Decide on %(number)s request for additional time",
        "Decide on %(number)s requests for additional time",
        "number",
    ),
    act_to_state=_("Our request for additional time: not yet decided"),
)
def time_requested(scope: Scope) -> Iterator[Point]:
    """Yield the requests for additional time that nobody has decided: due while the State's own time runs,
    afterwards by the day that it asked for."""
    for one in scope.asked(_requested):
        consultation = one.consultation
        yield of_consultation(
            "time_requested",
            consultation,
            subject=str(one.pk),
            since=one.at,
            due=one.wished_until if consultation.has_ended(scope.at) else consultation.closes_at,
            owner=Owner.SIGNATORY,
            page=Page("comments:consultation-board", (consultation.pk,), "time-requests"),
            owner_page=Page("comments:time-request-decide", (one.key,)),
            state_page=Page("comments:time-request", (consultation.pk,)),
            state_id=one.member_state_id,
        )


def _requested(scope: Scope) -> QuerySet[TimeRequest]:
    asked = TimeRequest.objects.open().filter(consultation__in=of_scope(scope))
    return asked.select_related("consultation__revision")


@KINDS.declare(
    "state_not_reached",
    _("State not reached"),
    gates=(PlanGate.SUBMISSION,),
    is_read_by_coordinator=False,
    act=ngettext_lazy("Reach %(number)s State", "Reach %(number)s States", "number"),
)
def state_not_reached(scope: Scope) -> Iterator[Point]:
    """Yield the States that the last text of a plan has not reached: while answers are received, those that
    nothing reaches; after the deadline, all that no proof says were reached, and that did not answer.
    Nobody can reach a State that left before its time to respond was over."""
    for one in scope.asked(_unreached):
        consultation = one.consultation
        if ledger.leaving_day(one, consultation, at=scope.at):
            continue
        yield of_consultation(
            "state_not_reached",
            consultation,
            subject=f"{consultation.pk}:{one.member_state_id}",
            since=one.lost_at or consultation.closed_at or consultation.closes_at,
            due=consultation.closes_at if consultation.is_open(scope.at) else None,
            owner=Owner.OFFICER,
            page=Page("comments:consultation-board", (consultation.pk,)),
            state_id=one.member_state_id,
        )


def _unreached(scope: Scope) -> QuerySet[Addressee]:
    last = last_of_each(scope).filter(revision__paper__status__in=UNDER_WAY)
    is_open = Q(consultation__in=last.open(scope.at))
    answered = Response.objects.official().filter(
        consultation=OuterRef("consultation"), member_state=OuterRef("member_state")
    )
    unreached = Addressee.objects.filter(~Exists(answered), consultation__in=last, reached_at=None)
    found = unreached.filter(~is_open | Q(lost_at__isnull=False)).select_related("consultation__revision")
    return ledger_columns.with_time(found, scope.at)

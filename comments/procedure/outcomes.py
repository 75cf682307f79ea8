"""Outcomes: computed once at closing, shown to a signatory, confirmed before anything leaves the house.

An answer under a grant may break a silence that was computed already: then the outcome is another one, and
waits for its confirmation again. The release of the compilation follows the confirmation.
"""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from cica_portal.deadlines import closing_instant, seat_date
from cica_portal.errors import DomainError, Refusal
from cica_portal.text import is_blank
from comments import signals
from comments.closed_refusals import (
    GrantsRunning,
    ResponsesUnentered,
)
from comments.enums import (
    ALL_WITHDRAWN,
    BREAKING,
    BROKEN,
    NONE_IN_FORCE,
    OVERTAKEN,
    ConsultationStatus,
    Outcome,
    Position,
    Standing,
    Visibility,
)
from comments.models import (
    CompilationRelease,
    Consultation,
    EnteredResponse,
    LedgerAddendum,
    LedgerEntry,
    OutcomeConfirmation,
    Response,
    TimeRequest,
)
from comments.procedure import consultations, silence, telling
from comments.procedure.replies import ledger
from comments.refusals import ConsultationStillOpen
from members import audit
from members.models import MemberState, User
from plans.enums import PaperStatus
from plans.life import papers

NO_OUTCOME_YET = _("The consultation is still open. The outcome can be confirmed once it has closed.")


def current(consultation: Consultation) -> str:
    """Return the outcome as it is now: the one computed at closing, unless what was added to the record broke
    the silence."""
    broken = BROKEN.get(Outcome(consultation.outcome)) if consultation.outcome else None
    if broken is not None and _breaking().filter(consultation=consultation).exists():
        return broken
    return consultation.outcome


def now() -> Case:
    """Return what `current` returns of a round, as an expression for many."""
    changed = [When(Q(was_broken(), outcome=one), then=Value(str(then))) for one, then in BROKEN.items()]
    return Case(*changed, default=F("outcome"))


def facts() -> dict[str, Exists]:
    """Return, as expressions for many, what a round says its outcome by (`Consultation.outcome_label`)."""
    confirmed = OutcomeConfirmation.objects.filter(consultation=OuterRef("pk"), outcome=Outcome.COMMENTS)
    again = (
        Consultation.objects.for_comments()
        .filter(revision__paper=OuterRef("revision__paper"), opens_at__gt=OuterRef("opens_at"))
        .exclude(status=ConsultationStatus.WITHDRAWN)
    )
    return {
        "was_broken": was_broken(),
        "had_withdrawn": Exists(_withdrawn().filter(consultation=OuterRef("pk"))),
        "has_comments": Exists(_in_force().filter(consultation=OuterRef("pk"))),
        "are_confirmed": Exists(confirmed),
        "came_again": Exists(again),
        **silence.facts(),
    }


def was_broken() -> Exists:
    """Return whether what breaks a silence was added to the locked record of a round."""
    return Exists(_breaking().filter(consultation=OuterRef("pk")))


def broken_at() -> Subquery:
    """Return when the first of what breaks a silence was added to the locked record of a round."""
    return Subquery(_breaking().filter(consultation=OuterRef("pk")).order_by("number").values("at")[:1])


def label(consultation: Consultation) -> str:
    """Say the outcome of a closed round as it is now, and where it sent the plan; comments that came once the
    plan had been circulated again sent it nowhere."""
    if consultation.asks_decision:
        return silence.label(consultation)
    outcome = Outcome(current(consultation))
    if outcome == Outcome.COMMENTS and not _in_force().filter(consultation=consultation).exists():
        return str(ALL_WITHDRAWN)
    if outcome == Outcome.SILENCE and _withdrawn().filter(consultation=consultation).exists():
        return str(NONE_IN_FORCE[True])
    if outcome != consultation.outcome:
        first = _breaking().filter(consultation=consultation).order_by("number").values("at")[:1]
        later = Consultation.objects.for_comments().filter(
            revision__paper=consultation.revision.paper_id, opens_at__gt=consultation.opens_at
        )
        if later.filter(opens_at__lte=Subquery(first)).exists():
            return str(OVERTAKEN[outcome])
    return str(outcome.label)


def _in_force() -> QuerySet[Response]:
    return Response.objects.standing().filter(position=Position.COMMENTS)


def _withdrawn() -> QuerySet[LedgerEntry]:
    """Return the States that had withdrawn their response by the deadline."""
    return LedgerEntry.objects.filter(standing=Standing.WITHDRAWN)


def _breaking() -> QuerySet[LedgerAddendum]:
    """Return the comments and objections that were added to a locked record."""
    return LedgerAddendum.objects.filter(response__position__in=BREAKING)


def commented_before(consultation: Consultation) -> list[Consultation]:
    """Return the earlier consultations of the same plan whose comments are in force, in their order."""
    earlier = Consultation.objects.for_comments().filter(
        revision__paper=consultation.revision.paper_id,
        opens_at__lt=consultation.opens_at,
        status=ConsultationStatus.CLOSED,
    )
    return list(earlier.filter(pk__in=_in_force().values("consultation")).order_by("opens_at", "pk"))


def later(consultation: Consultation) -> Consultation | None:
    """Return the last consultation of the plan where that is another one, which came later."""
    of_plan = Consultation.objects.for_comments().filter(revision__paper=consultation.revision.paper_id)
    found = of_plan.filter(opens_at__gt=consultation.opens_at).exclude(status=ConsultationStatus.WITHDRAWN)
    return found.order_by("opens_at").last()


def is_confirmed(consultation: Consultation) -> bool:
    outcome = current(consultation)
    return bool(outcome) and consultation.confirmations.filter(outcome=outcome).exists()


def unconfirmed(among: QuerySet[Consultation] | None = None) -> QuerySet[Consultation]:
    """Return the closed rounds whose outcome waits for a signatory, of all or `among` some, the oldest first;
    each with its outcome `now`, and whether one was confirmed before (`was_confirmed`). A broken decision by
    silence waits for none: the note tells of it."""
    confirmed = OutcomeConfirmation.objects.filter(consultation=OuterRef("pk")).order_by()
    found = Consultation.objects.all() if among is None else among
    return (
        found.filter(status=ConsultationStatus.CLOSED)
        .annotate(now=now(), was_confirmed=Exists(confirmed))
        .filter(~Exists(confirmed.filter(outcome=OuterRef("now"))))
        .exclude(now=Outcome.NOT_ADOPTED)
        .select_related("revision__paper")
        .order_by("closed_at", "pk")
    )


def ended_in(outcome: Outcome) -> QuerySet[Consultation]:
    """Return the closed rounds that ended, as things are now, in this outcome; none of a withdrawn plan."""
    found = Consultation.objects.filter(status=ConsultationStatus.CLOSED).annotate(now=now())
    return found.filter(now=outcome).exclude(revision__paper__status=PaperStatus.WITHDRAWN)


class Awaited(NamedTuple):
    """What an outcome waits for: States whose additional time runs, requests that nobody has decided, States
    of which a response outside the portal is not entered."""

    running: list[ledger.LedgerRow]
    asked: list[TimeRequest]
    unentered: list[ledger.LedgerRow]

    @property
    def refusal(self) -> DomainError | None:
        """Return what refuses a confirmation without a reason, if anything does."""
        if self.running or self.asked:
            return GrantsRunning()
        return ResponsesUnentered() if self.unentered else None


def awaited(consultation: Consultation, rows: Iterable[ledger.LedgerRow]) -> Awaited:
    found = list(rows)
    return Awaited(
        [row for row in found if row.standing == Standing.GRANT_RUNNING],
        list(consultation.time_requests.open().select_related("member_state", "by")),
        [row for row in found if row.unentered],
    )


def confirm(
    consultation: Consultation, *, outcome: str, reason: str = "", by: User, at: dt.datetime
) -> OutcomeConfirmation:
    """Confirm the outcome that the signatory was shown; another one by now is refused.

    While a State may still answer, or has asked whether it may, or its response by note is not entered, this
    needs a `reason`; what then comes in time is added to the record of replies. Where a silence had been
    confirmed before, the plan comes back from the SWG's table for consolidation; but not where it has been
    circulated again since: the comments are open points, and the plan keeps its stage.
    """
    by.require("comments.confirm_outcome", consultation)
    with transaction.atomic():
        held = consultations.hold(consultation)
        if held.status != ConsultationStatus.CLOSED:
            raise ConsultationStillOpen(NO_OUTCOME_YET)
        refusal = awaited(held, ledger.rows(held, at=at)).refusal
        if refusal is not None and is_blank(reason):
            raise refusal
        reason = reason if refusal is not None else ""
        if outcome != current(held) or outcome == Outcome.NOT_ADOPTED:
            raise Refusal("comments.outcome_changed")
        refuse_entered(held)
        if held.confirmations.filter(outcome=outcome).exists():
            raise Refusal("comments.already_confirmed")
        confirmation = OutcomeConfirmation.objects.create(
            consultation=held, outcome=outcome, reason=reason, by=by, at=at
        )
        paper = held.revision.paper
        if outcome == Outcome.ADOPTED:
            silence.adopt(held, by=by, at=at)
            signals.decision_settled.send(sender=Consultation, consultation=held, at=at)
        if returns_plan(held, outcome):
            papers.move(paper, PaperStatus.UNDER_CONSOLIDATION, by=by, at=at)
        audit.record(
            "consultation.confirm",
            subject=held,
            by=by,
            at=at,
            after={"outcome": str(outcome), "ledger": held.ledger_sha256}
            | ({"reason": reason} if reason else {}),
        )
    return confirmation


def returns_plan(consultation: Consultation, outcome: str) -> bool:
    """Tell whether the plan comes back from the SWG with this outcome: the silence by which it went there was
    broken, and not that of an earlier text."""
    is_broken = outcome != consultation.outcome
    is_before_swg = consultation.revision.paper.status == PaperStatus.BEFORE_SWG
    return is_broken and is_before_swg and later(consultation) is None


def refuse_entered(consultation: Consultation) -> None:
    """Refuse while a response that came outside the portal is on its way into the record."""
    entered = EnteredResponse.objects.under_way().filter(consultation=consultation)
    if names := [one.member_state.name for one in entered.select_related("member_state")]:
        raise Refusal("comments.entered_waits", states=", ".join(names))


def refuse_submission(consultation: Consultation) -> None:
    """Refuse to tell the States that there were no comments unless a signatory has confirmed just that."""
    if current(consultation) == Outcome.COMMENTS:
        raise Refusal("comments.silence_was_broken")
    if not is_confirmed(consultation):
        raise Refusal("comments.outcome_not_confirmed")


def release(
    consultation: Consultation,
    *,
    reason: str = "",
    support_until: dt.date | None = None,
    by: User,
    at: dt.datetime,
) -> CompilationRelease:
    """Release the compilation: from now on every State that the round addressed, and that is a Member
    State still, reads what was filed. While a State may still answer, or has asked whether it may, this needs
    a `reason`: it reads the others before it answers. Until the end of the day `support_until` States may
    support what others proposed (rule 57); without one they may not."""
    by.require("comments.release_compilation", consultation)
    with transaction.atomic():
        held = consultations.hold(consultation)
        if held.status != ConsultationStatus.CLOSED:
            raise ConsultationStillOpen(NO_OUTCOME_YET)
        if held.visibility != Visibility.AFTER_COMPILATION:
            raise Refusal("comments.nothing_to_release")
        if CompilationRelease.objects.filter(consultation=held).exists():
            raise Refusal("comments.already_released")
        if not is_confirmed(held):
            raise Refusal("comments.outcome_not_confirmed")
        early = may_respond(awaited(held, ledger.rows(held, at=at)))
        if early and is_blank(reason):
            raise Refusal("comments.read_before_responding")
        reason = reason.strip() if early else ""
        until = closing_instant(support_until, held.time_zone) if support_until else None
        if until is not None and until <= at:
            raise Refusal("comments.has_passed")
        released = CompilationRelease.objects.create(
            consultation=held, reason=reason, support_until=until, by=by, at=at
        )
        members = MemberState.objects.members_on(seat_date(at))
        addressed = held.addressees.filter(member_state__in=members).values_list("member_state", flat=True)
        telling.tell(telling.Kind.COMPILATION_DISTRIBUTED, held, addressed, about=str(held.pk), at=at)
        audit.record(
            "consultation.release",
            subject=held,
            by=by,
            at=at,
            after={"member_states": sorted(addressed.values_list("member_state__code", flat=True))}
            | ({"may_respond": early, "reason": reason} if early else {})
            | ({"support_until": until.isoformat()} if until else {}),
        )
    return released


def may_respond(waits: Awaited) -> list[str]:
    """Return the codes of the States that may still respond or have asked whether they may."""
    states = {row.member_state.code for row in waits.running} | {one.member_state.code for one in waits.asked}
    return sorted(states)

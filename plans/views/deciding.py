"""The acts that decide on a plan as a whole: of the SWG and the SOC, and its withdrawal."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal import clock, uploads
from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED
from members.models import User
from plans import carrying
from plans.enums import (
    AWAITING_DECISION,
    DECISION_STATUSES,
    PAPER_TRANSITIONS,
    DecisionKind,
    PaperStatus,
)
from plans.forms import ReasonForm
from plans.life import decisions, papers
from plans.models import ConceptPaper
from plans.open_points import Point
from plans.views import point_rows
from plans.views.decision_forms import DecisionForm
from plans.views.frame import PaperView

SANDBOX = "sandbox; default-src 'none'"


@dataclass(frozen=True, slots=True)
class Decision:
    """One act as its page shows it: what it is called, what it does, what to write, what is said when done.

    `kind` is the decision of the SWG or the SOC that it records; none for the withdrawal.
    """

    act: Any
    what: Any
    help: Any
    done: Any
    kind: DecisionKind | None = None
    permission: str = "plans.decide_paper"
    button: str = "primary"

    @property
    def to_status(self) -> PaperStatus:
        return DECISION_STATUSES[self.kind] if self.kind else PaperStatus.WITHDRAWN

    def is_possible(self, paper: ConceptPaper) -> bool:
        """Tell whether the plan can be moved so; only what is before a body is decided on by it."""
        is_before_it = self.kind is None or paper.status in AWAITING_DECISION
        return is_before_it and self.to_status in PAPER_TRANSITIONS.get(paper.status, set())

    def form(self, *given: Any) -> Form:
        return DecisionForm(*given) if self.kind else ReasonForm(*given[:1])

    def perform(self, paper: ConceptPaper, given: Mapping[str, Any], *, by: User, at: dt.datetime) -> None:
        if self.kind is None:
            papers.withdraw(paper, reason=given["reason"], by=by, at=at)
        else:
            decisions.record(
                paper,
                self.kind,
                held_on=given["held_on"],
                reason=given["reason"],
                document=given["file"],
                carry_reason=given["carry_reason"],
                expected_points=given["points"],
                by=by,
                at=at,
            )


DECISIONS = {
    "consider": Decision(
        kind=DecisionKind.CONSIDERED,
        act=gettext_lazy("Record consideration by the SWG"),
        what=gettext_lazy(
            "The SWG has considered the plan. Its text cannot be edited until the SWG decides."
        ),
        help=gettext_lazy("Name the meeting and summarize the discussion of the plan."),
        done=gettext_lazy("Recorded: the SWG considered the plan."),
    ),
    "recommend": Decision(
        kind=DecisionKind.RECOMMENDED,
        act=gettext_lazy("Record recommendation by the SWG"),
        what=gettext_lazy("The SWG has recommended the plan. It goes to the SOC for approval."),
        help=gettext_lazy("Name the meeting and quote the recommendation."),
        done=gettext_lazy("Recorded: the SWG recommended the plan."),
    ),
    "return": Decision(
        kind=DecisionKind.RETURNED,
        act=gettext_lazy("Record return by the SWG"),
        what=gettext_lazy(
            "The SWG has returned the plan for consolidation. Its text can be edited again, and "
            "the next locked text will be a new revision."
        ),
        help=gettext_lazy("Name the meeting, its date and what the SWG requests."),
        done=gettext_lazy("Recorded: the SWG returned the plan. It is under consolidation."),
    ),
    "adopt": Decision(
        kind=DecisionKind.APPROVED,
        act=gettext_lazy("Record the approval by the SOC"),
        what=gettext_lazy(
            "The SOC has approved the plan. It will be adopted and visible to all Member States. "
            "It can no longer be withdrawn."
        ),
        help=gettext_lazy("Name the meeting and its date."),
        done=gettext_lazy("Plan adopted."),
    ),
    "withdraw": Decision(
        act=gettext_lazy("Withdraw the plan"),
        what=gettext_lazy(
            "The plan will be withdrawn. This cannot be undone. Its revisions, notes and comments "
            "are kept on record."
        ),
        help=gettext_lazy("Give the reason for the withdrawal."),
        done=gettext_lazy("Plan withdrawn."),
        permission="plans.withdraw_paper",
        button="danger",
    ),
}


def acts(paper: ConceptPaper, user: User) -> list[dict[str, Any]]:
    """Return the decisions that this person may record on the plan as it stands."""
    return [
        {"name": name, "act": decision.act}
        for name, decision in DECISIONS.items()
        if decision.is_possible(paper) and user.has_perm(decision.permission, paper)
    ]


class PaperDecide(PaperView):
    """Record a decision on a plan, with its reason, its day and its document."""

    def find_subject(self) -> ConceptPaper:
        if self.kwargs["decision"] not in DECISIONS:
            raise Http404
        self.decision = DECISIONS[self.kwargs["decision"]]
        self.permission = self.decision.permission
        return self.paper

    def get(self, request: HttpRequest, slug: str, decision: str) -> HttpResponse:
        if not self.decision.is_possible(self.paper):
            messages.error(request, _("This decision is not possible at the current status of the plan."))
            return redirect("plans:paper-detail", slug)
        refusal = decisions.refusal_of(self.paper) if self.decision.kind else None
        if refusal is not None:
            messages.error(request, str(refusal))
            return redirect("plans:paper-detail", slug)
        return self.decision_page(self.decision.form())

    def post(self, request: HttpRequest, slug: str, decision: str) -> HttpResponse:
        form = self.decision.form(request.POST, request.FILES)
        if form.is_valid():
            try:
                given = form.cleaned_data | {"points": request.POST.get("points", "")}
                self.decision.perform(self.paper, given, by=request.user, at=clock.now())
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, str(self.decision.done))
                return redirect("plans:paper-detail", slug)
        return self.decision_page(form, status=REFUSED)

    def decision_page(self, form: Form, status: int = 200) -> HttpResponse:
        form.fields["reason"].help_text = self.decision.help
        points = self.open_points()
        context = {
            "form": form,
            "decision": self.decision,
            "points": point_rows.groups(points, self.at),
            "points_shown": carrying.shown(points),
        }
        if not points:
            form.fields.pop("carry_reason", None)
        return self.page("plans/confirm_decision.html", context, status=status)

    def open_points(self) -> list[Point]:
        """Return what is to be settled before the decision, or carried over with it."""
        gate = decisions.GATES.get(self.decision.kind) if self.decision.kind else None
        return carrying.before(self.paper, gate, at=self.at) if gate else []


class DecisionDocument(PaperView):
    """The document of a decision as it came, for those who prepare the plan."""

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        found = get_object_or_404(self.paper.decisions, pk=pk)
        content = uploads.stored(found.stored_as)
        response = HttpResponse(content, content_type=uploads.CONTENT_TYPES[found.file_kind])
        response.headers["Content-Disposition"] = content_disposition_header(True, found.file_name)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = SANDBOX
        return response

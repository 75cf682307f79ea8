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
                by=by,
                at=at,
            )


DECISIONS = {
    "consider": Decision(
        kind=DecisionKind.CONSIDERED,
        act=gettext_lazy("Record that the SWG considered it"),
        what=gettext_lazy("The SWG considered the plan. Its text stays closed until the SWG has decided."),
        help=gettext_lazy("The meeting, and what was said on the plan."),
        done=gettext_lazy("It is recorded that the SWG considered the plan."),
    ),
    "recommend": Decision(
        kind=DecisionKind.RECOMMENDED,
        act=gettext_lazy("Record that the SWG recommended it"),
        what=gettext_lazy("The SWG recommended the plan: it goes to the SOC for approval."),
        help=gettext_lazy("The meeting, and the words of the recommendation."),
        done=gettext_lazy("It is recorded that the SWG recommended the plan."),
    ),
    "return": Decision(
        kind=DecisionKind.RETURNED,
        act=gettext_lazy("Record that the SWG returned it"),
        what=gettext_lazy(
            "The SWG returned the plan: it goes under consolidation, its text can be edited again, "
            "and what is frozen next is a new revision."
        ),
        help=gettext_lazy("The meeting and its day, and what the SWG asks for."),
        done=gettext_lazy("The plan is under consolidation."),
    ),
    "adopt": Decision(
        kind=DecisionKind.APPROVED,
        act=gettext_lazy("Record the approval by the SOC"),
        what=gettext_lazy(
            "The SOC approved the plan: it is adopted, cannot be withdrawn any more, and every "
            "Member State reads it in the portal from now on."
        ),
        help=gettext_lazy("The meeting and its day."),
        done=gettext_lazy("The plan is adopted."),
    ),
    "withdraw": Decision(
        act=gettext_lazy("Withdraw the plan"),
        what=gettext_lazy(
            "The plan is withdrawn for good. Its revisions, notes and comments stay on record."
        ),
        help=gettext_lazy("Why the plan is withdrawn."),
        done=gettext_lazy("The plan is withdrawn."),
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
            messages.error(request, _("This decision does not fit the state the plan is in now."))
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
                self.decision.perform(self.paper, form.cleaned_data, by=request.user, at=clock.now())
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, str(self.decision.done))
                return redirect("plans:paper-detail", slug)
        return self.decision_page(form, status=REFUSED)

    def decision_page(self, form: Form, status: int = 200) -> HttpResponse:
        form.fields["reason"].help_text = self.decision.help
        return self.page(
            "plans/confirm_decision.html", {"form": form, "decision": self.decision}, status=status
        )


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

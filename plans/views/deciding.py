"""The acts that decide on a plan as a whole: of the SWG and the SOC, and its withdrawal."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal import uploads
from cica_portal.deadlines import seat_date
from cica_portal.errors import DomainError, Refusal
from cica_portal.web import following, uploaded
from cica_portal.web.downloads import download
from cica_portal.web.following import Step
from cica_portal.web.pages import FormPage
from members.models import User
from plans.enums import (
    AWAITING_DECISION,
    DECIDING_BODIES,
    DECISION_STATUSES,
    PAPER_TRANSITIONS,
    DecisionKind,
    PaperStatus,
)
from plans.forms import ReasonForm
from plans.forms.meetings import DecisionForm
from plans.life import carrying, decisions, papers
from plans.models import ConceptPaper, MeetingItem
from plans.views import point_rows
from plans.views.frame import PaperView


@dataclass(frozen=True, slots=True)
class Decision:
    """One act as its page shows it: what it is called, what it does, what to write, what is said when done,
    and what is next.

    `kind` is the decision of the SWG or the SOC that it records; none for the withdrawal.
    """

    act: Any
    what: Any
    help: Any
    done: Any
    next: Any = ""
    kind: DecisionKind | None = None
    permission: str = "plans.decide_paper"
    button: str = "primary"

    def is_possible(self, paper: ConceptPaper, item: MeetingItem | None) -> bool:
        """Tell whether this can become of the plan now; only what is before a body is decided on by it, and
        of what a meeting has begun on, its own."""
        if self.kind is None:
            return PaperStatus.WITHDRAWN in PAPER_TRANSITIONS.get(paper.status, set())
        body = DECIDING_BODIES.get(self.kind)
        if paper.status not in AWAITING_DECISION or (item and body and item.meeting.body != body):
            return False
        if self.kind in DECISION_STATUSES:
            return DECISION_STATUSES[self.kind] in PAPER_TRANSITIONS[paper.status]
        return self.kind == DecisionKind.DEFERRED or paper.status == PaperStatus.RECOMMENDED


DECISIONS = {
    "consider": Decision(
        kind=DecisionKind.CONSIDERED,
        act=gettext_lazy("Record consideration by the SWG"),
        what=gettext_lazy(
            "The SWG has considered the plan. Its text cannot be edited until the SWG decides."
        ),
        help=gettext_lazy("Summarize the discussion of the plan."),
        done=gettext_lazy("Recorded: the SWG considered the plan."),
        next=gettext_lazy("Record whether the SWG recommends the plan or returns it."),
    ),
    "recommend": Decision(
        kind=DecisionKind.RECOMMENDED,
        act=gettext_lazy("Record recommendation by the SWG"),
        what=gettext_lazy("The SWG has recommended the plan. It goes to the SOC for approval."),
        help=gettext_lazy("Quote the decision."),
        done=gettext_lazy("Recorded: the SWG recommended the plan."),
        next=gettext_lazy("The SOC decides: record its approval after its meeting."),
    ),
    "return": Decision(
        kind=DecisionKind.RETURNED,
        act=gettext_lazy("Record return with remarks"),
        what=gettext_lazy(
            "The plan was returned for consolidation. Its text can be edited again, and "
            "the next locked text will be a new revision."
        ),
        help=gettext_lazy("Quote the decision."),
        done=gettext_lazy("Recorded: the plan was returned. It is under consolidation."),
        next=gettext_lazy("The coordinator edits the text; the next locked text is a new revision."),
    ),
    "adopt": Decision(
        kind=DecisionKind.APPROVED,
        act=gettext_lazy("Record the approval by the SOC"),
        what=gettext_lazy(
            "The SOC has approved the plan. It will be adopted and visible to all Member States. "
            "It can no longer be withdrawn."
        ),
        help=gettext_lazy("Quote the decision."),
        done=gettext_lazy("Plan adopted."),
        next=gettext_lazy("All Member States can read the plan. Its coordinator announces the first event."),
    ),
    "silence": Decision(
        kind=DecisionKind.UNDER_SILENCE,
        act=gettext_lazy("Record placing under the silence procedure"),
        what=gettext_lazy(
            "The SOC has placed the plan under the silence procedure. Its status does not change."
        ),
        help=gettext_lazy("Quote the decision."),
        done=gettext_lazy("Recorded: the SOC placed the plan under the silence procedure."),
    ),
    "defer": Decision(
        kind=DecisionKind.DEFERRED,
        act=gettext_lazy("Record deferral"),
        what=gettext_lazy("The item was deferred. The status of the plan does not change."),
        help=gettext_lazy("Quote the decision."),
        done=gettext_lazy("Recorded: the item was deferred."),
    ),
    "withdraw": Decision(
        act=gettext_lazy("Withdraw the plan"),
        what=gettext_lazy(
            "The plan will be withdrawn. This cannot be undone. Its revisions, notes and comments "
            "are kept on record. If Member States are responding, a note that tells them is drafted for "
            "signature."
        ),
        help=gettext_lazy("Give the reason for the withdrawal."),
        done=gettext_lazy("Plan withdrawn."),
        permission="plans.withdraw_paper",
        button="danger",
    ),
}


def begun(items: Iterable[MeetingItem], at: dt.datetime) -> MeetingItem | None:
    """Return the first of the open items of a plan whose meeting has begun."""
    return next((one for one in items if one.meeting.first_on <= seat_date(at)), None)


def acts(
    paper: ConceptPaper, user: User, item: MeetingItem | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the decisions that this person may record on the plan as it stands, on its item of a meeting
    that has begun, and those that wait for something, each with why."""
    found = {
        name: decision
        for name, decision in DECISIONS.items()
        if decision.is_possible(paper, item) and user.has_perm(decision.permission, paper)
    }
    of_bodies = [one for one in found.values() if one.kind]
    refusal = refusal_of(paper, item) if of_bodies else None
    held = [{"act": one.act, "why": refusal} for one in of_bodies if refusal]
    open_ = [{"name": name, "act": one.act} for name, one in found.items() if not (refusal and one.kind)]
    return open_, held


def refusal_of(paper: ConceptPaper, item: MeetingItem | None) -> DomainError | None:
    """Return why no result can be recorded yet: the plan is not submitted, or no meeting has begun on it."""
    return decisions.refusal_of(paper) or (None if item else Refusal("plans.no_item"))


class PaperDecide(PaperView, FormPage):
    """Record a decision on a plan, with its reason, its day and its document."""

    template_name = "plans/confirm_decision.html"

    def find_subject(self) -> ConceptPaper:
        if self.kwargs["decision"] not in DECISIONS:
            raise Http404
        self.decision = DECISIONS[self.kwargs["decision"]]
        self.permission = self.decision.permission
        self.item = begun(self.paper.items.open(), self.at) if self.decision.kind else None
        return self.paper

    def get(self, request: HttpRequest, slug: str, decision: str) -> HttpResponseBase:
        refusal: Any = None
        if not self.decision.is_possible(self.paper, self.item):
            refusal = _("This decision is not possible at the current status of the plan.")
        elif self.decision.kind:
            refusal = refusal_of(self.paper, self.item)
        if refusal is None:
            return super().get(request)
        messages.error(request, str(refusal))
        return self.back()

    def form(self, *sent: Any, **given: Any) -> Form:
        if self.item is None:
            return ReasonForm(*sent, **given)
        is_deferral = self.decision.kind == DecisionKind.DEFERRED
        return DecisionForm(*sent, item=self.item, is_deferral=is_deferral, **given)

    def act(self, form: Form) -> HttpResponse:
        given, terms = form.cleaned_data, {"by": self.request.user, "at": self.at}
        if self.decision.kind is None:
            papers.withdraw(self.paper, reason=given["reason"], **terms)
        elif self.item is None:
            raise Refusal("plans.no_item")
        else:
            terms |= {"document": given.pop("file"), "expected_points": self.request.POST.get("points", "")}
            decisions.record(self.item, self.decision.kind, **terms, **given)
        uploaded.tell(self.request, terms.get("document"))
        steps = [Step(self.decision.next)] if self.decision.next else []
        following.say(self.request, self.decision.done, steps)
        return self.back()

    def get_context_data(self, form: Form, **kwargs: Any) -> dict[str, Any]:
        form.fields["reason"].help_text = self.decision.help
        # What is to be settled before the decision, or carried over with it.
        gate = decisions.GATES.get(self.decision.kind)
        points = carrying.before(self.paper, gate, at=self.at) if gate else []
        if not points:
            form.fields.pop("carry_reason", None)
        return super().get_context_data(
            form=form,
            decision=self.decision,
            meeting_items=[self.item] if self.item else [],
            points=point_rows.groups(points, self.at),
            points_shown=carrying.shown(points),
            **kwargs,
        )


class DecisionDocument(PaperView):
    """The document of a decision as it came, for those who prepare the plan."""

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        found = get_object_or_404(self.paper.decisions, pk=pk)
        content = uploads.stored(found.stored_as, found.file_sha256)
        content_type = uploads.CONTENT_TYPES[found.file_kind]
        return download(content, found.file_name, content_type, is_foreign=True)

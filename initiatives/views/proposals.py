"""Proposed events once they are filed: what was proposed, what became of it, and the acts that decide."""

from itertools import groupby
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.errors import AlreadyMoved, DomainError, Refusal
from cica_portal.languages import LANGUAGES, NAMES, reader_language
from cica_portal.web.pages import REFUSED, ConfirmPage, FormPage, Page
from initiatives import wording
from initiatives.drafted import words
from initiatives.enums import LAPSED, PROPOSAL_STATUS_KINDS, PROPOSAL_TRANSITIONS, ProposalStatus
from initiatives.forms import AnswerForm, SupplementForm, WithdrawalForm
from initiatives.models import PUBLISHED, Initiative, ProposedEvent
from initiatives.overview import particulars
from initiatives.proposed import decisions
from members.models import User
from plans import blocks
from plans.models import ConceptPaper, RevisionBlock


class Listed(NamedTuple):
    """A proposal as a list shows it."""

    event: ProposedEvent
    when: str
    mark: str
    word: str


def is_pending(event: ProposedEvent) -> bool:
    """Tell whether somebody is still to decide on a proposal, read `with_standing` and its plan."""
    return event.standing == ProposalStatus.PROPOSED and event.paper.status not in decisions.SETTLED


def told(event: ProposedEvent, user: User) -> tuple[str, str]:
    """Return how a proposal stands, as mark and word: an open one needs those who decide, and its State waits
    for them; one that was open when its plan was withdrawn lapsed."""
    if is_pending(event):
        mark = "waiting" if user.is_delegate else PROPOSAL_STATUS_KINDS[ProposalStatus.PROPOSED]
    elif decisions.has_lapsed(event, event.standing):
        return "quiet", str(LAPSED)
    else:
        mark = PROPOSAL_STATUS_KINDS[event.standing]
    return mark, str(ProposalStatus(event.standing).label)


class ProposalList(Page):
    """What was proposed, plan by plan; what waits for an answer comes first."""

    permission = "initiatives.view_proposals"

    def get(self, request: HttpRequest) -> HttpResponse:
        user, language = request.user, reader_language()
        found = (
            ProposedEvent.objects.visible_to(user)
            .filed()
            .with_standing()
            .select_related("paper", "member_state")
            .order_by("-paper__period_from", "paper", "filed_at", "pk")
        )
        plan = request.GET.get("plan", "")
        shown = [event for event in found if not plan or event.paper.slug == plan]
        groups = []
        for _paper, events in groupby(shown, key=lambda event: event.paper_id):
            listed = [Listed(event, wording.when(event, language), *told(event, user)) for event in events]
            listed.sort(key=lambda item: not is_pending(item.event))
            groups.append({"paper": listed[0].event.paper, "first": listed[0].event, "listed": listed})
        context = {"groups": groups, "plan": plan, "is_filtered": bool(plan)}
        return self.page("initiatives/proposal_list.html", context)


class ProposalView(Page):
    """A page or an act about one filed proposal, fetched through the person's own scope."""

    permission = "initiatives.view_proposals"
    about = "event"
    shows: tuple[str, ...] = "shown", "is_deferred"
    asked_on = "initiatives:proposal-detail", "event__pk"

    @cached_property
    def event(self) -> ProposedEvent:
        visible = ProposedEvent.objects.visible_to(self.request.user).filed().with_standing()
        related = visible.select_related("paper__measure", "member_state", "host", "filed_by")
        return get_object_or_404(related, pk=self.kwargs["pk"])

    def may(self, status: str, permission: str) -> bool:
        allowed = PROPOSAL_TRANSITIONS.get(self.event.standing, set())
        return status in allowed and self.request.user.has_perm(permission, self.event)

    @property
    def shown(self) -> particulars.Particulars:
        objectives = particulars.circulated_objectives(self.event.paper) if self.event.objectives else []
        return particulars.of([self.event], objectives, reader_language())[0]

    @property
    def has_lapsed(self) -> bool:
        return decisions.has_lapsed(self.event, self.event.standing)

    @cached_property
    def is_deferred(self) -> bool:
        return self.event.standing == ProposalStatus.LATER

    @cached_property
    def later_plans(self) -> list[ConceptPaper]:
        """Return the later plans in preparation for which the person considers a deferred event: of these its
        State reads nothing."""
        user = self.request.user
        if not self.is_deferred or not user.has_perm("initiatives.decide_proposal", self.event):
            return []
        found = decisions.later_plans(self.event).select_related("measure")
        return [paper for paper in found if user.has_perm("plans.edit_paper", paper)]


class ProposalDetail(ProposalView):
    template_name = "initiatives/proposal_detail.html"
    shows = "shown", "is_deferred", "later_plans", "is_withdrawn_by_others"

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        event, user = self.event, request.user
        taken = list(event.decisions.select_related("by", "initiative"))
        last = taken[-1] if taken else None
        may_decide = self.may(ProposalStatus.ACCEPTED, "initiatives.decide_proposal")
        is_settled = event.paper.status in decisions.SETTLED
        is_adopted = decisions.is_adopted(event.paper)
        mark, word = told(event, user)
        return self.page(
            context={
                "mark": mark,
                "word": word,
                "taken": taken,
                "initiative": last.initiative if last else None,
                "supplement": last.line if last else {},
                "is_coming": last is not None and self.is_coming(last.initiative),
                "may_edit": event.paper.is_editable and user.has_perm("plans.edit_paper", event.paper),
                "may_accept": may_decide and (event.paper.is_editable or is_adopted),
                "may_answer": may_decide and not is_settled,
                "refusal": self.refusal(is_settled) if may_decide else None,
                "may_withdraw": not self.has_lapsed
                and self.may(ProposalStatus.WITHDRAWN, "initiatives.withdraw_proposal"),
            }
        )

    def is_coming(self, initiative: Initiative | None) -> bool:
        """Tell whether an event that is included in the plan is in no text that the States have had."""
        if initiative is None or self.event.paper.status in {*decisions.SETTLED, *PUBLISHED}:
            return False
        lines = RevisionBlock.objects.filter(revision__paper=self.event.paper_id)
        return not lines.filter(key=initiative.block_key).exists()

    @property
    def is_withdrawn_by_others(self) -> bool:
        """Tell whether a proposal of the person's own State can be withdrawn, though not by this person."""
        user = self.request.user
        can_be = ProposalStatus.WITHDRAWN in PROPOSAL_TRANSITIONS.get(self.event.standing, set())
        is_own = user.is_delegate and user.member_state_id == self.event.member_state_id
        return can_be and is_own and not self.has_lapsed

    def refusal(self, is_settled: bool) -> DomainError | None:
        """Return why the proposal cannot be taken into the plan now, if it cannot."""
        status = self.event.paper.get_status_display()
        if is_settled:
            return Refusal("initiatives.plan_settled", status=status)
        is_open = self.event.paper.is_editable or decisions.is_adopted(self.event.paper)
        return None if is_open else blocks.NotEditable(status=status)


class ProposalAccept(ProposalView, ConfirmPage):
    """Show the line that will stand in the plan, then take the proposal into it; of an adopted plan, write
    the line that will supplement it."""

    template_name = "initiatives/proposal_accept.html"
    permission = "initiatives.decide_proposal"
    gives_back = LANGUAGES

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        paper = self.event.paper
        if not self.may(ProposalStatus.ACCEPTED, self.permission):
            return self.refused(AlreadyMoved())
        if decisions.is_adopted(paper):
            return self.supplement(SupplementForm(line={self.event.language: wording.plan_line(self.event)}))
        if not paper.is_editable:
            return self.refused(blocks.NotEditable(status=paper.get_status_display()))
        last = words.last_line(paper)
        texts = {text.language: text.text for text in last.texts.all()} if last else {}
        context = {
            "line": wording.plan_line(self.event),
            "after": texts,
            "has_lines": last is not None,
            "missing": [NAMES[code] for code in LANGUAGES if code != self.event.language],
        }
        return self.page(context=context)

    def supplement(self, form: SupplementForm, status: int = 200) -> HttpResponse:
        return self.page("initiatives/proposal_supplement.html", {"form": form}, status=status)

    def act(self) -> HttpResponse:
        line = None
        if decisions.is_adopted(self.event.paper):
            form = SupplementForm(self.request.POST, line={})
            if not form.is_valid():
                return self.supplement(form, status=REFUSED)
            line = form.cleaned_data
        decision = decisions.accept(self.event, line=line, by=self.request.user, at=self.at)
        if decision.line:
            messages.success(self.request, _("Event included in the plan. Its State was told by e-mail."))
            return redirect("initiatives:initiative-detail", decision.initiative.block_key)
        messages.success(self.request, _("Event included in the plan. Now write its translations."))
        key = decision.initiative.block_key
        return redirect(f"{reverse('plans:paper-edit', args=[self.event.paper.slug])}?at={key}#b-{key}")


class ProposalEnd(ProposalView, FormPage):
    """End a proposal with words to its State or to those who decide; it stays on record."""

    final = (DomainError,)
    gives_back = ("reason",)
    status: ProposalStatus

    def get(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        if not self.may(self.status, self.permission):
            return self.refused(None, AlreadyMoved())
        return super().get(request)

    def initial(self) -> dict[str, str]:
        return {"language": reader_language()}


class ProposalAnswer(ProposalEnd):
    """Answer a proposal that does not enter the plan, or not this one."""

    template_name = "initiatives/proposal_answer.html"
    permission = "initiatives.decide_proposal"
    form_class = AnswerForm
    status = ProposalStatus.DECLINED
    perform = staticmethod(decisions.answer)
    done = gettext_lazy("Decision recorded. The proposing State can now see it.")


class ProposalWithdraw(ProposalEnd):
    """Withdraw the own State's proposal; it stays on record as withdrawn."""

    template_name = "initiatives/proposal_withdraw.html"
    permission = "initiatives.withdraw_proposal"
    form_class = WithdrawalForm
    status = ProposalStatus.WITHDRAWN
    perform = staticmethod(decisions.withdraw)
    done = gettext_lazy("Proposal withdrawn. It is kept on record.")

    def get(self, request: HttpRequest, pk: Any) -> HttpResponseBase:
        if self.has_lapsed:
            return self.refused(None, Refusal("initiatives.proposal_lapsed"))
        return super().get(request, pk)

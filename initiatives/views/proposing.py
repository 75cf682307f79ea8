"""A delegation's own proposals of events: written, submitted, removed.

The pages are the same in a consultation and for an adopted plan: where one proposes says for which plan,
beside which text, by which acts.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.deadlines import local_date
from cica_portal.errors import DomainError, StaleVersion
from cica_portal.languages import reader_language
from cica_portal.web.forms import shown_version
from cica_portal.web.pages import CONFLICT, SAFE, ConfirmPage, FormPage, Page
from initiatives import proposals
from initiatives.forms import ProposedEventForm
from initiatives.implementation import follow_up
from initiatives.models import ProposedEvent
from initiatives.overview import particulars
from initiatives.overview.particulars import Particulars
from members import audit
from members.models import MemberState
from plans.enums import BlockKind
from plans.life import decisions
from plans.models import ConceptPaper
from plans.outline import OutlineRow, revision_outline


class OwnProposals:
    """A page about proposals of the own delegation for `plan`, set out beside the objectives of `outline`.

    `zone` is where it is today; `address` leads to the page of a step, and `home` back to the plan.
    """

    event: ProposedEvent | None = None
    plan: ConceptPaper
    outline: list[OutlineRow]
    zone: str
    may_file = False
    home: str

    def address(self, step: str, event: ProposedEvent | None = None) -> str:
        raise NotImplementedError

    def addresses(self, event: ProposedEvent) -> Mapping[str, str]:
        return {step: self.address(step, event) for step in ("edit", "file", "remove")}

    def own_events(self) -> QuerySet[ProposedEvent]:
        own = ProposedEvent.objects.visible_to(self.request.user).select_related("host", "paper")
        return own.filter(paper=self.plan, member_state=self.request.user.member_state_id)

    def find_event(self, key: Any) -> ProposedEvent:
        """Return a proposal that was not submitted; anybody else's does not exist."""
        return get_object_or_404(self.own_events(), pk=key, filed_at=None)

    def back(self) -> HttpResponseBase:
        return redirect(self.home)

    def set_out(self, *found: ProposedEvent) -> list[Particulars]:
        return particulars.of(found, self.outline, reader_language())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            event=self.event,
            home=self.home,
            addresses=self.addresses(self.event) if self.event else {},
            create_url=self.address("create"),
            may_file=self.may_file,
            **kwargs,
        )


class ProposalForm(OwnProposals, FormPage):
    """A new proposal, below those that the delegation made for this plan; or one that was not submitted.

    What was typed into one that a colleague submitted or removed meanwhile comes back.
    """

    is_removed = False

    def find_event(self, key: Any) -> ProposedEvent | None:
        if self.request.method in SAFE:
            return super().find_event(key)
        event = self.own_events().filter(pk=key).first()
        self.is_removed = event is None
        if self.is_removed and not audit.is_recorded_internally(
            "proposed_event.remove", key, self.request.user
        ):
            raise Http404
        return event

    def form(self, *sent: Any, **given: Any) -> ProposedEventForm:
        language = reader_language()
        return ProposedEventForm(
            *sent,
            paper=self.plan,
            objectives=[
                (str(row.key), f"{row.cited(language)} {row.text(language)}")
                for row in self.outline
                if row.kind == BlockKind.OBJECTIVE
            ],
            states=MemberState.objects.members_on(local_date(self.at, self.zone)),
            language=language,
            own_state=self.request.user.member_state,
            event=self.event,
            **given,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = self.own_events().with_standing() if self.event is None else []
        listed = [(one, self.addresses(one)) for one in own]
        return super().get_context_data(**{"own_events": listed} | kwargs)

    def act(self, form: ProposedEventForm) -> HttpResponseBase:
        values = {name: form.cleaned_data[name] for name in proposals.FIELDS}
        given = form.cleaned_data
        if self.is_removed:
            raise proposals.StaleEvent(None, values)
        event = self.save(key=given["key"], version=given["version"], **values)
        if self.may_file:
            return redirect(self.address("file", event))
        said = _("Draft saved. Only your delegation can see it until it is submitted.")
        messages.success(self.request, said)
        return self.back()

    def refused(self, form: ProposedEventForm, refusal: DomainError) -> HttpResponseBase:
        if isinstance(refusal, proposals.StaleEvent):
            return self.conflict(refusal)
        return super().refused(form, refusal)

    def save(self, **values: Any) -> ProposedEvent:
        raise NotImplementedError

    def conflict(self, stale: proposals.StaleEvent) -> HttpResponseBase:
        data = self.request.POST.copy()
        data["version"] = str(stale.current.version if stale.current else 0)
        data["key"] = str(uuid.uuid4())
        self.event = stale.current
        both = [event for event in (ProposedEvent(**stale.mine), stale.current) if event]
        mine, *current = self.set_out(*both)
        return self.page(
            "initiatives/own_proposal_conflict.html",
            {"form": self.form(data), "current": current[0] if current else None, "mine": mine},
            status=CONFLICT,
        )


class ProposalConfirm(OwnProposals, ConfirmPage):
    """A page that shows a proposal and does with it what it says; with what a colleague made of the proposal
    since, it comes back."""

    again = {StaleVersion: CONFLICT}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = follow_up.last_day(self.event) if self.event else None
        has_passed = last is not None and last < local_date(self.at, self.zone)
        return super().get_context_data(has_passed=has_passed, **kwargs)

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        if self.event and isinstance(refusal, StaleVersion):
            self.event = self.find_event(self.event.pk)
        return super().refused(refusal)


class ProposalRemove(ProposalConfirm):
    """Remove a proposal that was not submitted."""

    done = gettext_lazy("Draft event removed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(shown=self.set_out(self.event)[0], **kwargs)


# To an adopted plan ----------------------------------------------------------------------------------
class PlanPage(OwnProposals, Page):
    """A page about proposals to an adopted plan."""

    permission = "initiatives.draft_proposal"

    def find_subject(self) -> ConceptPaper:
        if key := self.kwargs.get("event"):
            self.event = self.find_event(key)
        return self.plan

    @cached_property
    def plan(self) -> ConceptPaper:
        return get_object_or_404(
            ConceptPaper.objects.published_to(self.request.user), slug=self.kwargs["slug"]
        )

    @cached_property
    def outline(self) -> list[OutlineRow]:
        return revision_outline(decisions.adopted_text(self.plan))

    @property
    def zone(self) -> str:
        return self.request.user.member_state.time_zone

    @property
    def may_file(self) -> bool:
        return bool(self.request.user.can_submit)

    @property
    def home(self) -> str:
        return reverse("plans:published-detail", args=[self.plan.slug])

    def address(self, step: str, event: ProposedEvent | None = None) -> str:
        args = [self.plan.slug, *([event.pk] if event else [])]
        name = "comments:supplement-file" if step == "file" else f"initiatives:own-proposal-{step}"
        return reverse(name, args=args)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(paper=self.plan, **kwargs)


class OwnProposalForm(ProposalForm, PlanPage):
    template_name = "initiatives/own_proposal_form.html"

    def save(self, **values: Any) -> ProposedEvent:
        values |= {"by": self.request.user, "at": self.at, "event": self.event}
        return proposals.save_supplement(self.plan, **values)


class OwnProposalRemove(ProposalRemove, PlanPage):
    template_name = "initiatives/own_proposal_remove.html"

    def act(self) -> None:
        version = shown_version(self.request.POST)
        proposals.remove_supplement(self.event, version=version, by=self.request.user)

"""Proposing a thematic event in a consultation: written by the delegation, filed for the State.

One proposed to an adopted plan is filed here, too: it gets a receipt like any other.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.web.following import Step
from cica_portal.web.forms import shown_version
from comments.models import Receipt
from comments.procedure.lists import overview
from comments.refusals import ConsultationClosed
from comments.views.base import ConsultationView
from comments.writing import proposed_events
from initiatives.models import ProposedEvent
from initiatives.views.proposing import OwnProposals, PlanPage, ProposalConfirm, ProposalForm, ProposalRemove
from plans.models import ConceptPaper
from plans.outline import OutlineRow, revision_outline


class EventPage(OwnProposals, ConsultationView):
    """A page about proposals of the own delegation, set out beside the objectives of the circulated text."""

    permission = "comments.draft_comment"

    def find(self, pk: int, event: Any = None) -> None:
        super().find(pk=pk)
        self.event = self.find_event(event) if event else None

    @property
    def plan(self) -> ConceptPaper:
        return self.consultation.revision.paper

    @cached_property
    def outline(self) -> list[OutlineRow]:
        return revision_outline(self.consultation.revision)

    @property
    def zone(self) -> str:
        return self.consultation.time_zone

    @property
    def may_file(self) -> bool:
        return bool(self.request.user.can_submit) and overview.takes_answers(self.consultation, self.at)

    @property
    def home(self) -> str:
        return reverse("comments:consultation-detail", args=[self.consultation.pk])

    def address(self, step: str, event: ProposedEvent | None = None) -> str:
        args = [self.consultation.pk, *([event.pk] if event else [])]
        return reverse(f"comments:event-{step}", args=args)


class EventForm(ProposalForm, EventPage):
    template_name = "comments/event_form.html"

    def save(self, **values: Any) -> ProposedEvent:
        return proposed_events.save(
            self.consultation, by=self.request.user, at=self.at, event=self.event, **values
        )


class FilingPage(ProposalConfirm):
    """Show exactly what will be filed, then file it. A second click finds the receipt of the first."""

    done = gettext_lazy("Event proposed for your State. This is the receipt.")

    def steps(self) -> list[Step]:
        return [Step(gettext("The Secretariat decides on the event and tells your delegation by e-mail."))]

    def find_event(self, key: Any) -> ProposedEvent:
        return get_object_or_404(self.own_events(), pk=key)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(shown=self.set_out(self.event)[0], number=self.number, **kwargs)

    def act(self) -> HttpResponseBase:
        receipt = self.file(version=shown_version(self.request.POST), by=self.request.user)
        return redirect("comments:receipt-detail", number=receipt.number)


class EventFile(FilingPage, EventPage):
    template_name = "comments/event_confirm_file.html"
    permission = "comments.propose_event"

    @property
    def number(self) -> str:
        return self.consultation.reference

    def file(self, **asked: Any) -> Receipt:
        return proposed_events.file(self.event, self.consultation, **asked)

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        if not isinstance(refusal, ConsultationClosed):
            return super().refused(refusal)
        # Translators: refusal is a whole sentence that says what is wrong
        said = _("%(refusal)s The proposal was saved as a draft of your delegation.") % {"refusal": refusal}
        messages.error(self.request, said)
        return self.back()


class SupplementFile(FilingPage, PlanPage):
    """One proposed to an adopted plan."""

    template_name = "initiatives/own_proposal_file.html"
    permission = "initiatives.propose_event"
    number = ""

    def file(self, **asked: Any) -> Receipt:
        return proposed_events.supplement(self.event, **asked)


class EventRemove(ProposalRemove, EventPage):
    template_name = "comments/event_confirm_remove.html"

    def act(self) -> None:
        version = shown_version(self.request.POST)
        proposed_events.remove(self.event, self.consultation, version=version, by=self.request.user)

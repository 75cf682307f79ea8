"""Events of a plan in preparation: added by a record, made of lines, set from the record again."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from cica_portal.deadlines import seat_date
from cica_portal.errors import Refusal
from cica_portal.languages import reader_language
from cica_portal.web.pages import ActPage, FormPage, Page, visible
from initiatives import lines, proposals
from initiatives.drafted import events, words
from initiatives.enums import ProposalStatus
from initiatives.models import PUBLISHED, ProposedEvent
from initiatives.proposed import decisions
from initiatives.views.initiatives import InitiativeView
from initiatives.views.record_forms import LineCreateForm, LineForm, LinesForm
from members.models import MemberState
from plans import blocks
from plans.enums import BlockKind, PaperStatus
from plans.models import Block, ConceptPaper
from plans.views.frame import key_of


class DraftPage(FormPage, Page):
    """A page about the events of a plan in preparation, for those who prepare it."""

    permission = "plans.edit_paper"
    about = "paper"
    paper = visible(ConceptPaper, "measure", field="slug")

    @cached_property
    def plan_lines(self) -> lines.Lines:
        return lines.find_lines_of({self.paper.pk}, self.request.user)

    @cached_property
    def terms(self) -> dict[str, Any]:
        """What every form about an event of the plan is made with."""
        return {
            "paper": self.paper,
            "states": MemberState.objects.members_on(seat_date(self.at)),
            "language": reader_language(),
        }

    def closed(self, refusal: Any) -> HttpResponse:
        messages.error(self.request, str(refusal))
        return redirect("plans:paper-detail", self.paper.slug)


class LineCreate(DraftPage):
    """Add an event by its record; the line stands in the draft in three languages.

    From the page of a deferred event it begins with the words of its State, for those alone who read them.
    """

    template_name = "initiatives/line_form.html"
    shows = ("deferred",)
    done = gettext_lazy("Event added. Its line is in the working draft.")

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        if not self.paper.is_editable:
            return self.closed(blocks.NotEditable(status=self.paper.get_status_display()))
        return super().get(request)

    def form(self, *sent: Any, **given: Any) -> LineCreateForm:
        objectives = lines.list_objectives(self.plan_lines, reader_language())
        begun = self.begun()
        given["initial"] = given.get("initial", {}) | begun.pop("initial", {})
        texts = {"titles": {}, "places": {}} | begun
        return LineCreateForm(*sent, objectives=objectives, **texts, **self.terms, **given)

    @cached_property
    def deferred(self) -> ProposedEvent | None:
        """Return the deferred event that the address names, if this person considers it for this plan."""
        seen = ProposedEvent.objects.visible_to(self.request.user).filed().with_standing()
        key = self.request.GET.get("event", "")
        event = seen.filter(pk=key_of(key)).select_related("paper", "host").first() if key else None
        if event is None or event.standing != ProposalStatus.LATER:
            return None
        may = self.request.user.has_perm("initiatives.decide_proposal", event)
        return event if may and self.paper in decisions.later_plans(event) else None

    def begun(self) -> dict[str, Any]:
        """Return what the proposal of the deferred event says: not its objectives, which are of another plan,
        nor its time, where that is outside this one."""
        event = self.deferred
        if event is None:
            return {}
        start = {name: getattr(event, name) for name in ("kind", "format", "co_hosts", "contact")}
        start["host"] = event.host.code if event.host else ""
        times = {name: getattr(event, name) for name in proposals.TIMES}
        try:
            proposals.check_time(self.paper, times)
        except proposals.YearOutsidePeriod:
            times = {}
        if times.get("date_from"):
            times["year"] = None
        return {
            "initial": start | times,
            "titles": {event.language: event.title},
            "places": words.places_by_name(event.place, event.language),
        }

    def act(self, form: LineCreateForm) -> HttpResponseBase:
        values = {name: form.cleaned_data[name] for name in events.FIELDS if name in form.cleaned_data}
        made = events.add(
            self.paper,
            key=form.cleaned_data["key"],
            after=self.after(),
            by=self.request.user,
            at=self.at,
            **values,
        )
        return redirect("initiatives:initiative-detail", made.block_key)

    def after(self) -> Block | None:
        """Return the line behind which the address puts the new one, if it names one of this draft."""
        asked = self.request.GET.get("after", "")
        keys = {str(key) for key, line in self.plan_lines.items() if line.kind == BlockKind.INITIATIVE}
        return self.paper.blocks.get(key=asked) if asked in keys else None


class LineOffers(DraftPage):
    """The lines that no record follows: those that a person chooses are made records in one act."""

    template_name = "initiatives/line_offers.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        if self.paper.status in PUBLISHED or self.paper.status == PaperStatus.WITHDRAWN:
            return self.closed(
                Refusal("initiatives.not_in_preparation", status=self.paper.get_status_display())
            )
        return super().get(request)

    def form(self, *sent: Any, **given: Any) -> LinesForm:
        data = sent[:1]
        offered = [
            LineForm(*data, block=block, texts=self.plan_lines[block.key].texts, **self.terms)
            for block in events.unrecorded(self.paper)
        ]
        return LinesForm(*data, lines=offered)

    def act(self, form: LinesForm) -> HttpResponseBase:
        taken = {
            line.block.key: {
                name: line.cleaned_data[name] for name in events.FIELDS if name in line.cleaned_data
            }
            for line in form.taken
        }
        made = events.follow(self.paper, taken, by=self.request.user, at=self.at)
        # Translators: number is a count of records.
        said = ngettext("%(number)s record created.", "%(number)s records created.", len(made))
        messages.success(self.request, said % {"number": len(made)})
        address = reverse("initiatives:initiative-list")
        return redirect(f"{address}?plan={self.paper.slug}")


class LineReset(InitiativeView, ActPage):
    """Set the line from its record again."""

    permission = "initiatives.write_line"
    done = gettext_lazy("Line set from the record.")
    perform = staticmethod(events.reset)

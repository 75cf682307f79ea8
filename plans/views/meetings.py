"""Meetings of the bodies: their list, their agendas, and what changes either."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal import organization
from cica_portal.deadlines import seat_date
from cica_portal.languages import LANGUAGES
from cica_portal.web import lists
from cica_portal.web.forms import number_sent
from cica_portal.web.pages import FormPage, Page
from plans.enums import PUBLISHED_STATUSES, Body, PaperStatus
from plans.forms.meetings import AgendaReasonForm, ItemAddForm, ItemChangeForm, MeetingChangeForm, MeetingForm
from plans.life import meetings
from plans.models import ConceptPaper, Meeting, MeetingItem
from plans.views.frame import PaperView


def body_of(paper: ConceptPaper) -> Body:
    """Return the body that decides on a plan next."""
    return Body.SOC if paper.status == PaperStatus.RECOMMENDED else Body.SWG


class MeetingList(Page):
    permission = "plans.hold_meetings"
    size = 50

    def get(self, request: HttpRequest) -> HttpResponse:
        found = Meeting.objects.prefetch_related("items__paper__measure", "items__decision")
        coming = found.coming(seat_date(self.at))
        past = lists.part(request, found.exclude(pk__in=coming.values("pk")), self.size)
        context = {"coming": coming, "past": past, "query": lists.query(request)}
        return self.page("plans/meeting_list.html", context)


class MeetingEnter(FormPage):
    """Enter a meeting; where it was asked for from a plan, its agenda is next."""

    permission = "plans.hold_meetings"
    template_name = "plans/meeting_form.html"
    form_class = MeetingForm
    done = _("Meeting entered")

    def initial(self) -> dict[str, Any]:
        body = Body.SOC if self.request.GET.get("body") == Body.SOC else Body.SWG
        seat = organization.seat_on(seat_date(self.at))
        places = {f"places-{one}": seat.place[one] for one in LANGUAGES} if seat else {}
        return {"body": body, **places}

    def act(self, form: MeetingForm) -> HttpResponse:
        meeting = meetings.enter(by=self.request.user, at=self.at, **form.given)
        plan = ConceptPaper.objects.filter(slug=self.request.GET.get("plan", "")).first()
        if plan is None:
            return redirect("plans:meeting-detail", meeting.pk)
        address = redirect("plans:item-add", plan.slug)
        address["Location"] += f"?meeting={meeting.pk}"
        return address


class OfMeeting(Page):
    permission = "plans.hold_meetings"
    about = "meeting"
    asked_on = "plans:meeting-detail", "meeting__pk"

    @cached_property
    def meeting(self) -> Meeting:
        return get_object_or_404(Meeting, pk=self.kwargs["pk"])


class MeetingDetail(OfMeeting):
    """A meeting with its agenda, and the plans that can be put on it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        items = self.meeting.items.filter(taken_off_at=None).select_related("paper__measure", "decision")
        others = ConceptPaper.objects.exclude(status__in=[*PUBLISHED_STATUSES, PaperStatus.WITHDRAWN])
        others = others.exclude(pk__in=items.values("paper")).select_related("measure")
        is_decided = any(one.result for one in items)
        takes_plans = not self.meeting.cancelled_at
        context = {
            "items": items,
            "others": others if takes_plans else (),
            "may_change": takes_plans and not is_decided,
            "has_begun": self.meeting.first_on <= seat_date(self.at),
        }
        return self.page("plans/meeting_detail.html", context)


class MeetingChange(OfMeeting, FormPage):
    template_name = "plans/meeting_form.html"
    form_class = MeetingChangeForm
    done = _("Meeting changed")

    def initial(self) -> dict[str, Any]:
        one = self.meeting
        found = {name: getattr(one, name) for name in ("version", "body", "name", "first_on", "chair")}
        places = {f"places-{language}": one.places.get(language, "") for language in LANGUAGES}
        return found | places | {"last_on": one.last_on if one.last_on != one.first_on else None}

    def act(self, form: MeetingChangeForm) -> None:
        given = form.cleaned_data
        terms = {"version": given["version"], "reason": given["reason"]}
        meetings.revise(self.meeting, by=self.request.user, at=self.at, **terms, **form.given)


class MeetingCancel(OfMeeting, FormPage):
    template_name = "plans/meeting_reason.html"
    form_class = AgendaReasonForm
    heading = _("Cancel the meeting")
    what = _(
        "The plans on its agenda are on it no longer. If a note has named the day, a note has to tell of it."
    )
    done = _("Meeting cancelled")

    perform = staticmethod(meetings.cancel)


# Agendas ---------------------------------------------------------------------------------------------
class ItemAdd(PaperView, FormPage):
    """Put a plan on the agenda of a coming meeting; the nearest of its next body is proposed."""

    permission = "plans.hold_meetings"
    template_name = "plans/item_form.html"
    done = _("Plan put on the agenda")

    def form(self, *sent: Any, **given: Any) -> ItemAddForm:
        return ItemAddForm(*sent, today=seat_date(self.at), **given)

    def initial(self) -> dict[str, Any]:
        coming = Meeting.objects.coming(seat_date(self.at))
        chosen = coming.filter(pk=number_sent(self.request.GET, "meeting")).first()
        meeting = chosen or coming.filter(body=body_of(self.paper)).first() or coming.first()
        titles = meetings.propose_titles(self.paper, meeting.body if meeting else body_of(self.paper))
        return {"meeting": meeting, **{f"titles-{language}": text for language, text in titles.items()}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(body=body_of(self.paper), **kwargs)

    def act(self, form: ItemAddForm) -> None:
        terms = form.given | {"by": self.request.user, "at": self.at}
        meetings.add_item(form.cleaned_data["meeting"], self.paper, **terms)


class OfItem(Page):
    permission = "plans.hold_meetings"
    about = "item"
    asked_on = "plans:meeting-detail", "item__meeting_id"

    @cached_property
    def item(self) -> MeetingItem:
        return get_object_or_404(
            MeetingItem.objects.live().select_related("paper__measure"), pk=self.kwargs["pk"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(paper=self.item.paper, meeting=self.item.meeting, **kwargs)


class ItemChange(OfItem, FormPage):
    template_name = "plans/item_form.html"
    form_class = ItemChangeForm
    done = _("Agenda item changed")

    def initial(self) -> dict[str, Any]:
        one = self.item
        titles = {f"titles-{language}": one.titles.get(language, "") for language in LANGUAGES}
        return {"number": one.number, "symbol": one.symbol, "version": one.version, **titles}

    def act(self, form: ItemChangeForm) -> None:
        version = form.cleaned_data["version"]
        meetings.revise_item(self.item, version=version, by=self.request.user, at=self.at, **form.given)


class ItemTakeOff(OfItem, FormPage):
    template_name = "plans/meeting_reason.html"
    form_class = AgendaReasonForm
    heading = _("Take off the agenda")
    what = _("The plan is on the agenda of this meeting no longer.")
    done = _("Plan taken off the agenda")
    perform = staticmethod(meetings.take_off)

"""Preparing the circulation of a plan: deadline, visibility, reminders, then the drafted note; and the note
that puts a recommended text to a decision by silence."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from cica_portal.calendar import holidays
from cica_portal.deadlines import seat_date
from cica_portal.errors import Refusal
from cica_portal.web.pages import FormPage
from notes.acts import circulation, decision_by_silence, readiness
from notes.forms.drafting import CirculationForm, DecisionForm
from notes.views.frame import PlanNotesPage
from plans.checks import gate
from plans.enums import PlanGate
from plans.life import carrying
from plans.views import point_rows


class CirculationPrepare(FormPage, PlanNotesPage):
    permission = "notes.draft_note"
    template_name = "notes/circulation_form.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        if not self.paper.is_editable:
            refusal = Refusal("notes.not_editable", status=self.paper.get_status_display())
            messages.error(request, str(refusal))
            return redirect("plans:paper-detail", slug)
        return super().get(request)

    def form(self, *sent: Any, **given: Any) -> CirculationForm:
        return CirculationForm(*sent, at=self.at, **given)

    def act(self, form: CirculationForm) -> HttpResponse:
        note = circulation.prepare(self.paper, **form.cleaned_data, by=self.request.user, at=self.at)
        return self.drafted(note)

    def initial(self) -> dict[str, Any]:
        """Return what was prepared before, or the usual terms."""
        note = circulation.drafted_note(self.paper)
        if note is None:
            return {"respond_by": circulation.usual_deadline(self.at)}
        prepared = note.circulation
        return {
            "respond_by": max(prepared.respond_by, circulation.earliest_deadline(self.at)),
            "last_minute": prepared.last_minute,
            "visibility": prepared.visibility,
            "reminder_days": prepared.reminder_days,
            "needs_release": prepared.needs_release,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        points = carrying.before(self.paper, PlanGate.CIRCULATION, at=self.at)
        return super().get_context_data(
            findings=readiness.text_findings(gate.look(self.paper)),
            no_coordinator=Refusal("notes.no_coordinator")
            if circulation.lacks_coordinator(self.paper)
            else None,
            points=point_rows.groups(points, self.at),
            note=circulation.drafted_note(self.paper),
            **kwargs,
        )


class DecisionPrepare(FormPage, PlanNotesPage):
    permission = "notes.draft_note"
    template_name = "notes/decision_form.html"
    form_class = DecisionForm
    beside = "respond_by"

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        return self._refused_plan(request) or super().get(request)

    def post(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        return self._refused_plan(request) or super().post(request)

    def _refused_plan(self, request: HttpRequest) -> HttpResponseBase | None:
        """Lead back to a plan that no body placed under silence, and say why."""
        refusal = decision_by_silence.refusal_of(self.paper)
        if refusal is None:
            return None
        messages.error(request, str(refusal))
        return redirect("plans:paper-detail", self.paper.slug)

    def act(self, form: DecisionForm) -> HttpResponse:
        note = decision_by_silence.prepare(self.paper, **form.cleaned_data, by=self.request.user, at=self.at)
        return self.drafted(note)

    def initial(self) -> dict[str, Any]:
        note = decision_by_silence.drafted_note(self.paper)
        if note is None:
            days = dt.timedelta(days=decision_by_silence.USUAL_DAYS)
            return {"respond_by": holidays.working_day(seat_date(self.at) + days)}
        prepared = note.circulation
        names = ("respond_by", "last_minute", "visibility", "needs_release")
        return {name: getattr(prepared, name) for name in names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(ground=decision_by_silence.ground_of(self.paper), **kwargs)

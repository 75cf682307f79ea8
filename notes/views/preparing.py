"""Preparing the circulation of a plan: deadline, visibility, reminders, then the drafted note."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED
from notes.acts import circulation, readiness
from notes.forms.drafting import CirculationForm
from notes.views.frame import PlanNotesPage
from plans import carrying
from plans.checks import gate
from plans.enums import PlanGate
from plans.views import point_rows


class CirculationPrepare(PlanNotesPage):
    permission = "notes.draft_note"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.paper.is_editable:
            refusal = circulation.NotEditable(status=self.paper.get_status_display())
            messages.error(request, str(refusal))
            return redirect("plans:paper-detail", slug)
        return self.form_page(CirculationForm(initial=self.initial(), at=self.at))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = CirculationForm(request.POST, at=self.at)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        try:
            note = circulation.prepare(
                self.paper,
                respond_by=form.cleaned_data["respond_by"],
                visibility=form.cleaned_data["visibility"],
                reminder_days=form.cleaned_data["reminder_days"],
                needs_release=form.cleaned_data["needs_release"],
                by=request.user,
                at=self.at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_page(form, status=REFUSED)
        messages.success(request, _("Draft note prepared. Nothing has been sent."))
        return redirect("notes:note-detail", note.pk)

    def initial(self) -> dict[str, Any]:
        """Return what was prepared before, or the usual terms."""
        note = circulation.drafted_note(self.paper)
        if note is None:
            return {"respond_by": circulation.usual_deadline(self.at)}
        prepared = note.circulation
        return {
            "respond_by": max(prepared.respond_by, circulation.earliest_deadline(self.at)),
            "visibility": prepared.visibility,
            "reminder_days": prepared.reminder_days,
            "needs_release": prepared.needs_release,
        }

    def form_page(self, form: CirculationForm, *, status: int = 200) -> HttpResponse:
        context = {
            "paper": self.paper,
            "form": form,
            "findings": readiness.text_findings(gate.look(self.paper)),
            "points": point_rows.groups(
                carrying.before(self.paper, PlanGate.CIRCULATION, at=self.at), self.at
            ),
            "note": circulation.drafted_note(self.paper),
        }
        return self.page("notes/circulation_form.html", context, status=status)

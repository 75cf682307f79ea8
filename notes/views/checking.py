"""The public check of a note: is this number and code genuine, does it stand, and nothing more."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views import View

from cica_portal import clock
from cica_portal.web import throttle
from cica_portal.web.pages import REFUSED, TOO_MANY
from notes.forms.acts import NoteCheckForm
from notes.register import verification

CHECKS_A_MINUTE = 20


class NoteCheck(View):
    """Asked by typing, or by the QR code of the page: nothing changes, so the question is a GET."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.GET:
            return self.page({"form": NoteCheckForm()})
        form = NoteCheckForm(request.GET)
        if not throttle.is_within(request, "note-check", most=CHECKS_A_MINUTE, seconds=60):
            return self.page({"form": form, "is_throttled": True}, status=TOO_MANY)
        if not form.is_valid():
            return self.page({"form": form}, status=REFUSED)
        verdict = verification.verdict(form.cleaned_data["number"], form.cleaned_data["code"])
        return self.page({"form": form, "verdict": verdict.value})

    def page(self, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        shown = {"verdict": "", "is_throttled": False, "checked_at": clock.now()} | context
        return TemplateResponse(self.request, "notes/note_check.html", shown, status=status)

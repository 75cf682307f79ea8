"""The public check of a note: is this number and code genuine, does it stand, and nothing more."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from cica_portal.web.security.checks import CheckPage
from notes.forms.acts import NoteCheckForm
from notes.register import verification


class NoteCheck(CheckPage):
    """Asked by typing, or by the QR code of the page: nothing changes, so the question is a GET."""

    http_method_names = ["get", "head"]
    template_name = "notes/note_check.html"
    name = "note-check"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if not request.GET:
            return self.page(NoteCheckForm())
        return self.answer(request, NoteCheckForm(request.GET))

    def verdict(self, given: dict[str, Any]) -> str:
        return verification.verdict(given["number"], given["code"]).value

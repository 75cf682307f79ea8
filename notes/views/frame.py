"""What every page of the notes does first: policy, the person's own scope, the instant."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.views import View

from cica_portal import clock
from members.access import PermissionRequired
from notes.models import VerbalNote

REFUSED = 422


class NotesPage(PermissionRequired, View):
    """A page or an act; `at` is the instant of the whole request."""

    permission = "notes.view_notes"

    def find_subject(self) -> Any:
        # Something is always passed: without it the model backend asks the database for rights of its own.
        return self.request.user

    @cached_property
    def at(self) -> dt.datetime:
        return clock.now()

    def page(
        self, template: str, context: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        return TemplateResponse(self.request, f"notes/{template}.html", context or {}, status=status)


class NoteView(NotesPage):
    """A page or an act about one note."""

    def find_subject(self) -> VerbalNote:
        return self.note

    @cached_property
    def note(self) -> VerbalNote:
        visible = VerbalNote.objects.visible_to(self.request.user).select_related(
            "series",
            "paper__measure",
            "paper__coordinator",
            "consultation__revision__paper",
            "circulation",
            "answers_to",
            "member_state",
            "issued_by",
            "drafted_by",
        )
        return get_object_or_404(visible, pk=self.kwargs["pk"])

"""What every page of the notes does first: policy, the person's own scope, the instant."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cica_portal.web.pages import Page, visible
from comments.models import Consultation
from notes.models import VerbalNote
from plans.models import ConceptPaper


class NotesPage(Page):
    """A page or an act of the Secretariat's correspondence."""

    permission = "notes.view_notes"

    def drafted(self, note: VerbalNote) -> HttpResponse:
        messages.success(self.request, _("Draft note prepared. Nothing has been sent."))
        return redirect("notes:note-detail", note.pk)


class PlanNotesPage(NotesPage):
    """A page or an act about the correspondence on one plan."""

    about = "paper"
    paper = visible(ConceptPaper, "measure", "coordinator", field="slug")


class OfConsultation(NotesPage):
    """A page or an act about one consultation, or one of its documents."""

    about = "consultation"
    consultation = visible(Consultation, "revision__paper")


class NoteView(NotesPage):
    """A page or an act about one note."""

    about = "note"
    note = visible(
        VerbalNote,
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(note=self.note, **kwargs)

    def back(self) -> HttpResponse:
        return redirect("notes:note-detail", self.note.pk)

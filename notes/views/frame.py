"""What every page of the notes does first: policy, the person's own scope, the instant."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cica_portal.web.pages import Page
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

    @cached_property
    def paper(self) -> ConceptPaper:
        visible = ConceptPaper.objects.visible_to(self.request.user).select_related("measure", "coordinator")
        return get_object_or_404(visible, slug=self.kwargs["slug"])


class OfConsultation(NotesPage):
    """A page or an act about one consultation, or one of its documents."""

    about = "consultation"

    @cached_property
    def consultation(self) -> Consultation:
        visible = Consultation.objects.visible_to(self.request.user).select_related("revision__paper")
        return get_object_or_404(visible, pk=self.kwargs["pk"])


class NoteView(NotesPage):
    """A page or an act about one note."""

    about = "note"

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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(note=self.note, **kwargs)

    def back(self) -> HttpResponse:
        return redirect("notes:note-detail", self.note.pk)

"""What every page of the notes does first: policy, the person's own scope, the instant."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from cica_portal.web.pages import Page
from notes.models import VerbalNote
from plans.models import ConceptPaper


class NotesPage(Page):
    """A page or an act of the Secretariat's correspondence."""

    permission = "notes.view_notes"


class PlanNotesPage(NotesPage):
    """A page or an act about the correspondence on one plan."""

    def find_subject(self) -> ConceptPaper:
        return self.paper

    @cached_property
    def paper(self) -> ConceptPaper:
        visible = ConceptPaper.objects.visible_to(self.request.user).select_related("measure", "coordinator")
        return get_object_or_404(visible, slug=self.kwargs["slug"])


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

"""The list of participants as a PDF, for those who keep the record of the event."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from documents.models import Document
from initiatives.models import Initiative
from initiatives.participation import rosters
from notes.views.files import FilePage


class ParticipantsDocument(FilePage):
    permission = "initiatives.edit_initiative"

    @cached_property
    def initiative(self) -> Initiative:
        visible = Initiative.objects.visible_to(self.request.user).with_plan()
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def find_subject(self) -> Initiative:
        return self.initiative

    def find_document(self) -> Document:
        return rosters.request(self.initiative, self.language(), at=self.at)

    def file_name(self, document: Document) -> str:
        return f"{self.initiative.paper.slug}-{self.initiative.pk}-participants-{document.language}.pdf"

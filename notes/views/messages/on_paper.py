"""The page on which it is recorded that a State was handed a note on paper: any note, and that of a board."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.web.pages import FormPage, visible
from comments.models import Consultation
from members.models import MemberState
from notes.delivery import paper_deliveries
from notes.enums import NoteStatus
from notes.forms.acts import PaperForm
from notes.models import VerbalNote
from notes.register.consultation_notes import circulation_note
from notes.views.frame import NoteView


class NotePaper(NoteView, FormPage):
    permission = "notes.view_outbox"
    statuses = (NoteStatus.ISSUED,)
    shows = ("back_url",)
    template_name = "notes/note_paper.html"
    beside = "handed_on"
    done = _("Delivery on paper recorded.")

    def form(self, *sent: Any, **given: Any) -> PaperForm:
        return PaperForm(*sent[:1], states=paper_deliveries.waiting_states(self.note), **given)

    def initial(self) -> dict[str, Any]:
        return {"state": self.request.GET.get("state", "")}

    def act(self, form: PaperForm) -> None:
        values = form.cleaned_data
        state = MemberState.objects.get(code=values.pop("state"))
        paper_deliveries.record(self.note, state, **values, by=self.request.user, at=self.at)

    @property
    def back_url(self) -> str:
        return reverse("notes:note-detail", args=[self.note.key])

    def back(self) -> HttpResponse:
        return redirect(self.back_url)


class ConsultationPaper(NotePaper):
    """The same for the note that opened a consultation, asked for on its board."""

    consultation = visible(Consultation)

    @cached_property
    def note(self) -> VerbalNote:  # type: ignore[override] # found by its consultation
        note = circulation_note(self.consultation)
        if note is None:
            raise Http404
        return note

    @property
    def back_url(self) -> str:
        return reverse("comments:consultation-board", args=[self.consultation.pk])

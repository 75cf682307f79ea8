"""One click of a delegate: the State has the note. Asked again, the portal says that it knows."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from notes.register import arrivals
from notes.views.frame import NoteView


class NoteReceipt(NoteView):
    permission = "notes.acknowledge_note"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            arrivals.acknowledge(self.note, by=request.user, at=self.at)
        except DomainError as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, _("Receipt of the note acknowledged for your State."))
        return redirect("notes:note-detail", pk)

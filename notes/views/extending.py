"""Extending a deadline: its note is prepared, and prepared anew while it is drafted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED
from comments.refusals import ConsultationClosed
from notes.acts import extensions
from notes.forms.drafting import ExtensionForm
from notes.views.following import ConsultationPage


class ExtensionPrepare(ConsultationPage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        note = extensions.drafted(self.consultation)
        return self.form_page(ExtensionForm(initial=note.values if note else None))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ExtensionForm(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        try:
            note = extensions.prepare(self.consultation, by=request.user, at=self.at, **form.cleaned_data)
        except ConsultationClosed as refusal:
            messages.error(request, str(refusal))
            return redirect("comments:consultation-board", pk=self.consultation.pk)
        except DomainError as refusal:
            form.add_error("respond_by", str(refusal))
            return self.form_page(form, status=REFUSED)
        return self.drafted(note)

    def form_page(self, form: ExtensionForm, *, status: int = 200) -> HttpResponse:
        consultation = self.consultation
        context: dict[str, Any] = {"consultation": consultation, "form": form}
        context["addressed_count"] = consultation.addressees.count()
        return self.page("notes/extension_prepare.html", context, status=status)

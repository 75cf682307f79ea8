"""The extension of a consultation that was entered wrongly, put right before anybody is told."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED
from notes.acts import extensions
from notes.forms.drafting import ExtensionCorrectionForm
from notes.views.following import ConsultationPage


class ExtensionCorrect(ConsultationPage):
    permission = "comments.extend_consultation"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            extensions.refuse_correction(self.consultation)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return self.board()
        return self.form_page(ExtensionCorrectionForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ExtensionCorrectionForm(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        try:
            extensions.correct(
                self.consultation,
                form.cleaned_data["respond_by"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=self.at,
            )
        except DomainError as refusal:
            form.add_error("respond_by", str(refusal))
            return self.form_page(form, status=REFUSED)
        messages.success(request, _("Extension corrected. The original entry is kept on record."))
        return self.board()

    def board(self) -> HttpResponse:
        return redirect("comments:consultation-board", pk=self.consultation.pk)

    def form_page(self, form: ExtensionCorrectionForm, *, status: int = 200) -> HttpResponse:
        last = self.consultation.extensions.in_force().last()
        context: dict[str, Any] = {"consultation": self.consultation, "form": form, "extension": last}
        return self.page("notes/extension_correct.html", context, status=status)

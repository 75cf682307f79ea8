"""The extension of a round, and the events proposed in it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.languages import reader_language
from cica_portal.web.pages import REFUSED
from comments.compilation import lines
from comments.forms import ExtensionForm
from comments.models import Consultation
from comments.procedure import consultations
from comments.refusals import ConsultationClosed
from comments.views.base import ConsultationView
from initiatives.overview import particulars
from plans.outline import revision_outline


def proposed_events(consultation: Consultation) -> list[particulars.Particulars]:
    """Return the events filed in a round, set out for the reader beside the objectives that they serve."""
    found = lines.events(consultation)
    outline = revision_outline(consultation.revision) if any(event.objectives for event in found) else []
    return particulars.of(found, outline, reader_language())


class ConsultationExtend(ConsultationView):
    template_name = "comments/consultation_extend.html"
    permission = "comments.extend_consultation"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["form"] = kwargs.get("form") or ExtensionForm()
        return super().get_context_data(addressed_count=self.consultation.addressees.count(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = ExtensionForm(request.POST)
        if not form.is_valid():
            return self.page(context={"form": form}, status=REFUSED)
        try:
            consultations.extend(
                self.consultation,
                form.cleaned_data["respond_by"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=self.at,
            )
        except ConsultationClosed as refusal:
            messages.error(request, str(refusal))
            return redirect("comments:consultation-board", pk=self.consultation.pk)
        except DomainError as refusal:
            form.add_error("respond_by", str(refusal))
            return self.page(context={"form": form}, status=REFUSED)
        messages.success(
            request,
            _("Deadline extended. Member States will be told once the note on the extension is signed."),
        )
        # The page of the notes is of an app above: it shows the note that is to be signed.
        return redirect("notes:consultation-notes", pk=self.consultation.pk)

"""The form that records a decision: its day, what was decided, and the document, which passes the gate."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal import admission, uploads
from plans.forms import ReasonForm


class DocumentField(forms.FileField):
    """One file; the value is what the gate has admitted."""

    widget = forms.FileInput(attrs={"accept": admission.ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> admission.Admitted:
        upload = super().clean(data, initial)
        try:
            return admission.admit(upload)
        except uploads.Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


class DecisionForm(ReasonForm):
    held_on = forms.DateField(
        label=_("Day of the meeting"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    file = DocumentField(
        label=_("Document of the decision"),
        allow_empty_file=True,
        help_text=format_lazy(
            _("Report, minutes or decision as PDF, DOCX, XLSX, PNG or JPEG, at most {size} MB."),
            size=uploads.LIMITS.megabytes,
        ),
    )
    field_order = ["held_on", "reason", "file"]

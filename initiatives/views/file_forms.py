"""The form that brings a document to an event: it passes the gate before anything else looks at it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cica_portal import admission, uploads
from cica_portal.languages import CHOICES
from initiatives.enums import FilePurpose
from initiatives.forms import PortalForm


class AdmittedField(forms.FileField):
    """A file; the value is what the gate has admitted."""

    widget = forms.FileInput(attrs={"accept": admission.ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> admission.Admitted:
        upload = super().clean(data, initial)
        try:
            return admission.admit(upload)
        except uploads.Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


class FileForm(PortalForm):
    file = AdmittedField(label=_("File"), allow_empty_file=True, max_length=255)
    purpose = forms.ChoiceField(label=_("What it is"), choices=FilePurpose.choices)
    language = forms.ChoiceField(label=_("Language of the file"), choices=CHOICES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "PDF, DOCX, XLSX, PNG or JPEG, without macros and passwords; at most %(size)s MB."
        ) % {"size": uploads.LIMITS.megabytes}

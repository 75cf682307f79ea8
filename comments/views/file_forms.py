"""The form that brings files to a comment: each passes the gate before anything else looks at it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cica_portal import admission, uploads
from cica_portal.languages import CHOICES
from comments import attachments
from comments.forms import PortalForm


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; the value is what the gate has admitted."""

    widget = ManyFiles(attrs={"accept": admission.ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> list[admission.Admitted]:
        uploaded = data if isinstance(data, list) else [data] if data else []
        if not uploaded:
            super().clean(None)
        if len(uploaded) > attachments.MOST:
            raise ValidationError(_("Choose at most %(most)s files."), params={"most": attachments.MOST})
        admitted, refused = [], []
        for upload in uploaded:
            try:
                admitted.append(admission.admit(super().clean(upload)))
            except uploads.Refused as refusal:
                refused.append(f"{upload.name}: {refusal}")
        if refused:
            raise ValidationError(refused)
        return admitted


class FilesForm(PortalForm):
    files = FilesField(label=_("Files"), allow_empty_file=True, max_length=255)
    language = forms.ChoiceField(label=_("Language of the files"), choices=CHOICES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = _(
            "PDF, DOCX, XLSX, PNG or JPEG, without macros and passwords; at most %(size)s MB each, "
            "%(most)s files for a comment."
        ) % {"size": uploads.LIMITS.megabytes, "most": attachments.MOST}

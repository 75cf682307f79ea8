"""The form that brings files to a comment: each passes the gate before anything else looks at it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import uploads
from cica_portal.languages import TITLED
from cica_portal.web.forms import PageForm
from comments.writing import attachments


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(uploads.AdmittedField):
    """One file or several; the value is what the gate has admitted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFiles(attrs={"accept": uploads.accept(uploads.CONTENT_TYPES)}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[uploads.Admitted]:
        uploaded = data if isinstance(data, list) else [data] if data else []
        if not uploaded:
            super().clean(None)
        if len(uploaded) > attachments.MOST:
            # Translators: most is the greatest number allowed
            raise ValidationError(_("Choose at most %(most)s files."), params={"most": attachments.MOST})
        admitted, refused = [], []
        for upload in uploaded:
            try:
                admitted.append(super().clean(upload))
            except ValidationError as refusal:
                refused += [f"{upload.name}: {sentence}" for sentence in refusal.messages]
        if refused:
            raise ValidationError(refused)
        return admitted


class FilesForm(PageForm):
    files = FilesField(label=pgettext_lazy("label", "Files"), max_length=255)
    language = forms.ChoiceField(label=_("Language of the files"), choices=TITLED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = _(
            # Translators: size is a number of megabytes; most is the greatest number allowed
            "PDF, DOCX, XLSX, PNG or JPEG, without macros or "
            "passwords. At most %(size)s MB each, at most %(most)s "
            "files per comment."
        ) % {"size": uploads.LIMITS.megabytes, "most": attachments.MOST}

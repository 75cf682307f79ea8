"""The form that brings a document to an event: it passes the gate before anything else looks at it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import TITLED
from cica_portal.uploads import LIMITS, AdmittedField
from cica_portal.web.forms import PageForm
from initiatives.enums import FilePurpose


class FileForm(PageForm):
    file = AdmittedField(label=pgettext_lazy("field", "File"), max_length=255)
    purpose = forms.ChoiceField(label=_("Type of document"), choices=FilePurpose.choices)
    language = forms.ChoiceField(label=_("Language of the file"), choices=TITLED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            # Translators: size is a number.
            "PDF, DOCX, XLSX, PNG or JPEG, without macros or passwords, at most %(size)s MB."
        ) % {"size": LIMITS.megabytes}

"""The form by which a further enclosure of a drafted note is chosen."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import LANGUAGES, NAMES
from cica_portal.uploads import Admitted, AdmittedField
from documents.enums import ALL
from notes.acts import attaching
from notes.acts.attaching import Paper
from notes.forms.drafting import InThreeLanguages


class AttachmentForm(InThreeLanguages):
    """A title in each language, and one file for all, files of their own, or a State's paper."""

    texts = {"title": _("Title of the enclosure")}
    needed = ("title",)
    missing = attaching.TitleMissing.sentence
    max_length = 200

    def __init__(self, *args: Any, papers: list[Paper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[f"file-{ALL}"] = AdmittedField(label=_("File for all languages"), required=False)
        for language in LANGUAGES:
            self.fields[f"file-{language}"] = AdmittedField(
                label=format_lazy("{}, {}", _("File of its own"), NAMES[language]), required=False
            )
        if papers:
            self.fields["paper"] = forms.ChoiceField(
                label=_("Or a paper of a Member State"),
                choices=[("", pgettext_lazy("choice", "Choose")), *((one.key, one.label) for one in papers)],
                required=False,
                help_text=_("Every State that the note goes to will read this paper."),
            )

    def chosen(self) -> dict[str, Admitted]:
        """Return the files that were chosen, by language or for all."""
        given = {code: self.cleaned_data.get(f"file-{code}") for code in (ALL, *LANGUAGES)}
        return {code: file for code, file in given.items() if file is not None}

"""The form of a note on another subject: its words in three columns."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import LANGUAGES
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, TextField
from cica_portal.web.forms import PageForm, offer
from notes.acts.free_notes import Content
from notes.models import IncomingNote

TEXTS = {
    "subject": (_("Subject, for the register and the message"), LINE_LIMIT, 2),
    "matter": (_("“… has the honor to”, continued"), PARAGRAPH_LIMIT, 5),
    "paragraphs": (_("Further paragraphs, with an empty line between them"), PARAGRAPH_LIMIT, 10),
}


class FreeNoteForm(PageForm):
    read = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    series = forms.ChoiceField(label=pgettext_lazy("note", "Series"))
    incoming = forms.ChoiceField(label=_("With reference to a registered note of a State"), required=False)

    def __init__(
        self, *args: Any, prefixes: Sequence[str], incoming: Sequence[IncomingNote], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "series", [("", ""), *((prefix, prefix) for prefix in prefixes)])
        notes = [(str(one.pk), f"{one.number}, {one.member_state.name}: {one.subject}") for one in incoming]
        offer(self, "incoming", [("", pgettext_lazy("note", "none")), *notes])
        for name, (label, most, rows) in TEXTS.items():
            for language in LANGUAGES:
                self.fields[f"{name}-{language}"] = TextField(
                    label=label,
                    required=False,
                    max_length=most,
                    widget=forms.Textarea(attrs={"rows": rows, "lang": language, "class": "text-official"}),
                )

    def columns(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields of each language."""
        return [(language, [self[f"{name}-{language}"] for name in TEXTS]) for language in LANGUAGES]

    def content(self, incoming: Sequence[IncomingNote]) -> Content:
        """Return what the acts take."""
        data = self.cleaned_data
        said = {name: {code: data[f"{name}-{code}"] for code in LANGUAGES} for name in TEXTS}
        chosen = next((one for one in incoming if str(one.pk) == data["incoming"]), None)
        return Content(**said, incoming=chosen)


class ReturnForm(PageForm):
    reason = TextField(
        label=pgettext_lazy("note", "Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

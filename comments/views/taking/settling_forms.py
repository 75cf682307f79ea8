"""What is decided of one comment: the disposition, the reply, and how the draft is to read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import TITLED
from cica_portal.text import TextField
from comments.forms.answering import DispositionForm
from comments.taking.sheets import Sheet, Text
from comments.taking.take import Wording
from comments.views.taking.choosing import Sent


class SettlingForm(DispositionForm):
    """What becomes of one comment, and how the draft is to read: a field for each text of its sheet."""

    no_change = TextField(required=False)
    carries_out = forms.BooleanField(required=False)
    despite_changes = forms.BooleanField(required=False)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = sheet.writable
        for text in self.texts:
            self.fields[text.name] = TextField(
                label=f"{_('Into the draft')} · {dict(TITLED)[text.language]}",
                required=False,
                initial=text.wording,
            )
            version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
            self.fields[f"version-{text.name}"] = version

    def cell(self, text: Text) -> forms.BoundField | None:
        """Return the field for a text of the sheet, if wording can go there."""
        return self[text.name] if text.name in self.fields else None

    @property
    def wordings(self) -> list[Wording]:
        """Return how the texts are to read: of those that were sent."""
        found = []
        for text in self.texts:
            wording, version = (self.cleaned_data.get(name) for name in (text.name, f"version-{text.name}"))
            if wording and version is not None:
                chosen = sorted(Sent(text, self.data).chosen)
                found.append(Wording(text.bench, version, chosen, own_wording=wording))
        return found

"""What is decided of one comment: the disposition, the reply, and how the draft is to read."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import TITLED
from cica_portal.text import TextField
from comments.enums import DispositionKind
from comments.forms.answering import DispositionForm
from comments.models import Comment
from comments.taking.sheets import Sheet, Text
from comments.taking.take import Wording
from comments.views.taking.choosing import Sent
from plans.models import PaperDecision

# What superseded a comment is said in the reply alone.
IN_THE_REPLY = "reply"


class Superseding(NamedTuple):
    """What may have superseded a comment, and how the form calls it."""

    words: str
    by: Comment | PaperDecision


class SettlingForm(DispositionForm):
    """What becomes of one comment, and how the draft is to read: a field for each text of its sheet."""

    no_change = TextField(required=False)
    carries_out = forms.BooleanField(required=False)
    despite_changes = forms.BooleanField(required=False)
    superseded_by = forms.ChoiceField(label=_("Superseded by"), required=False)

    def __init__(
        self, *args: Any, sheet: Sheet, superseding: Mapping[str, Superseding], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.superseding = superseding
        if superseding:
            self.fields["superseded_by"].choices = [
                ("", pgettext_lazy("choice", "Choose")),
                *((value, one.words) for value, one in superseding.items()),
                (IN_THE_REPLY, pgettext_lazy("superseded", "what the reply says")),
            ]
        else:
            del self.fields["superseded_by"]
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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_asked = cleaned.get("kind") == DispositionKind.OVERTAKEN
        if is_asked and self.superseding and cleaned.get("superseded_by") == "":
            self.add_error("superseded_by", _("Choose what superseded the comment."))
        return cleaned

    @property
    def answer(self) -> dict[str, Any]:
        chosen = self.superseding.get(self.cleaned_data.get("superseded_by", ""))
        return super().answer | {"superseded_by": chosen.by if chosen else None}

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

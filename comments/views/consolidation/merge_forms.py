"""What the workbench takes: the changes chosen, and a wording of one's own."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal.text import TextField
from cica_portal.web.forms import PageForm
from cica_portal.web.kept import Basis
from comments.models import MergeDraft


class MergeForm(PageForm):
    """What is chosen on the workbench: changes by comment and number, and a wording of one's own."""

    own_wording = TextField(
        label=_("Secretariat’s wording"),
        required=False,
        help_text=_("If filled in, it becomes the text instead of the chosen proposals."),
    )
    version = forms.IntegerField(min_value=0, widget=Basis)
    text_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    # The version that a person saw beside their own choices, and decided to replace.
    over = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, language: str, open_choices: set[tuple[uuid.UUID, int]], **kwargs: Any
    ) -> None:
        super().__init__(*args, auto_id=f"id_{language}_%s", **kwargs)  # one form for each language on a page
        self.open_choices = open_choices
        self.fields["own_wording"].widget = forms.Textarea(
            attrs={"rows": 6, "class": "text-official", "data-limit": self.fields["own_wording"].max_length}
        )

    @classmethod
    def of(
        cls, draft: MergeDraft, *, text_version: int, open_choices: set[tuple[uuid.UUID, int]]
    ) -> "MergeForm":
        """Return the form as it was kept; what can no longer be taken is not chosen any more."""
        form = cls(
            initial={
                "own_wording": draft.own_wording,
                "version": draft.version,
                "text_version": text_version,
            },
            language=draft.language,
            open_choices=open_choices,
        )
        form.kept = {(uuid.UUID(comment), number) for comment, number in draft.choices}
        return form

    @property
    def own(self) -> str:
        if self.is_bound:
            return self.cleaned_data.get("own_wording") or ""
        return self.initial["own_wording"]

    @property
    def read(self) -> int:
        """Return the version that was read; of two shown, the one that the person decided to replace."""
        over = self.cleaned_data["over"]
        return self.cleaned_data["version"] if over is None else over

    @property
    def chosen(self) -> set[tuple[uuid.UUID, int]]:
        """Return the chosen changes, of those that can be taken."""
        if not self.is_bound:
            return self.kept & self.open_choices
        asked = set(self.data.getlist("choice"))
        return {choice for choice in self.open_choices if f"{choice[0]}:{choice[1]}" in asked}

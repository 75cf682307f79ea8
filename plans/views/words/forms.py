"""What is looked for in a draft, and which texts of it were chosen."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import LANGUAGES, TITLED
from cica_portal.text import LINE_LIMIT, TextField
from plans.checks.finding import Query
from plans.enums import Significance

# A text by its id, with its version.
_TEXT = re.compile(r"[0-9]{1,18}:[0-9]{1,9}")


class FindForm(forms.Form):
    """The words, and what is to stand in their place; both keep the spaces at their ends."""

    q = TextField(label=_("Words to find"), max_length=LINE_LIMIT, strip=False, required=False)
    by = TextField(label=_("Replace with"), max_length=LINE_LIMIT, strip=False, required=False)
    language = forms.ChoiceField(
        label=pgettext_lazy("search", "Language"),
        required=False,
        choices=[("", pgettext_lazy("language", "all")), *TITLED],
    )
    whole = forms.BooleanField(label=_("Whole words only"), required=False)
    case = forms.BooleanField(label=_("Match capital letters"), required=False)

    @property
    def query(self) -> Query:
        said = self.cleaned_data
        languages = (said["language"],) if said["language"] else tuple(LANGUAGES)
        return Query(said["q"], said["by"], languages, is_whole=said["whole"], is_case=said["case"])


class TextsField(forms.MultipleChoiceField):
    def valid_value(self, value: str) -> bool:
        return _TEXT.fullmatch(value) is not None


class ReplaceForm(FindForm):
    """The texts that were ticked, with the versions that were shown, and how much the change means."""

    significance = forms.ChoiceField(choices=Significance.choices)
    text = TextsField(required=False)

    def clean_text(self) -> dict[int, int]:
        return dict(tuple(map(int, one.split(":"))) for one in self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("q"):
            raise ValidationError(_("Enter the words to find."))
        return cleaned

"""What is looked for in a draft, and which places of it were chosen."""

import re
from collections import defaultdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import LANGUAGES, TITLED
from cica_portal.text import LINE_LIMIT, TextField
from plans.checks.finding import Query
from plans.checks.replacing import Choice
from plans.enums import Significance

# A text by its id, with its version and the place in it.
_PLACE = re.compile(r"[0-9]{1,18}:[0-9]{1,9}:[0-9]{1,6}")


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
    exact = forms.BooleanField(
        label=_("Match every character"),
        required=False,
        help_text=_("Otherwise ё and е, and spaces, hyphens and apostrophes of every kind, are the same."),
    )

    @property
    def query(self) -> Query:
        said = self.cleaned_data
        return Query(
            said["q"],
            languages=(said["language"],) if said["language"] else tuple(LANGUAGES),
            is_whole=said["whole"],
            is_case=said["case"],
            is_exact=said["exact"],
        )


class PlacesField(forms.MultipleChoiceField):
    def valid_value(self, value: str) -> bool:
        return _PLACE.fullmatch(value) is not None


class ReplaceForm(FindForm):
    """The places that were ticked, as they were shown, and how much the change means."""

    significance = forms.ChoiceField(choices=Significance.choices)
    place = PlacesField(required=False)

    def clean_place(self) -> dict[int, Choice]:
        """Return by text the version that was shown and the places in it."""
        starts: dict[int, set[int]] = defaultdict(set)
        versions: dict[int, int] = {}
        for value in self.cleaned_data["place"]:
            pk, version, start = map(int, value.split(":"))
            if versions.setdefault(pk, version) != version:
                raise ValidationError(_("The list cannot be read. Open the page again."))
            starts[pk].add(start)
        return {pk: Choice(versions[pk], found) for pk, found in starts.items()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("q"):
            raise ValidationError(_("Enter the words to find."))
        return cleaned

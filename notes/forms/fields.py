"""What the forms about notes share: fields for days, texts in three languages and States."""

import re
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES, NAMES
from cica_portal.text import LINE_LIMIT, TextField
from cica_portal.web.forms import PageForm
from notes.reminders import schedule


class WorkingDaysField(forms.CharField):
    """Numbers of working days, as "5, 2, 1"; empty means no reminder."""

    default_error_messages = {
        "invalid": _("Enter whole numbers separated by commas, such as 5, 2, 1, each from 1 to %(most)s.")
    }

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(day) for day in value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value: Any) -> list[int]:
        words = [word for word in re.split(r"[\s,;]+", super().to_python(value)) if word]
        days = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 4]
        if len(days) != len(words) or any(day < 1 or day > schedule.MOST_DAYS for day in days):
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid", params={"most": schedule.MOST_DAYS}
            )
        return sorted(set(days), reverse=True)

    def validate(self, value: list[int]) -> None:
        """Take an empty list for what it says: no reminder."""


class InThreeLanguages(PageForm):
    """A form with texts of which each language has its own field, as "place-kk"."""

    texts: dict[str, Any] = {}
    max_length = LINE_LIMIT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.texts.items():
            for language in LANGUAGES:
                self.fields[f"{name}-{language}"] = TextField(
                    label=format_lazy("{}, {}", label, NAMES[language]),
                    max_length=self.max_length,
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                )

    def texts_of(self, name: str) -> dict[str, str]:
        return {language: self.cleaned_data.get(f"{name}-{language}", "") for language in LANGUAGES}

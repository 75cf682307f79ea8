"""A field of forms in several modules."""

from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy

from cica_portal.text import TextField


class LongText(TextField):
    """A reason, or another text of a few lines."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(
            **{"label": pgettext_lazy("label", "Reason"), "max_length": 2000} | kwargs, widget=widget
        )

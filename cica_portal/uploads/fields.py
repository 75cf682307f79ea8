"""The field of a form that takes a file: what it returns has passed the gate."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cica_portal.uploads import gate
from cica_portal.uploads.refusals import Refused


class AdmittedField(forms.FileField):
    """A file of one of these kinds; the value is what the gate has admitted."""

    def __init__(
        self,
        *,
        kinds: Collection[str] = gate.KINDS,
        **kwargs: Any,
    ) -> None:
        self.kinds = kinds
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": gate.accept(kinds)}))
        # An empty file is refused by the gate, in its own words.
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> gate.Admitted | None:
        upload = super().clean(data, initial)
        if upload is None:
            return None
        try:
            return gate.admit(upload, self.kinds)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

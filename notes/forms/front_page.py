"""The sentences of a front page, each in three languages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import NAMES
from cica_portal.text import TextField
from cica_portal.web.forms import DeskForm
from notes.packages.front import MARK, Asked, Changed


class FrontPageForm(DeskForm):
    """Each sentence as it is printed, with marks for its figures: they stay, each once. What is emptied, or
    left as proposed, is said in the words of the house."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, asked: Mapping[str, Sequence[Asked]], changed: Changed, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for language, sentences in asked.items():
            for number, one in enumerate(sentences, start=1):
                self.fields[f"{one.name}-{language}"] = TextField(
                    label=format_lazy("{}. {}", number, NAMES[language]),
                    max_length=400,
                    required=False,
                    initial=changed.get(one.name, {}).get(language) or one.words,
                    widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name, one in self._sentences():
            written = given.get(name, "")
            if written and sorted(MARK.findall(written)) != one.marks:
                self.add_error(name, _("Keep each of these once: %(marks)s") % {"marks": " ".join(one.marks)})
        return given

    @property
    def given(self) -> dict[str, dict[str, str]]:
        """Return the sentences that a person changed, with the figures that they were written on."""
        found: dict[str, dict[str, str]] = {}
        for name, one in self._sentences():
            written = self.cleaned_data[name].rstrip(" .;")
            if written and written != one.words:
                language = name.removeprefix(f"{one.name}-")
                found.setdefault(one.name, {"of": one.of})[language] = written
        return found

    def _sentences(self) -> list[tuple[str, Asked]]:
        return [(f"{one.name}-{code}", one) for code, found in self.asked.items() for one in found]

"""What narrows the list of texts, and what is proposed and decided."""

from copy import copy
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import TITLED, TITLES
from cica_portal.text import TextField
from cica_portal.web.forms import Narrowing, PageForm
from phrases.enums import Status
from phrases.finding import AREAS, CORRECTED, WAITING
from phrases.house.organization_sheets import PLACE as BLANK
from phrases.house.sheets import Field, FieldMissing, Sheet
from phrases.terms import AVOIDED, NOTE
from phrases.texts.catalogue import Phrase, forms_of

REASON_LIMIT = 1000


class PhraseSearch(Narrowing):
    q = TextField(label=_("Text, in any language"), required=False, max_length=200)
    language = forms.ChoiceField(
        label=pgettext_lazy("search", "Language"),
        required=False,
        choices=[("", pgettext_lazy("language", "all")), *TITLED],
    )
    area = forms.ChoiceField(
        label=_("Area of the portal"),
        required=False,
        choices=[("", pgettext_lazy("area", "all")), *AREAS.items()],
    )
    state = forms.ChoiceField(
        label=pgettext_lazy("correction", "Corrections"),
        required=False,
        choices=[
            ("", pgettext_lazy("text", "all")),
            (CORRECTED, pgettext_lazy("text", "corrected")),
            (WAITING, pgettext_lazy("correction", "waiting for approval")),
        ],
    )


class CorrectionSearch(Narrowing):
    status = forms.ChoiceField(
        label=pgettext_lazy("correction", "Status"),
        required=False,
        choices=[("", pgettext_lazy("correction", "all")), *Status.choices],
    )
    language = forms.ChoiceField(
        label=pgettext_lazy("search", "Language"),
        required=False,
        choices=[("", pgettext_lazy("language", "all")), *TITLED],
    )


class ProposalForm(PageForm):
    """The new text, each plural form in a field of its own, and why."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, phrase: Phrase, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = forms_of(language) if phrase.plural else ((),)
        self.names = [f"form_{place}" for place in range(len(numbers))]
        longest = max(len(text) for text in phrase.texts[language] or ("",))
        for name, of_form in zip(self.names, numbers, strict=True):
            self.fields[name] = TextField(
                label=_label(of_form) if phrase.plural else _("New text"),
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": min(18, 2 + longest // 60), "lang": language}),
            )
        self.fields["reason"] = TextField(
            label=pgettext_lazy("label", "Reason"),
            max_length=REASON_LIMIT,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["anyway"] = forms.BooleanField(
            label=_("I have read the warnings and propose the text anyway"), required=False
        )

    @property
    def texts(self) -> list[str]:
        return [self.cleaned_data.get(name, "") for name in self.names]

    def without_warnings(self) -> None:
        """Leave out the box about warnings where there are none."""
        del self.fields["anyway"]


def _label(numbers: tuple[str, ...]) -> str:
    """Say for which numbers a plural form is."""
    if not numbers:
        return str(_("New text for fractions"))
    return str(_("New text for the numbers %(numbers)s")) % {"numbers": ", ".join(numbers)}


class TermForm(PageForm):
    """A term of the glossary in each language: a text a line, the first to write, the others accepted."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for prefix in ("", AVOIDED):
            for code, name in TITLED:
                widget = forms.Textarea(attrs={"rows": 2, "lang": code})
                self.fields[f"{prefix}{code}"] = TextField(
                    label=name, required=False, max_length=1000, widget=widget
                )
        self.fields[NOTE] = TextField(
            label=pgettext_lazy("glossary", "Note"),
            required=False,
            max_length=REASON_LIMIT,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["reason"] = TextField(
            label=pgettext_lazy("label", "Reason"),
            max_length=REASON_LIMIT,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    @property
    def cells(self) -> list[forms.BoundField]:
        return [self[code] for code, _name in TITLED]

    @property
    def avoided(self) -> list[forms.BoundField]:
        return [self[f"{AVOIDED}{code}"] for code, _name in TITLED]

    @property
    def texts(self) -> dict[str, str]:
        names = [name for name in self.fields if name not in {"seen", "reason"}]
        return {name: self.cleaned_data[name] for name in names}


class DecisionForm(PageForm):
    reason = TextField(
        label=pgettext_lazy("label", "Reason"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class HouseForm(PageForm):
    """The fields of a sheet of the house's data, and why they change."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for field in sheet.fields:
            self.fields[field.name] = _field_of(field)
        self.fields["reason"] = TextField(
            label=pgettext_lazy("label", "Reason"),
            max_length=REASON_LIMIT,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def clean(self) -> None:
        """Say what is wrong with each field together with those in which a text is missing."""
        texts = self.texts
        for field in self.sheet.fields:
            if field.name not in self.errors:
                for problem in field.problems(texts[field.name]):
                    self.add_error(field.name, problem.beside)

    @property
    def texts(self) -> dict[str, str]:
        return {field.name: self.cleaned_data.get(field.name) or "" for field in self.sheet.fields}

    def rows(self) -> list[tuple[Any, list[dict[str, Any]]]]:
        """Return the fields row by row, each with the words around the blank of its sentence."""
        return [(row.heading, [self._cell(field) for field in row.fields]) for row in self.sheet.rows()]

    def _cell(self, field: Field) -> dict[str, Any]:
        """Return a field as it stands in its row, whose heading says all of its name but the language."""
        before, _blank, after = field.example.partition(BLANK)
        bound = copy(self[field.name])
        bound.label = capfirst(TITLES[field.language] if field.language else field.label)
        return {
            "bound": bound,
            "language": field.language,
            "before": before,
            "after": after,
            "has_sentence": bool(field.example),
        }


def _field_of(field: Field) -> forms.Field:
    lang = {"lang": field.language} if field.language else {}
    shared: dict[str, Any] = {
        "label": capfirst(field.full_label),
        "required": field.required,
        "error_messages": {"required": FieldMissing(field).beside},
    }
    if field.sort == "choice":
        return forms.ChoiceField(choices=field.choices, **shared)
    if field.sort == "lines":
        return TextField(max_length=20_000, widget=forms.Textarea(attrs={"rows": 4, **lang}), **shared)
    kind = {"type": "date"} if field.sort == "day" else {}
    return TextField(max_length=field.limit, widget=forms.TextInput(attrs={**kind, **lang}), **shared)

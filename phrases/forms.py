"""What narrows the list of texts, and what is proposed and decided."""

from copy import copy
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.calendar.days import DayInput
from cica_portal.languages import LANGUAGES, TITLED, TITLES
from cica_portal.text import TextField
from cica_portal.web.forms import DeskForm, Narrowing, PageForm
from phrases.enums import Status
from phrases.finding import AREAS, CORRECTED, WAITING
from phrases.house import name_cases, state_sheets
from phrases.house.sheets import BLANK, MISSING, Field, Sheet
from phrases.terms import AVOIDED, NOTE
from phrases.texts.catalogue import Phrase, forms_of

REASON = pgettext_lazy("label", "Reason")
LIMIT = 1000


def make_remark(label: Any = REASON, **values: Any) -> TextField:
    """Return the field of a reason, or of another text of two rows."""
    return TextField(label=label, max_length=LIMIT, widget=forms.Textarea(attrs={"rows": 2}), **values)


class PhraseSearch(Narrowing):
    q = TextField(label=_("Text, in any language"), required=False, max_length=200)
    language = forms.ChoiceField(
        label=pgettext_lazy("column", "Language"),
        required=False,
        choices=[("", pgettext_lazy("filter", "all")), *TITLED],
    )
    area = forms.ChoiceField(
        label=_("Area of the portal"),
        required=False,
        choices=[("", pgettext_lazy("filter", "all")), *AREAS.items()],
    )
    state = forms.ChoiceField(
        label=pgettext_lazy("texts", "Corrections"),
        required=False,
        choices=[
            ("", pgettext_lazy("filter", "all")),
            (CORRECTED, pgettext_lazy("text", "corrected")),
            (WAITING, pgettext_lazy("correction", "waiting for approval")),
        ],
    )


class CorrectionSearch(Narrowing):
    status = forms.ChoiceField(
        label=pgettext_lazy("field", "Status"),
        required=False,
        choices=[("", pgettext_lazy("filter", "all")), *Status.choices],
    )
    language = forms.ChoiceField(
        label=pgettext_lazy("column", "Language"),
        required=False,
        choices=[("", pgettext_lazy("filter", "all")), *TITLED],
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
        self.fields["reason"] = make_remark()
        self.fields["anyway"] = forms.BooleanField(
            label=_("I have read the warnings and propose the text anyway"), required=False
        )

    @property
    def texts(self) -> list[str]:
        return [self.cleaned_data.get(name, "") for name in self.names]


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
        self.fields[NOTE] = make_remark(pgettext_lazy("glossary", "Note"), required=False)
        self.fields["reason"] = make_remark()

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
    reason = make_remark()


class HouseForm(PageForm):
    """The fields of a sheet of the house's data, and why they change."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for field in sheet.fields:
            self.fields[field.name] = _field_of(field)
        self.fields["reason"] = make_remark()

    def clean(self) -> None:
        """Say what is wrong with each field together with those in which a text is missing."""
        texts = self.texts
        for field in self.sheet.fields:
            if field.name not in self.errors and (fault := field.find_fault(texts[field.name])):
                self.add_error(field.name, str(fault))

    @property
    def texts(self) -> dict[str, str]:
        return {field.name: self.cleaned_data.get(field.name) or "" for field in self.sheet.fields}

    def rows(self) -> list[tuple[Any, list[dict[str, Any]]]]:
        """Return the fields row by row, each with the words around the blank of its sentence."""
        return [(heading, [self._cell(field) for field in fields]) for heading, fields in self.sheet.rows()]

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


class NewStateForm(HouseForm, DeskForm):
    """A new Member State: what nobody can guess is typed, the rest proposed and read in sentences."""

    # It stands in the part of the page that a script renews, not among what is hidden.
    proposed_for = TextField(required=False)
    labels = tuple(label for _name, label in state_sheets.NAMES)
    typed = ("code", "joined_on", "reason")
    is_read = False  # whether the sentences that came with it are those of its names
    NAMES = tuple(f"{name}_{code}" for code in LANGUAGES for name, _label in state_sheets.NAMES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = field.required and name in (*self.typed, *self.NAMES)
            if name in self.NAMES or "-" in name:
                field.widget.attrs |= {"aria-label": field.label}
            if name in self.NAMES:
                field.widget.attrs |= {"class": "form-control"}
        self.fields["code"].label = _("Code")
        self.fields["joined_on"].widget = DayInput()
        self.fields["reason"].widget = forms.TextInput()

    def clean(self) -> None:
        """Fill in what the names propose, and let the form show it."""
        names = "|".join(self.cleaned_data.get(name, "") for name in self.NAMES)
        shown = self.cleaned_data["proposed_for"]
        self.is_read = names == shown
        former = dict(zip(self.NAMES, shown.split("|"), strict=False)) if shown else {}
        self.cleaned_data |= state_sheets.complete(self.texts, former)
        sent: Any = self.data
        self.data = sent = sent.copy()
        for name, text in {**self.texts, "proposed_for": names}.items():
            sent[name] = text
        super().clean()
        for name in [*self.errors]:  # what waits for a name has no fault of its own
            if not self.texts.get(name, name) and name not in (*self.typed, *self.NAMES, "time_zone"):
                del self.errors[name]

    def rows_of_names(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the boxes of the names, by language."""
        return [(code, [self[f"{name}_{code}"] for name, _l in state_sheets.NAMES]) for code in LANGUAGES]

    def sentences(self) -> list[tuple[str, list[tuple[str, Any]]]]:
        """Return the sentences with the boxes of the forms in place, once the names are known."""
        texts = {name: str(self[name].value() or "") for name in self.NAMES}
        if not texts["full_name_ru"]:
            return []
        return [
            (code, [(words, form and self[f"{code}-{form}"]) for words, form in parts])
            for code, parts in name_cases.list_sentences(texts)
        ]


def _field_of(field: Field) -> forms.Field:
    lang = {"lang": field.language} if field.language else {}
    shared: dict[str, Any] = {
        "label": capfirst(field.full_label),
        "required": field.required,
        "error_messages": {"required": MISSING},
    }
    if field.sort == "choice":
        return forms.ChoiceField(choices=field.choices, **shared)
    if field.sort == "lines":
        return TextField(max_length=20_000, widget=forms.Textarea(attrs={"rows": 4, **lang}), **shared)
    kind = {"type": "date"} if field.sort == "day" else {}
    return TextField(max_length=field.limit, widget=forms.TextInput(attrs={**kind, **lang}), **shared)

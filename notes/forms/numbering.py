"""Forms of the numbering of notes, and of a number that was used outside the portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.calendar.days import DayField
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, TextField
from cica_portal.web.forms import PageForm
from notes.enums import NumberingScope
from notes.models import NoteSeries
from notes.register import numbering
from notes.register.numbers import INCOMING_PREFIX

LARGEST = 999_999


class NumberingForm(PageForm):
    """How notes are numbered, and with which number each sequence goes on; an empty box changes nothing."""

    scope = forms.ChoiceField(
        label=_("Sequence of numbers"), choices=NumberingScope.choices, widget=forms.RadioSelect
    )
    is_yearly = forms.ChoiceField(
        label=pgettext_lazy("numbering", "Over the years"),
        choices=[
            ("no", _("the numbers run on, as NCT/ICT/689")),
            ("yes", _("each year begins with 1, as NCT/ICT/12/2027")),
        ],
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label=pgettext_lazy("label", "Reason"),
        max_length=PARAGRAPH_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prefixes = [prefix for prefix in numbering.prefixes() if prefix != INCOMING_PREFIX]
        for name in (self.name_of(numbering.HOUSE), *map(self.name_of, [*self.prefixes, INCOMING_PREFIX])):
            self.fields[name] = forms.IntegerField(required=False, min_value=1, max_value=LARGEST)

    @staticmethod
    def name_of(sequence: str) -> str:
        """Return the name of the box for the next number of a sequence."""
        return f"next:{sequence}"

    @property
    def of_house(self) -> forms.BoundField:
        return self[self.name_of(numbering.HOUSE)]

    @property
    def of_incoming(self) -> forms.BoundField:
        return self[self.name_of(INCOMING_PREFIX)]

    @property
    def of_series(self) -> list[tuple[str, forms.BoundField]]:
        return [(prefix, self[self.name_of(prefix)]) for prefix in self.prefixes]

    def terms(self) -> dict[str, Any]:
        """Return what was chosen, as the act takes it."""
        given = self.cleaned_data
        firsts = {name: given.get(self.name_of(name)) for name in self._counted(given["scope"])}
        return {
            "scope": given["scope"],
            "is_yearly": given["is_yearly"] == "yes",
            "firsts": {name: first for name, first in firsts.items() if first is not None},
            "reason": given["reason"],
            "based_on": given["based_on"],
        }

    def _counted(self, scope: str) -> list[str]:
        own = [numbering.HOUSE] if scope == NumberingScope.HOUSE else self.prefixes
        return [*own, INCOMING_PREFIX]


class ElsewhereForm(PageForm):
    """A number that was printed on a note outside the portal."""

    series = forms.ModelChoiceField(
        label=pgettext_lazy("note", "Series"),
        queryset=NoteSeries.objects.none(),
        empty_label=pgettext_lazy("choice", "Choose"),
    )
    value = forms.IntegerField(
        label=pgettext_lazy("note", "Number"),
        min_value=1,
        max_value=LARGEST,
        help_text=_("Only the number itself, as 690 of NCT/ICT/690"),
    )
    dated_on = DayField(label=_("Date of the note"))
    addressee = TextField(label=pgettext_lazy("column", "Addressee"), max_length=LINE_LIMIT)
    subject = TextField(label=pgettext_lazy("note", "Subject"), max_length=LINE_LIMIT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["series"].queryset = NoteSeries.objects.exclude(prefix=INCOMING_PREFIX).order_by("prefix")

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import CHOICES
from cica_portal.text import LINE_LIMIT, TextField
from initiatives import proposals
from initiatives.enums import EventFormat, EventKind
from initiatives.models import ProposedEvent
from plans.models import ConceptPaper


class ProposedEventForm(forms.Form):
    """A thematic event for a plan, within the plan's years."""

    use_required_attribute = False

    language = forms.ChoiceField(label=_("Language of the proposal"), choices=CHOICES)
    title = TextField(label=_("Title of the event"), max_length=LINE_LIMIT)
    kind = forms.ChoiceField(label=_("Kind"), choices=EventKind.choices, initial=EventKind.WORKSHOP)
    format = forms.ChoiceField(label=_("Format"), choices=EventFormat.choices, initial=EventFormat.ONLINE)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    quarter = forms.TypedChoiceField(
        label=_("Quarter"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("not settled")), *((number, str(number)) for number in range(1, 5))],
    )
    place = TextField(label=_("Place"), max_length=200, required=False)
    description = TextField(
        label=_("Purpose and content"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    contact = TextField(label=_("Contact"), max_length=LINE_LIMIT, required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        paper: ConceptPaper,
        language: str,
        event: ProposedEvent | None = None,
        **kwargs: Any,
    ) -> None:
        start = {"language": language, "version": 0}
        if event is not None:
            start = proposals.content(event) | {"version": event.version}
        kwargs["initial"] = start | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        years = range(paper.period_from, paper.period_to + 1)
        self.fields["year"].choices = [("", _("not settled")), *((year, str(year)) for year in years)]
        self.fields["description"].widget.attrs["maxlength"] = self.fields["description"].max_length
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("quarter") and not cleaned.get("year"):
            self.add_error("quarter", proposals.QuarterWithoutYear.sentence)
        return cleaned

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal import formats
from cica_portal.alphabet import sort_key
from cica_portal.errors import DomainError
from cica_portal.languages import CHOICES
from cica_portal.text import LINE_LIMIT, TextField
from initiatives import proposals
from initiatives.enums import EventFormat, EventKind, ProposalStatus
from initiatives.models import ProposedEvent
from members.models import MemberState
from plans.models import ConceptPaper
from plans.outline import OutlineRow


class DayField(forms.DateField):
    """A calendar day, typed or picked, in the one form that browsers send."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, required=False, **kwargs)


def number_field(label: Any, choices: Sequence[tuple[int, str]] = ()) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, required=False, coerce=int, empty_value=None, choices=[NOT_SETTLED, *choices]
    )


NOT_SETTLED = ("", _("not settled"))

# The field beside which a refusal is shown.
PLACES = {
    proposals.YearOutsidePeriod: "year",
    proposals.QuarterWithoutYear: "quarter",
    proposals.MonthWithoutYear: "month",
    proposals.MonthAndQuarter: "quarter",
    proposals.DaysAndPart: "date_from",
    proposals.DaysOutOfOrder: "date_to",
    proposals.LastDayAlone: "date_from",
    proposals.HostTwice: "host",
}


class PortalForm(forms.Form):
    """A form that the page wraps in its own tag; errors are summed up on top by the page."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class ReasonField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs
        )


class AnswerForm(PortalForm):
    """An answer to a proposal that does not enter the plan, or not this one."""

    status = forms.ChoiceField(
        label=_("Answer"),
        widget=forms.RadioSelect,
        choices=[(value, value.label) for value in (ProposalStatus.LATER, ProposalStatus.DECLINED)],
    )
    reason = ReasonField(help_text=_("The proposing State will read it as you write it."))
    language = forms.ChoiceField(label=_("Language of the reason"), choices=CHOICES)


class WithdrawalForm(PortalForm):
    reason = ReasonField(
        required=False, help_text=_("The Secretariat and the coordinator will read it; it may stay empty.")
    )
    language = forms.ChoiceField(label=_("Language of the reason"), choices=CHOICES)


class ProposedEventForm(PortalForm):
    """A thematic event for a plan: within its years, by Member States, for its objectives."""

    language = forms.ChoiceField(label=_("Language of the proposal"), choices=CHOICES)
    title = TextField(label=_("Title of the event"), max_length=LINE_LIMIT)
    kind = forms.ChoiceField(label=_("Kind"), choices=EventKind.choices, initial=EventKind.WORKSHOP)
    format = forms.ChoiceField(label=_("Format"), choices=EventFormat.choices, initial=EventFormat.ONLINE)
    date_from = DayField(label=_("First day"))
    date_to = DayField(label=_("Last day"))
    year = number_field(_("Year"))
    quarter = number_field(_("Quarter"), [(number, str(number)) for number in range(1, 5)])
    month = number_field(_("Month"))
    host = forms.ChoiceField(label=_("Host State"), required=False)
    co_hosts = forms.MultipleChoiceField(
        label=_("Co-hosts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    place = TextField(label=_("Place"), max_length=200, required=False)
    objectives = forms.MultipleChoiceField(
        label=_("Objectives served"), required=False, widget=forms.CheckboxSelectMultiple
    )
    description = TextField(
        label=_("Purpose and content"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    contact = TextField(
        label=_("Contact"),
        max_length=LINE_LIMIT,
        required=False,
        help_text=_("Who answers questions about the event: name, post, telephone or e-mail."),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        paper: ConceptPaper,
        objectives: Sequence[OutlineRow],
        states: Sequence[MemberState],
        language: str,
        own_state: MemberState,
        event: ProposedEvent | None = None,
        **kwargs: Any,
    ) -> None:
        self.paper, self.states = paper, {state.code: state for state in states}
        start: Mapping[str, Any] = {"language": language, "version": 0, "host": own_state.code}
        if event is not None:
            start = proposals.content(event) | {"version": event.version}
        kwargs["initial"] = dict(start) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        years = range(paper.period_from, paper.period_to + 1)
        self.fields["year"].choices = [NOT_SETTLED, *((year, str(year)) for year in years)]
        months = ((number, formats.month(number, language)) for number in range(1, 13))
        self.fields["month"].choices = [NOT_SETTLED, *months]
        names = sorted(
            ((state.code, state.name) for state in states), key=lambda pair: sort_key(pair[1], language)
        )
        self.fields["host"].choices = [NOT_SETTLED, *names]
        self.fields["co_hosts"].choices = names
        self.fields["objectives"].choices = [
            (str(row.key), f"{row.label[language]} {row.text(language)}") for row in objectives
        ]
        self.fields["description"].widget.attrs["maxlength"] = self.fields["description"].max_length

    def clean_host(self) -> MemberState | None:
        return self.states.get(self.cleaned_data["host"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors.keys() & set(proposals.TIMES):
            self.check(self.check_time, cleaned)
        self.check(proposals.check_names, cleaned)
        return cleaned

    def check(self, rule: Callable[[ConceptPaper, Mapping[str, Any]], None], cleaned: dict[str, Any]) -> None:
        try:
            rule(self.paper, cleaned)
        except DomainError as refusal:
            self.add_error(PLACES.get(type(refusal)), str(refusal))

    def check_time(self, paper: ConceptPaper, cleaned: Mapping[str, Any]) -> None:
        first, year = cleaned.get("date_from"), cleaned.get("year")
        if first and year not in (None, first.year):
            raise proposals.DaysAndPart
        proposals.check_time(paper, cleaned)

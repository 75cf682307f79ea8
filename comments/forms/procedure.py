"""Forms of the procedure: time, deadlines, closings, what is released."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.calendar.days import DayField
from cica_portal.web.forms import DeskForm, PageForm
from comments.enums import (
    Outcome,
)
from comments.forms.fields import LongText
from members.fields import DeadlineMinuteField
from members.models import User


class GrantForm(PageForm):
    """To which State, until when by the Secretariat's clock, and why."""

    state = forms.ChoiceField(label=_("Member State"))
    last_day = DayField(label=_("May respond until"))
    last_minute = DeadlineMinuteField(day="last_day", label=_("Time (Secretariat time)"))
    reason = LongText(help_text=_("Only this State and the Secretariat will see this reason."))

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("Choose a Member State")), *states]


class TimeRequestForm(DeskForm):
    """Until when a State asks to answer, by the Secretariat's clock, and why."""

    wished_on = DayField(
        label=_("Additional time until"),
        help_text=_("The Secretariat may grant another day."),
    )
    wished_minute = DeadlineMinuteField(day="wished_on", label=_("Time (Secretariat time)"))
    reason = LongText(help_text=_("Only the Secretariat and your delegation will see this reason."))


class RefusalForm(PageForm):
    reason = LongText(
        label=_("Reason for the refusal"),
        help_text=_("Only this State and the Secretariat will see this reason."),
    )


class ClosingForm(PageForm):
    reason = LongText(
        label=_("Reason for closing as of the deadline"),
        help_text=_("It is kept on record with the closing."),
    )


class InternalDeadlineForm(PageForm):
    """Until when the delegation wants its own work done, by the clock of its capital."""

    day = DayField(label=pgettext_lazy("label", "Day"))
    hour = DeadlineMinuteField(
        day="day", clock="own", label=_("Time in your capital"), initial=dt.time(18), help_text=""
    )


class AssignmentForm(InternalDeadlineForm):
    """To whom of the delegation a paragraph is assigned, and until when."""

    person = forms.ChoiceField(label=_("Assigned to"))
    field_order = ("person", "day", "hour")

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.key): one for one in people}
        names = [(key, one.display_name) for key, one in self.people.items()]
        self.fields["person"].choices = [("", pgettext_lazy("choice", "Choose")), *names]

    @property
    def chosen(self) -> User:
        return self.people[self.cleaned_data["person"]]


class ReleaseForm(PageForm):
    """Why a signatory does not wait for a State that may still respond."""

    reason = LongText(label=_("Reason for not waiting"), required=False, rows=3)


class DistributionForm(ReleaseForm):
    support_until = DayField(
        label=_("Proposals can be supported until"),
        required=False,
        help_text=_("To the end of this day, for all Member States. Empty: proposals cannot be supported."),
    )


class ConfirmationForm(ReleaseForm):
    """What the signatory confirmed besides: the outcome that was shown."""

    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.HiddenInput)

import datetime as dt
import re
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cica_portal import formats
from cica_portal.templatetags.portal import reader_language
from cica_portal.text import TextField
from comments.enums import Visibility
from notes import circulation, reminders
from notes.enums import DispatchStatus


class PageForm(forms.Form):
    """A form that the page wraps in its own tag; errors are summed up on top by the page."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class DayField(forms.DateField):
    """A calendar day, typed or picked, in the one form that browsers send."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **kwargs)


class WorkingDaysField(forms.CharField):
    """Numbers of working days, as "5, 2, 1"; empty means no reminder."""

    default_error_messages = {
        "invalid": _("Write whole numbers with commas between, such as 5, 2, 1, each from 1 to %(most)s.")
    }

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(day) for day in value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value: Any) -> list[int]:
        words = [word for word in re.split(r"[\s,;]+", super().to_python(value)) if word]
        days = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 4]
        if len(days) != len(words) or any(day < 1 or day > reminders.MOST_DAYS for day in days):
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid", params={"most": reminders.MOST_DAYS}
            )
        return sorted(set(days), reverse=True)

    def validate(self, value: list[int]) -> None:
        """Take an empty list for what it says: no reminder."""


class CirculationForm(PageForm):
    respond_by = DayField(
        label=_("Comments by"),
        help_text=_("The whole day counts, to its last second, by the Secretariat's clock."),
    )
    visibility = forms.ChoiceField(
        label=_("Filed comments are seen by other Member States"),
        choices=Visibility.choices,
        initial=Visibility.AFTER_COMPILATION,
    )
    reminder_days = WorkingDaysField(
        label=_("Reminders, in working days before the deadline"),
        required=False,
        max_length=60,
        help_text=_("Only to Member States that have not answered. Empty: no reminder."),
    )
    needs_release = forms.BooleanField(
        label=_("A person releases the messages of this consultation"),
        required=False,
        help_text=_("Each note waits in the outbox until somebody has looked at its messages."),
    )

    def __init__(self, *args: Any, at: dt.datetime, **kwargs: Any) -> None:
        kwargs["initial"] = {"reminder_days": settings.REMINDER_WORKING_DAYS} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.earliest = circulation.earliest_deadline(at)
        self.fields["respond_by"].widget.attrs["min"] = self.earliest.isoformat()

    def clean_respond_by(self) -> dt.date:
        day = self.cleaned_data["respond_by"]
        if day < self.earliest:
            raise forms.ValidationError(
                _("Member States need more time: choose %(earliest)s or a later day."),
                params={"earliest": formats.date(self.earliest, reader_language())},
            )
        return day


class IssueForm(forms.Form):
    """What the signatory confirmed: the number that was shown."""

    number = forms.CharField(max_length=60, widget=forms.HiddenInput)


class ReleaseForm(forms.Form):
    """How many messages a person was shown before releasing them."""

    shown = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class NoteCheckForm(PageForm):
    """What is printed on a note's page, typed or brought by its QR code."""

    number = TextField(label=_("Number of the note"), max_length=60)
    code = TextField(
        label=_("Check code"),
        max_length=40,
        help_text=_("16 letters and digits at the foot of the first page."),
    )


class RegisterSearch(forms.Form):
    q = TextField(label=_("Number of the note"), required=False, max_length=60)


class OutboxFilter(forms.Form):
    status = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("all")), *DispatchStatus.choices]
    )

"""Forms of the acts on notes that stand: issue, reminders, release, checks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.alphabet import sort_key
from cica_portal.calendar.days import DayField
from cica_portal.languages import reader_language
from cica_portal.text import LINE_LIMIT, TextField
from cica_portal.web.forms import PageForm
from members.models import MemberState
from notes.enums import Rung
from notes.reminders import schedule


class ReasonForm(PageForm):
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(
        label=pgettext_lazy("note", "Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class IssueForm(forms.Form):
    """What the signatory confirmed: the number and the draft that were shown, and the open points."""

    number = forms.CharField(max_length=60, widget=forms.HiddenInput)
    draft = forms.CharField(max_length=64, widget=forms.HiddenInput)
    points = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    reason = TextField(
        label=_("Reason for issuing the note nevertheless"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReminderForm(PageForm):
    """One reminder of a round: when, to whom, in which form."""

    working_days = forms.IntegerField(
        label=_("Working days before the deadline"), min_value=1, max_value=schedule.MOST_DAYS
    )
    level = forms.TypedChoiceField(
        label=pgettext_lazy("reminder", "Recipients"), choices=Rung.choices, coerce=int
    )
    by_note = forms.BooleanField(
        label=_("Send as a numbered note"),
        required=False,
        help_text=_(
            "Otherwise it is sent by e-mail only, with the note that opened the consultation attached."
        ),
    )


class ReminderDraftForm(PageForm):
    level = forms.TypedChoiceField(
        label=pgettext_lazy("reminder", "Recipients"), choices=Rung.choices, coerce=int, initial=Rung.DEPUTY
    )


class ReleaseForm(forms.Form):
    """How many messages a person was shown before releasing them."""

    shown = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class CancelForm(ReleaseForm, PageForm):
    """Why the messages that a person was shown are not sent."""

    reason = TextField(
        label=pgettext_lazy("note", "Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PaperForm(PageForm):
    """To which State a note was handed over on paper, on which day, and to whom."""

    state = forms.ChoiceField(label=_("Member State"))
    handed_on = DayField(label=_("Handed over on"))
    remark = TextField(label=_("To whom and how"), max_length=LINE_LIMIT)

    def __init__(self, *args: Any, states: Iterable[MemberState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = reader_language()
        chosen = [
            (one.code, one.name) for one in sorted(states, key=lambda one: sort_key(one.name, language))
        ]
        self.fields["state"].choices = [("", _("Choose a Member State")), *chosen]


class NoteCheckForm(PageForm):
    """What is printed on a note's page, typed or brought by its QR code."""

    number = TextField(label=_("Number of the note"), max_length=60)
    code = TextField(
        label=_("Check code"),
        max_length=40,
        help_text=_("16 letters and digits at the foot of the first page"),
    )


class PackageCheckForm(PageForm):
    file = forms.FileField(
        label=_("Package (.zip) or one of its PDFs"),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.pdf"}),
        help_text=format_lazy(_("At most {limit} MB. The file is checked and not stored."), limit=100),
    )

"""Forms of meetings, their agendas and results."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import organization
from cica_portal.calendar.days import DayField
from cica_portal.text import LINE_LIMIT, TextField
from cica_portal.uploads import LIMITS, AdmittedField
from cica_portal.web.forms import DeskForm, InThreeLanguages
from plans.enums import Body
from plans.forms import REASON_LIMIT, ReasonForm
from plans.models import Meeting, MeetingItem


class DecisionForm(ReasonForm):
    """Records the result of an item: what was decided, by whom led, and the document, which passes the gate.

    The day is asked of a meeting of several days, the next meeting where the item is deferred.
    """

    held_on = DayField(label=_("Day of the decision"))
    presided_by = TextField(label=_("Who presided"), max_length=200, widget=forms.TextInput)
    file = AdmittedField(
        label=_("Document of the decision"),
        help_text=format_lazy(
            # Translators: size is a number.
            _("Report, minutes or decision as PDF, DOCX, XLSX, PNG or JPEG, at most {size} MB."),
            size=LIMITS.megabytes,
        ),
    )
    symbol = TextField(label=_("Document symbol"), required=False, max_length=60, widget=forms.TextInput)
    deferred_to = forms.ModelChoiceField(
        label=_("Deferred to"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("no date yet"),
    )
    carry_reason = TextField(
        label=_("Reason for carrying the open points over"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["held_on", "presided_by", "reason", "file", "symbol", "deferred_to", "carry_reason"]

    def __init__(self, *args: Any, item: MeetingItem, is_deferral: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting = item.meeting
        self.fields["presided_by"].initial = meeting.chair
        if meeting.first_on == meeting.last_on:
            del self.fields["held_on"]
        later = Meeting.objects.filter(body=meeting.body, cancelled_at=None, first_on__gt=meeting.last_on)
        if is_deferral:
            self.fields["deferred_to"].queryset = later.order_by("first_on", "pk")
        else:
            del self.fields["deferred_to"]


class AgendaReasonForm(DeskForm):
    reason = TextField(
        label=pgettext_lazy("label", "Reason"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


# Meetings --------------------------------------------------------------------------------------------
class MeetingForm(InThreeLanguages):
    body = forms.ChoiceField(label=pgettext_lazy("label", "Meeting"), choices=Body.choices)
    name = TextField(
        label=_("Number or name"),
        required=False,
        max_length=100,
        widget=forms.TextInput,
        help_text=_("Shown as typed in all languages."),
    )
    first_on = DayField(label=_("First day"))
    last_on = DayField(
        label=_("Last day"), required=False, help_text=_("Leave empty for a meeting of one day.")
    )
    chair = TextField(
        label=pgettext_lazy("field", "Chair"), required=False, max_length=200, widget=forms.TextInput
    )
    texts = {"places": pgettext_lazy("field", "Place")}
    needed = ("places",)
    groups = (
        (pgettext_lazy("label", "Meeting"), ("body", "name", "first_on", "last_on", "chair")),
        (pgettext_lazy("field", "Place"), ("places-en", "places-ru", "places-kk")),
    )

    @property
    def given(self) -> dict[str, Any]:
        """Return what is known of the meeting."""
        found = {name: self.cleaned_data[name] for name in ("body", "name", "first_on", "chair")}
        last_on = self.cleaned_data["last_on"] or found["first_on"]
        return found | {"last_on": last_on, "places": self.texts_of("places")}


class MeetingChangeForm(MeetingForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(
        label=_("Reason for other days"),
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    groups = (*MeetingForm.groups, ("", ("reason",)))


class ItemForm(InThreeLanguages):
    number = TextField(label=_("Agenda item"), required=False, max_length=20, widget=forms.TextInput)
    symbol = TextField(
        label=_("Document symbol"),
        required=False,
        max_length=60,
        widget=forms.TextInput,
        help_text=_("The same in all languages."),
    )
    texts = {"titles": _("Title of the item")}
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = (
        ("", ("number", "symbol")),
        (_("Title of the item"), ("titles-en", "titles-ru", "titles-kk")),
    )
    needed = ("titles",)
    max_length = 2 * LINE_LIMIT

    @property
    def given(self) -> dict[str, Any]:
        """Return what is said of the item."""
        found = {name: self.cleaned_data[name] for name in ("number", "symbol")}
        return found | {"titles": self.texts_of("titles")}


class ItemChangeForm(ItemForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class DraftDecisionForm(InThreeLanguages):
    """What a body is proposed to decide on an item; a language may wait for its translation."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    texts = {"decision": _("Draft decision")}
    max_length = 3000

    @property
    def given(self) -> dict[str, str]:
        return {language: text for language, text in self.texts_of("decision").items() if text}


class ItemAddForm(ItemForm):
    meeting = forms.ModelChoiceField(
        label=pgettext_lazy("label", "Meeting"), queryset=Meeting.objects.none(), empty_label=None
    )

    groups = (("", ("meeting", "number", "symbol")), *ItemForm.groups[1:])

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = Meeting.objects.coming(today)
        if any(body.get("symbols") for body in organization.part("bodies").values()):
            self.fields["symbol"].help_text = _(
                "The same in all languages. Left empty, it is the next one in the pattern of the body."
            )

"""Forms of the Secretariat for a response that came outside the portal: entered, confirmed, sent back."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import formats, spaces
from cica_portal.calendar.days import DayField
from cica_portal.errors import Refusal
from cica_portal.languages import reader_language
from cica_portal.web.forms import DeskForm, PageForm
from comments.enums import POSITIONS, Channel, Position, Stance
from comments.forms.fields import LongText
from comments.models import Consultation


class EnteredForm(DeskForm):
    """A response that came outside the portal: by which way, when, and what it says on the whole."""

    channel = forms.ChoiceField(
        label=_("Received by"),
        choices=[(one.value, one.label) for one in (Channel.NOTE, Channel.MAIL)],
        initial=Channel.NOTE,
        widget=forms.RadioSelect,
        help_text=_("A telephone call is not a response. Ask the State to confirm it by note or mail."),
    )
    received_on = DayField(label=pgettext_lazy("note", "Date received"))
    received_minute = forms.TimeField(
        label=_("Time received (Secretariat time)"),
        input_formats=["%H:%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    position = forms.ChoiceField(
        label=pgettext_lazy("label", "Response"),
        choices=[(one.value, one.label) for one in (Position.COMMENTS, Position.NO_OBJECTION)],
        initial=Position.COMMENTS,
        widget=forms.RadioSelect,
    )
    stance = forms.ChoiceField(
        label=_("Position on the draft"),
        required=False,
        choices=[("", pgettext_lazy("position", "not stated in the note")), *Stance.choices],
        help_text=_("Only if the note says so in words. It is no vote and does not affect the procedure."),
    )
    stance_words = LongText(
        label=_("Quotation from the note that states the position"), rows=2, required=False
    )
    objection = LongText(
        label=_("Reason for the objection"),
        rows=4,
        required=False,
        help_text=_("As the note gives it. A wish to amend the text is an objection."),
    )
    groups = (
        (pgettext_lazy("label", "Received"), ("channel", "received_on", "received_minute")),
        (pgettext_lazy("label", "Response"), ("position", "objection", "stance", "stance_words")),
    )

    under = ("received_minute",)

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = consultation.time_zone
        asked = [one for one in POSITIONS[consultation.asks_decision] if one != Position.WITHDRAWN]
        self.fields["position"].choices = [(one.value, one.label) for one in asked]
        self.fields["position"].initial = asked[0]
        for name in ("stance", "stance_words") if consultation.asks_decision else ("objection",):
            del self.fields[name]
        self.groups = tuple(
            (label, tuple(name for name in names if name in self.fields)) for label, names in self.groups
        )
        # Translators: closing is the deadline, with day, hour and time zone
        in_time = _("Deadline for comments: %(closing)s")
        closing = formats.closing(consultation.closes_at, self.zone, reader_language())
        self.fields["received_minute"].help_text = in_time % {"closing": spaces.shown(closing)}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        is_objection = given.get("position") == Position.OBJECTION
        if is_objection and not given.get("objection") and "objection" not in self.errors:
            self.add_error("objection", str(Refusal("comments.objection_reason_needed")))
        if bool(given.get("stance")) != bool(given.get("stance_words")) and "stance" in given:
            self.add_error("stance_words", str(Refusal("comments.position_not_quoted")))
        return given

    def entered(self) -> dict[str, Any]:
        """Return what is to be entered, by the clock of the Secretariat."""
        values = self.cleaned_data
        day, minute = values["received_on"], values["received_minute"]
        return {
            "channel": values["channel"],
            "position": values["position"],
            "stance": values.get("stance", ""),
            "stance_words": values.get("stance_words", ""),
            "objection": {"reason": values["objection"]}
            if values["position"] == Position.OBJECTION
            else None,
            "received_at": dt.datetime.combine(day, minute, ZoneInfo(self.zone)).astimezone(dt.UTC),
        }


class EnteredConfirmForm(forms.Form):
    """What a signatory was shown, and whether comments in force are to be in force no more."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    ends_comments = forms.BooleanField(required=False)


class SendBackForm(PageForm):
    reason = LongText(label=_("What is to be corrected"), rows=3)

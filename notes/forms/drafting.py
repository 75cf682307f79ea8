"""Forms by which notes are drafted, worded and approved."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import formats, organization, spaces
from cica_portal.calendar.days import DayField, TooFarAhead, check_deadline
from cica_portal.deadlines import Deadline, NoSuchMinute, seat_date
from cica_portal.languages import LANGUAGES, TITLES, reader_language
from cica_portal.text import PARAGRAPH_LIMIT, TextField, is_blank
from cica_portal.web import forms as forms_of_pages
from cica_portal.web.forms import DeskForm, PageForm
from comments.enums import Visibility
from members.fields import DeadlineMinuteField
from notes.acts import circulation, followups
from notes.reminders import schedule
from notes.wording import texts


class WorkingDaysField(forms.CharField):
    """Numbers of working days, as "5, 2, 1"; empty means no reminder."""

    default_error_messages = {
        "invalid": _("Enter whole numbers separated by commas, such as 5, 2, 1, each from 1 to %(most)s.")
    }

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(day) for day in value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value: Any) -> list[int]:
        words = [word for word in re.split(r"[\s,;]+", super().to_python(value)) if word]
        days = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 4]
        if len(days) != len(words) or any(day < 1 or day > schedule.MOST_DAYS for day in days):
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid", params={"most": schedule.MOST_DAYS}
            )
        return sorted(set(days), reverse=True)

    def validate(self, value: list[int]) -> None:
        """Take an empty list for what it says: no reminder."""


class InThreeLanguages(forms_of_pages.InThreeLanguages):
    missing = followups.WordsMissing.sentence


class CirculationForm(DeskForm):
    respond_by = DayField(label=_("Deadline for comments"))
    last_minute = DeadlineMinuteField(day="respond_by", label=_("Time (Secretariat time)"))
    visibility = forms.ChoiceField(
        label=_("When other Member States can see submitted comments"),
        choices=Visibility.choices,
        initial=Visibility.AFTER_COMPILATION,
    )
    reminder_days = WorkingDaysField(
        label=_("Reminders, in working days before the deadline"),
        required=False,
        max_length=60,
        help_text=_("Sent only to Member States that have not responded. Leave empty for no reminders."),
    )
    needs_release = forms.BooleanField(
        label=_("Hold the messages of this consultation until someone sends them"),
        required=False,
        help_text=_("The messages of each note stay in the outbox until someone has checked and sent them."),
    )

    def __init__(self, *args: Any, at: dt.datetime, **kwargs: Any) -> None:
        kwargs["initial"] = {"reminder_days": organization.policy("REMINDER_WORKING_DAYS")} | kwargs.get(
            "initial", {}
        )
        super().__init__(*args, **kwargs)
        self.earliest = circulation.earliest_deadline(at)
        self.at, self.today = at, seat_date(at)
        self.fields["respond_by"].widget.attrs["min"] = self.earliest.isoformat()

    def clean_respond_by(self) -> dt.date:
        day = self.cleaned_data["respond_by"]
        if day < self.earliest:
            raise forms.ValidationError(
                _("Member States need more time. Choose %(earliest)s or a later day."),
                params={"earliest": spaces.shown(formats.date(self.earliest, reader_language()))},
            )
        try:
            check_deadline(day, on=self.today)
        except TooFarAhead as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return day

    def clean(self) -> dict[str, Any]:
        """Find at the box of the minute what is wrong with it on the chosen day."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "respond_by" in given and "last_minute" in given:
            try:
                near = circulation.is_too_near(Deadline(given["respond_by"], given["last_minute"]), self.at)
            except NoSuchMinute as refusal:
                self.add_error("last_minute", str(refusal))
            else:
                if near:
                    self.add_error(
                        "last_minute", _("Member States need more time. Choose a later time or day.")
                    )
        return given


class DecisionForm(DeskForm):
    """Until when Member States may object to a decision by silence."""

    respond_by = DayField(label=_("Last day for objections"))
    last_minute = DeadlineMinuteField(
        day="respond_by", label=_("Time (Secretariat time)"), initial=dt.time(18, 0)
    )
    visibility = forms.ChoiceField(
        label=_("When other Member States can see who objected, and why"),
        choices=[(one.value, one.label) for one in (Visibility.AFTER_CLOSING, Visibility.AT_ONCE)],
    )
    needs_release = forms.BooleanField(
        label=_("Hold the messages of this consultation until someone sends them"),
        required=False,
        help_text=_("The messages of each note stay in the outbox until someone has checked and sent them."),
    )


class ExtensionForm(InThreeLanguages):
    texts = {"stated": _("Reason as the note states it")}
    max_length = 500
    respond_by = DayField(label=_("New deadline"))
    last_minute = DeadlineMinuteField(day="respond_by", label=_("Time (Secretariat time)"))
    reason = TextField(
        label=pgettext_lazy("label", "Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is kept on record with the extension."),
    )
    is_stated = forms.BooleanField(
        label=_("State the reason in the note"),
        required=False,
        help_text=_("Enter it below in all three languages. It is printed after a colon."),
    )
    groups = (
        (pgettext_lazy("consultation", "Deadline"), ("respond_by", "last_minute")),
        (pgettext_lazy("label", "Reason"), ("reason", "is_stated")),
        (_("Reason as the note states it"), tuple(f"stated-{language}" for language in LANGUAGES)),
    )
    follows_tick = 3

    def clean(self) -> dict[str, Any]:
        """Ask for the reason in each language if the note is to state it; lose none that is typed."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        stated = self.texts_of("stated")
        if given.get("is_stated"):
            for language, text in stated.items():
                if is_blank(text):
                    self.add_error(f"stated-{language}", str(followups.WordsMissing()))
        elif not all(map(is_blank, stated.values())):
            self.add_error(
                "is_stated",
                _("The note does not state the reason entered below. Tick this box, or clear the reason."),
            )
        return given


class CorrigendumForm(InThreeLanguages):
    texts = {"instead": _("Instead of"), "read": _("Should read")}
    max_length = 1000
    corrected = forms.ChoiceField(
        label=_("Where the mistake is"),
        choices=[
            (followups.EVERY_LANGUAGE, _("in all languages")),
            ("en", _("in the English text only")),
            ("ru", _("in the Russian text only")),
            ("kk", _("in the Kazakh text only")),
        ],
        help_text=_(
            "If the mistake is in one language only, enter the words in that language: "
            "the note quotes them in all three."
        ),
    )


class InvitationForm(InThreeLanguages):
    texts = {"event": _("Title of the event"), "place": pgettext_lazy("field", "Place")}
    needed = ("event", "place")
    event_date = DayField(label=_("Date of the event"))
    event_until = DayField(
        label=_("Last day of the event"), required=False, help_text=_("For an event of several days.")
    )
    respond_by = DayField(label=_("List of participants by"))
    field_order = ["event_date", "event_until", "respond_by"]


class EventInvitationForm(InThreeLanguages):
    """The same for an event of an adopted plan, whose days its record says."""

    texts, needed = InvitationForm.texts, InvitationForm.needed
    respond_by = DayField(label=_("List of participants by"))
    field_order = ["respond_by"]


class WordingForm(PageForm):
    """The texts of a kind, a field for each paragraph and language, and why they are changed."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(
        label=_("Reason for the change"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = list(texts.first_body(kind))
        for key in self.keys:
            for language in LANGUAGES:
                self.fields[self.name(key, language)] = TextField(
                    label=TITLES[language],
                    max_length=PARAGRAPH_LIMIT,
                    required=False,
                    widget=forms.Textarea(
                        attrs={"rows": 5, "lang": language, "class": "text-official", "spellcheck": "true"}
                    ),
                )

    @staticmethod
    def name(key: str, language: str) -> str:
        return f"{key.replace('.', '-')}-{language}"

    @classmethod
    def initial_of(cls, body: texts.Body) -> dict[str, str]:
        return {cls.name(key, code): text for key, of in body.items() for code, text in of.items()}

    def body(self) -> dict[str, dict[str, str]]:
        """Return the texts as typed, also where something else on the form is wrong."""
        data = getattr(self, "cleaned_data", {})
        return {key: {code: data.get(self.name(key, code), "") for code in LANGUAGES} for key in self.keys}

    def cells(self, key: str) -> list[tuple[str, forms.BoundField]]:
        return [(language, self[self.name(key, language)]) for language in LANGUAGES]


class EnclosureForm(PageForm):
    """In what the enclosure is counted, in each language."""

    UNITS = [
        (formats.Unit.PAGES.value, _("in pages")),
        (formats.Unit.SHEETS.value, _("in sheets printed on one side")),
        (formats.Unit.SHEETS_BOTH_SIDES.value, _("in sheets printed on both sides")),
    ]
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[language] = forms.ChoiceField(label=TITLES[language], choices=self.UNITS)


class LetterForm(PageForm):
    """The three texts of a letter, pasted to be compared; nothing is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[language] = TextField(
                label=TITLES[language],
                max_length=20_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 16, "lang": language, "class": "text-official"}),
            )

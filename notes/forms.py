import datetime as dt
import re
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal import formats, uploads
from cica_portal.alphabet import sort_key
from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES, NATIVE_NAMES
from cica_portal.templatetags.portal import reader_language
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, TextField
from cica_portal.uploads import LIMITS
from comments.enums import Visibility
from members.models import MemberState
from notes import circulation, followups, inflections, numbers, reminders, texts
from notes.enums import DispatchStatus, NoteKind, NoteStatus, Rung
from notes.models import NoteSeries, VerbalNote


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


class InThreeLanguages(PageForm):
    """A form with texts of which each language has its own field, as "place-kk"."""

    texts: dict[str, Any] = {}
    max_length = LINE_LIMIT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.texts.items():
            for language in LANGUAGES:
                self.fields[f"{name}-{language}"] = TextField(
                    label=format_lazy("{}, {}", label, NATIVE_NAMES[language]),
                    max_length=self.max_length,
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                )

    def texts_of(self, name: str) -> dict[str, str]:
        return {language: self.cleaned_data.get(f"{name}-{language}", "") for language in LANGUAGES}


class CorrigendumForm(InThreeLanguages):
    texts = {"instead": _("Instead of"), "read": _("Read")}
    max_length = 1000
    corrected = forms.ChoiceField(
        label=_("The mistake is in"),
        choices=[
            (followups.EVERY_LANGUAGE, _("the text of every language")),
            ("en", _("the English text only")),
            ("ru", _("the Russian text only")),
            ("kk", _("the Kazakh text only")),
        ],
        help_text=_(
            "Where the mistake is in one language only, write the words of that language: "
            "the note quotes them in all three."
        ),
    )


class InvitationForm(InThreeLanguages):
    texts = {"event": _("Title of the event"), "place": _("Place")}
    event_date = DayField(label=_("Date of the event"))
    respond_by = DayField(label=_("Names of participants by"))
    field_order = ["event_date", "respond_by"]


class EventInvitationForm(InThreeLanguages):
    """The same for an event of an adopted plan, whose day its record says."""

    texts = InvitationForm.texts
    respond_by = DayField(label=_("Names of participants by"))
    field_order = ["respond_by"]


class SubmissionForm(PageForm):
    swg_date = DayField(
        label=_("Date of the SWG meeting"),
        required=False,
        help_text=_("Empty while it is not fixed: the note then names no date."),
    )


class WordingForm(PageForm):
    """The texts of a kind, a field for each paragraph and language, and why they are changed."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(
        label=_("Why the text is changed"),
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
                    label=NATIVE_NAMES[language],
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
            self.fields[language] = forms.ChoiceField(label=NATIVE_NAMES[language], choices=self.UNITS)


class NameForm(PageForm):
    """The case forms of a measure or a State, each beside the sentence in which it will stand."""

    read = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, subject: inflections.Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = inflections.slots(subject)
        for slot in self.slots:
            self.fields[slot.field] = TextField(
                label=slot.label,
                max_length=LINE_LIMIT,
                required=False,
                widget=forms.TextInput(attrs={"lang": slot.language, "spellcheck": "true"}),
            )

    @staticmethod
    def initial_of(subject: inflections.Named) -> dict[str, str]:
        found = {
            f"{code}-{form}": subject.forms.get(code, {}).get(form, "")
            for code, form in inflections.needed(subject)
        }
        return found | {"read": inflections.shown(subject)}

    def given(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for slot in self.slots:
            found.setdefault(slot.language, {})[slot.form] = self.cleaned_data.get(slot.field, "")
        return found

    def rows(self) -> list[dict[str, Any]]:
        return [{"slot": slot, "field": self[slot.field]} for slot in self.slots]


class LetterForm(PageForm):
    """The three texts of a letter, pasted to be compared; nothing is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[language] = TextField(
                label=NATIVE_NAMES[language],
                max_length=20_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 16, "lang": language, "class": "text-official"}),
            )


class ReasonForm(PageForm):
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class IssueForm(forms.Form):
    """What the signatory confirmed: the number that was shown."""

    number = forms.CharField(max_length=60, widget=forms.HiddenInput)
    reason = TextField(
        label=_("Why it is issued all the same"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReminderForm(PageForm):
    """One reminder of a round: when, to whom, in which form."""

    working_days = forms.IntegerField(
        label=_("Working days before the deadline"), min_value=1, max_value=reminders.MOST_DAYS
    )
    level = forms.TypedChoiceField(label=_("To whom"), choices=Rung.choices, coerce=int)
    by_note = forms.BooleanField(
        label=_("With a numbered note"),
        required=False,
        help_text=_("Otherwise by mail alone, with the note that opened the consultation attached."),
    )


class ReminderDraftForm(PageForm):
    level = forms.TypedChoiceField(label=_("To whom"), choices=Rung.choices, coerce=int, initial=Rung.DEPUTY)


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


class StateChoice(forms.ModelChoiceField):
    """A Member State, listed by name as the reader's language sorts it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=MemberState.objects.none(), **kwargs)

    def fill(self) -> None:
        self.queryset = MemberState.objects.all()
        states = sorted(self.queryset, key=lambda state: sort_key(state.name, reader_language()))
        empty = [("", self.empty_label)] if self.empty_label is not None else []
        self.choices = [*empty, *((state.pk, state.name) for state in states)]


class IncomingSearch(forms.Form):
    """What narrows the list of the Member States' notes."""

    q = TextField(label=_("Number or subject"), required=False, max_length=100)
    state = StateChoice(label=_("Member State"), required=False, empty_label=_("all"))
    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("To day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].fill()

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen; what makes no sense narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RegisterSearch(forms.Form):
    """What narrows the register. A State's notes are for the Secretariat to choose: others see their own."""

    q = TextField(label=_("Number or measure"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *NoteKind.choices])
    since = DayField(label=_("Issued from"), required=False)
    until = DayField(label=_("Issued to"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("all")), *NoteStatus.choices]
    )
    series = forms.ModelChoiceField(
        label=_("Series"), required=False, queryset=NoteSeries.objects.all(), empty_label=_("all")
    )
    state = StateChoice(label=_("Member State"), required=False, empty_label=_("all"))

    def __init__(self, *args: Any, is_secretariat: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_secretariat:
            self.fields["state"].fill()
        else:
            for name in ("status", "series", "state"):
                del self.fields[name]

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen; what makes no sense narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class IncomingForm(PageForm):
    member_state = StateChoice(label=_("Member State"), empty_label="")
    number = TextField(label=_("Number, as the State gave it"), max_length=100)
    dated_on = DayField(label=_("Dated"))
    received_on = DayField(label=_("Received"))
    subject = TextField(label=_("Subject"), max_length=LINE_LIMIT)
    answers_to = TextField(
        label=_("Answers the note"),
        required=False,
        max_length=60,
        help_text=_("The number of the Secretariat's note, as any language prints it."),
    )
    file = forms.FileField(
        label=_("The note itself"),
        required=False,
        max_length=200,
        help_text=_("A PDF or a Word document (.docx), up to %(limit)s MB.") % {"limit": LIMITS.megabytes},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member_state"].fill()

    def clean_answers_to(self) -> VerbalNote | None:
        if not self.cleaned_data["answers_to"]:
            return None
        try:
            return numbers.find(self.cleaned_data["answers_to"])
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_file(self) -> tuple[str, bytes] | None:
        upload = self.cleaned_data["file"]
        if upload is None:
            return None
        try:
            content, suffix = uploads.letter(upload)
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        stem = re.sub(r"[^\w .()-]+", "_", upload.name.rpartition(".")[0])[:150].strip(" .") or "note"
        return f"{stem}.{suffix}", content


class OutboxFilter(forms.Form):
    status = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("all")), *DispatchStatus.choices]
    )


class PackageCheckForm(PageForm):
    file = forms.FileField(
        label=_("Package (.zip), or one of its PDFs"),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.pdf"}),
        help_text=format_lazy(_("At most {limit} MB. The file is looked at and not kept."), limit=100),
    )

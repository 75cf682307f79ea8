import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import uploads
from cica_portal.calendar.days import DayField
from cica_portal.languages import TITLED
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, TextField
from cica_portal.web.forms import PageForm
from cica_portal.web.kept import Basis
from comments.closed_refusals import ReplyNeeded
from comments.enums import (
    Channel,
    CommentType,
    DispositionKind,
    Outcome,
    Position,
    ReactionKind,
    TranslationStatus,
)
from comments.procedure.lists.answering import MAINTAINED, MISSING, SEVERAL, Waiting
from comments.remarks.operations import WORDING_LIMIT
from comments.writing import attachments
from members.fields import DeadlineMinuteField
from members.models import User


class AnswerForm(forms.Form):
    """What a submission carries: the key that makes a second click harmless, and what was shown: the State's
    last receipt and the drafts."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(max_length=LINE_LIMIT, widget=forms.HiddenInput)
    previewed = forms.RegexField(r"^[0-9a-f]{64}$", required=False, widget=forms.HiddenInput)
    despite_drafts = forms.BooleanField(required=False, widget=forms.HiddenInput)


class GrantForm(PageForm):
    """To which State, until when by the Secretariat's clock, and why."""

    state = forms.ChoiceField(label=_("Member State"))
    last_day = DayField(
        label=_("May respond until"),
    )
    last_minute = DeadlineMinuteField(day="last_day", label=_("Time (Secretariat time)"))
    reason = TextField(
        label=pgettext_lazy("label", "Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only this State and the Secretariat will see this reason."),
    )

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("Choose a Member State")), *states]


class TimeRequestForm(PageForm):
    """Until when a State asks to answer, by the Secretariat's clock, and why."""

    wished_on = DayField(
        label=_("Additional time until"),
        help_text=_("The Secretariat may grant another day."),
    )
    wished_minute = DeadlineMinuteField(day="wished_on", label=_("Time (Secretariat time)"))
    reason = TextField(
        label=pgettext_lazy("label", "Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the Secretariat and your delegation will see this reason."),
    )


class RefusalForm(PageForm):
    reason = TextField(
        label=_("Reason for the refusal"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only this State and the Secretariat will see this reason."),
    )


class ClosingForm(PageForm):
    reason = TextField(
        label=_("Reason for closing as of the deadline"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is kept on record with the closing."),
    )


class InternalDeadlineForm(PageForm):
    """Until when the delegation wants its own work done, by the clock of its capital."""

    day = DayField(
        label=pgettext_lazy("label", "Day"),
    )
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

    reason = TextField(
        label=_("Reason for not waiting"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConfirmationForm(ReleaseForm):
    """What the signatory confirmed besides: the outcome that was shown."""

    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.HiddenInput)


class CompilationFilter(forms.Form):
    """Filters of the compilation, kept in the address; unknown values filter nothing."""

    state = forms.ChoiceField(label=_("Member State"), required=False)
    type = forms.ChoiceField(label=pgettext_lazy("label", "Type"), required=False)

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("All Member States")), *states]
        self.fields["type"].choices = [("", _("All types")), *CommentType.choices]


class DispositionForm(PageForm):
    """One answer for the comments chosen: what becomes of them and what their States are told."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("label", "Disposition"),
        choices=[("", pgettext_lazy("choice", "Choose")), *DispositionKind.choices],
    )
    reply = TextField(
        label=_("Reply to the State"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-limit": PARAGRAPH_LIMIT}),
        help_text=_("Required unless the comment is accepted in full."),
    )
    language = forms.ChoiceField(label=_("Language of the reply"), choices=TITLED)
    reason = TextField(
        label=_("Reason for changing a reply that was sent"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, reply = cleaned.get("kind"), cleaned.get("reply")
        if kind and kind != DispositionKind.ACCEPTED and reply == "":
            self.add_error("reply", ReplyNeeded.sentence)
        return cleaned


class NoChangeForm(PageForm):
    """Why an accepted comment asks for nothing in the text."""

    no_change = TextField(label=_("No change needed, because"), widget=forms.Textarea(attrs={"rows": 2}))


class ReplyTemplateForm(PageForm):
    """A reply kept ready: what it answers with, and its words in each language."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("label", "Disposition"),
        choices=[("", pgettext_lazy("choice", "Choose")), *DispositionKind.choices],
    )
    version = forms.IntegerField(min_value=0, widget=Basis)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in TITLED:
            widget = forms.Textarea(attrs={"rows": 6, "data-limit": PARAGRAPH_LIMIT, "lang": code})
            self.fields[f"text_{code}"] = TextField(label=name, widget=widget)
        self.fields["reason"] = TextField(
            label=pgettext_lazy("label", "Reason"), widget=forms.Textarea(attrs={"rows": 2})
        )

    @property
    def texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"text_{code}"] for code, _name in TITLED}

    def against(self, version: int) -> "ReplyTemplateForm":
        """Return the form as typed, to be saved over the version that is stored by now and shown with it."""
        self.data = {**self.data.dict(), "version": str(version)}
        return self

    @property
    def cells(self) -> list[forms.BoundField]:
        return [self[f"text_{code}"] for code, _name in TITLED]


class DispositionFilter(CompilationFilter):
    """The filters of the compilation, and what became of the comment."""

    language = forms.ChoiceField(
        label=_("Language of the comment"), required=False, choices=[("", _("All languages")), *TITLED]
    )
    disposition = forms.ChoiceField(
        label=pgettext_lazy("label", "Disposition"),
        required=False,
        choices=[
            ("", _("All dispositions")),
            (str(Waiting.OPEN), pgettext_lazy("comment", "no reply yet")),
            (str(Waiting.PROPOSED), pgettext_lazy("disposition", "to be confirmed")),
            (str(Waiting.LATE), pgettext_lazy("comment", "late, no reply needed")),
            *DispositionKind.choices,
            (MAINTAINED, pgettext_lazy("disposition", "position maintained")),
            (MISSING, pgettext_lazy("comments", "Accepted, not yet in the draft")),
            (SEVERAL, pgettext_lazy("comments", "Several proposals on one paragraph")),
        ],
    )


class TranslationForm(PageForm):
    """A working translation of a comment, of as much of it as there is to translate."""

    remark = TextField(label=pgettext_lazy("label", "Comment"), required=False)
    wording = TextField(label=_("Proposed wording"), required=False, max_length=WORDING_LIMIT)
    rationale = TextField(label=pgettext_lazy("label", "Reason"), required=False)
    status = forms.ChoiceField(label=pgettext_lazy("label", "Status"), choices=TranslationStatus.choices)
    version = forms.IntegerField(min_value=0, widget=Basis)

    def __init__(self, *args: Any, texts: Mapping[str, str], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("remark", "wording", "rationale"):
            if not texts[name]:
                del self.fields[name]
                continue
            rows = min(14, 2 + len(texts[name]) // 70)
            self.fields[name].widget = forms.Textarea(
                attrs={"rows": rows, "lang": language, "data-limit": self.fields[name].max_length}
            )


class ClarificationForm(PageForm):
    text = TextField(
        label=pgettext_lazy("label", "Message"),
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": PARAGRAPH_LIMIT}),
    )


class ReactionForm(PageForm):
    """What a State says to a disposition; with a reason where it maintains its position."""

    kind = forms.ChoiceField(choices=ReactionKind.choices, widget=forms.RadioSelect, label=_("Our position"))
    statement = TextField(
        label=pgettext_lazy("label", "Statement"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": PARAGRAPH_LIMIT}),
        help_text=_(
            "Required if your State maintains its position: the statement goes to the SWG with the comment."
        ),
    )


class EnteredForm(PageForm):
    """A response that came outside the portal: by which way, when, and what it says on the whole."""

    channel = forms.ChoiceField(
        label=_("Received by"),
        choices=[(one.value, one.label) for one in (Channel.NOTE, Channel.MAIL)],
        help_text=_("A telephone call is not a response. Ask the State to confirm it by note or mail."),
    )
    received_on = DayField(label=pgettext_lazy("note", "Date received"))
    received_minute = forms.TimeField(
        label=_("Time received (Secretariat time)"),
        input_formats=["%H:%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("The deadline is judged by this time."),
    )
    position = forms.ChoiceField(
        label=pgettext_lazy("label", "Response"),
        choices=[(one.value, one.label) for one in (Position.COMMENTS, Position.NO_OBJECTION)],
    )

    def entered(self, zone: str) -> dict[str, Any]:
        """Return what is to be entered, by the clock of the Secretariat in `zone`."""
        values = self.cleaned_data
        day, minute = values["received_on"], values["received_minute"]
        return {
            "channel": values["channel"],
            "position": values["position"],
            "received_at": dt.datetime.combine(day, minute, ZoneInfo(zone)).astimezone(dt.UTC),
        }


class SendBackForm(PageForm):
    reason = TextField(
        label=_("What is to be corrected"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


MESSAGE_LIMIT = 4_000


class MessageForm(PageForm):
    """An internal message."""

    text = TextField(
        label=_("Your message to the delegation"),
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": MESSAGE_LIMIT}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(uploads.AdmittedField):
    """One file or several; the value is what the gate has admitted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFiles(attrs={"accept": uploads.accept(uploads.CONTENT_TYPES)}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[uploads.Admitted]:
        uploaded = data if isinstance(data, list) else [data] if data else []
        if not uploaded:
            super().clean(None)
        if len(uploaded) > attachments.MOST:
            # Translators: most is the greatest number allowed
            raise ValidationError(_("Choose at most %(most)s files."), params={"most": attachments.MOST})
        admitted, refused = [], []
        for upload in uploaded:
            try:
                admitted.append(super().clean(upload))
            except ValidationError as refusal:
                refused += [f"{upload.name}: {sentence}" for sentence in refusal.messages]
        if refused:
            raise ValidationError(refused)
        return admitted


class FilesForm(PageForm):
    """Brings files to a comment: each passes the gate before anything else looks at it."""

    files = FilesField(label=pgettext_lazy("label", "Files"), max_length=255)
    language = forms.ChoiceField(label=_("Language of the files"), choices=TITLED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = _(
            # Translators: size is a number of megabytes; most is the greatest number allowed
            "PDF, DOCX, XLSX, PNG or JPEG, without macros or "
            "passwords. At most %(size)s MB each, at most %(most)s "
            "files per comment."
        ) % {"size": uploads.LIMITS.megabytes, "most": attachments.MOST}

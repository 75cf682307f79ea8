"""Forms of the register: what narrows its lists, and how the notes of Member States are entered."""

import re
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.calendar.days import DayField
from cica_portal.errors import DomainError
from cica_portal.text import LINE_LIMIT, TextField
from cica_portal.uploads import LETTER, LIMITS, Admitted, AdmittedField
from cica_portal.web.forms import DeskForm, Narrowing
from comments.forms.entered import EnteredForm
from members.fields import StateChoice
from notes.enums import NoteGroup, NoteKind, NoteStatus
from notes.models import NoteSeries, VerbalNote
from notes.register import numbers


class IncomingSearch(Narrowing):
    """What narrows the list of the Member States' notes."""

    q = TextField(label=_("Number or subject"), required=False, max_length=100)
    state = StateChoice(label=_("Member State"), required=False, empty_label=pgettext_lazy("filter", "all"))
    since = DayField(label=pgettext_lazy("date", "From"), required=False)
    until = DayField(label=pgettext_lazy("date", "To"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].fill()


class RegisterSearch(Narrowing):
    """What narrows the register. A State's notes are for the Secretariat to choose: others see their own."""

    q = TextField(label=_("Number or measure"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=pgettext_lazy("field", "Kind"),
        required=False,
        choices=[("", pgettext_lazy("filter", "all")), *NoteKind.choices],
    )
    since = DayField(label=_("Issued from"), required=False)
    until = DayField(label=_("Issued to"), required=False)
    status = forms.ChoiceField(
        label=pgettext_lazy("field", "Status"),
        required=False,
        choices=[("", pgettext_lazy("filter", "all")), *NoteStatus.choices],
    )
    series = forms.ModelChoiceField(
        label=pgettext_lazy("note", "Series"),
        required=False,
        queryset=NoteSeries.objects.all(),
        empty_label=pgettext_lazy("filter", "all"),
    )
    state = StateChoice(label=_("Member State"), required=False, empty_label=pgettext_lazy("filter", "all"))

    def __init__(self, *args: Any, is_secretariat: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_secretariat:
            self.fields["state"].fill()
            series: Any = self.fields["series"]
            known = ((one.pk, str(one)) for one in NoteSeries.objects.all())
            series.choices = [("", series.empty_label), *known]
        else:
            for name in ("status", "series", "state"):
                del self.fields[name]


class UploadForm(DeskForm):
    """A note of a State as it is registered: its number, its day, its file."""

    number = TextField(
        label=_("Number given by the State"),
        required=False,
        max_length=100,
        help_text=_("Leave empty if the note or mail has no number"),
    )
    dated_on = DayField(label=_("Date of the note"))
    file = AdmittedField(kinds=LETTER, label=_("File of the note"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = _("A PDF or Word document (.docx), up to %(limit)s MB")
        self.fields["file"].help_text = limit % {"limit": LIMITS.megabytes}

    def clean_file(self) -> Admitted | None:
        admitted: Admitted | None = self.cleaned_data["file"]
        if admitted is None:
            return None
        stem = re.sub(r"[^\w .()-]+", "_", admitted.name.rpartition(".")[0]).strip(" .") or "note"
        return replace(admitted, name=f"{stem}.{admitted.kind}")


class IncomingForm(UploadForm):
    member_state = StateChoice(label=_("Member State"), empty_label=pgettext_lazy("choice", "Choose"))
    received_on = DayField(label=pgettext_lazy("note", "Date received"))
    subject = TextField(label=pgettext_lazy("note", "Subject"), max_length=LINE_LIMIT)
    answers_to = TextField(
        label=_("In reply to note"),
        required=False,
        max_length=60,
        help_text=_("Number of the Secretariat's note, as printed in any language"),
    )
    field_order = ("member_state", "number", "dated_on", "received_on", "subject", "answers_to", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member_state"].fill()
        self.fields["file"].required = False

    def clean_answers_to(self) -> VerbalNote | None:
        if not self.cleaned_data["answers_to"]:
            return None
        try:
            return numbers.find(self.cleaned_data["answers_to"])
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class RegisteredResponseForm(EnteredForm, IncomingForm):
    """A note or mail for the register, and the response that it brings: one form, one act."""

    answers_to = subject = None
    groups = (
        (pgettext_lazy("label", "Document"), ("member_state", "channel", "number", "dated_on", "file")),
        (pgettext_lazy("label", "Received"), ("received_on", "received_minute")),
        (pgettext_lazy("label", "Response"), ("position", "objection", "stance", "stance_words")),
    )

    def registered(self) -> dict[str, Any]:
        """Return what goes into the register."""
        names = ("member_state", "number", "dated_on", "received_on", "file")
        return {name: self.cleaned_data[name] for name in names}


class OutboxFilter(Narrowing):
    group = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, choices=NoteGroup.choices)

"""What is looked for in a draft, which texts of it were chosen, and what is remarked on a block."""

import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.calendar.days import DayField
from cica_portal.languages import LANGUAGES, TITLED
from cica_portal.text import LINE_LIMIT, TextField
from cica_portal.web.forms import offer
from members.models import User
from plans.checks.finding import Query
from plans.enums import Significance

# A text by its id, with its version.
_TEXT = re.compile(r"[0-9]{1,18}:[0-9]{1,9}")


class FindForm(forms.Form):
    """The words, and what is to stand in their place; both keep the spaces at their ends."""

    q = TextField(label=_("Words to find"), max_length=LINE_LIMIT, strip=False, required=False)
    by = TextField(label=_("Replace with"), max_length=LINE_LIMIT, strip=False, required=False)
    language = forms.ChoiceField(
        label=pgettext_lazy("column", "Language"),
        required=False,
        choices=[("", pgettext_lazy("filter", "all")), *TITLED],
    )
    whole = forms.BooleanField(label=_("Whole words only"), required=False)
    case = forms.BooleanField(label=_("Match capital letters"), required=False)

    @property
    def query(self) -> Query:
        said = self.cleaned_data
        languages = (said["language"],) if said["language"] else tuple(LANGUAGES)
        return Query(said["q"], said["by"], languages, is_whole=said["whole"], is_case=said["case"])


class TextsField(forms.MultipleChoiceField):
    def valid_value(self, value: str) -> bool:
        return _TEXT.fullmatch(value) is not None


class ReplaceForm(FindForm):
    """The texts that were ticked, with the versions that were shown, and how much the change means."""

    significance = forms.ChoiceField(choices=Significance.choices)
    text = TextsField(required=False)

    def clean_text(self) -> dict[int, int]:
        return dict(tuple(map(int, one.split(":"))) for one in self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("q"):
            raise ValidationError(_("Enter the words to find."))
        return cleaned


REMARK_LIMIT = 2_000


class AnswerForm(forms.Form):
    """A reply in a thread. `key` makes a second click harmless."""

    text = TextField(
        label=pgettext_lazy("draft", "Remark"),
        max_length=REMARK_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class RemarkForm(AnswerForm):
    """A remark on a block or on its text in one language; with a person it is that one's task."""

    language = forms.ChoiceField(
        label=pgettext_lazy("remark", "About"),
        required=False,
        choices=[("", _("the whole block")), *TITLED],
    )
    person = forms.ChoiceField(
        label=pgettext_lazy("draft", "Task for"),
        required=False,
        help_text=_("It is shown on the person's start page, and the person is told by e-mail."),
    )
    due_on = DayField(label=pgettext_lazy("draft", "To be done by"), required=False)
    field_order = ["text", "language", "person", "due_on"]

    def __init__(self, *args: Any, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.key): person for person in colleagues}
        names = [(key, person.display_name) for key, person in self.people.items()]
        offer(self, "person", [("", pgettext_lazy("coordinator", "nobody")), *names])

    @property
    def said(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return given | {"person": self.people.get(given["person"])}

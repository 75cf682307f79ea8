"""What is remarked on a block, and who is asked to do something about it."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.calendar.days import DayField
from cica_portal.languages import TITLED
from cica_portal.text import TextField
from cica_portal.web.forms import offer
from members.models import User

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
        offer(self, "person", [("", pgettext_lazy("person", "nobody")), *names])

    @property
    def said(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return given | {"person": self.people.get(given["person"])}

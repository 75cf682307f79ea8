"""What narrows the record of acts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.calendar.days import DayField
from cica_portal.text import TextField
from cica_portal.web.forms import offer
from members.audit.labels import ACTS
from members.fields import StateChoice


class OwnRecordSearch(forms.Form):
    """What narrows a delegation's own record: only the acts that are in it are offered."""

    q = TextField(label=_("User, action or value"), required=False, max_length=100)
    act = forms.ChoiceField(label=pgettext_lazy("record", "Action"), required=False)
    since = DayField(label=_("From date"), required=False)
    until = DayField(label=_("To date"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(((act, str(name)) for act, name in ACTS.items()), key=lambda one: one[1].casefold())
        offer(self, "act", [("", pgettext_lazy("record", "all")), *named])

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen; what makes no sense narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RecordSearch(OwnRecordSearch):
    """What narrows the portal's record: the State, too, and the one thing that entries are about."""

    state = StateChoice(label=_("Member State"), required=False, empty_label=pgettext_lazy("record", "all"))
    subject = forms.CharField(required=False, max_length=130, widget=forms.HiddenInput)

    field_order = ("q", "act", "state", "since", "until", "subject")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(state := self.fields["state"], StateChoice):
            state.fill()

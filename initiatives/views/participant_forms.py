"""The form by which a delegation registers people for an event."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.text import LINE_LIMIT, AddressField, TextField
from cica_portal.web.forms import PageForm
from initiatives.models import Initiative
from initiatives.participation import registration


class ParticipantForm(PageForm):
    """Somebody whom the own State sends to an event."""

    name = TextField(label=_("Name and surname"), max_length=200)
    post = TextField(label=pgettext_lazy("participant", "Post"), max_length=LINE_LIMIT)
    email = AddressField(
        label=pgettext_lazy("participant", "E-mail"),
        required=False,
        help_text=_("Visible only to the organizers."),
    )
    attendance = forms.ChoiceField(label=pgettext_lazy("participant", "Attendance"))

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attendance"].choices = [(way, way.label) for way in registration.ways(initiative)]

"""The form of an internal message."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal.text import TextField
from cica_portal.web.forms import PageForm

MESSAGE_LIMIT = 4_000


class MessageForm(PageForm):
    text = TextField(
        label=_("Your message to the delegation"),
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": MESSAGE_LIMIT}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

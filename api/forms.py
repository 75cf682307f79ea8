from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.text import TextField


class TokenForm(forms.Form):
    label = TextField(
        label=pgettext_lazy("access token", "Purpose"),
        max_length=100,
        help_text=_("A name by which you will recognize the token, for example “weekly report”."),
    )

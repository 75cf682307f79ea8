from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal.text import TextField


class TokenForm(forms.Form):
    label = TextField(
        label=_("What it is for"),
        max_length=100,
        help_text=_("A name by which you know it again, as “weekly report”."),
    )

from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal.web.forms import PageForm
from dashboard.enums import DigestPeriod


class DigestForm(PageForm):
    period = forms.ChoiceField(
        label=_("E-mail about new open points"),
        choices=DigestPeriod.choices,
        widget=forms.RadioSelect,
    )
